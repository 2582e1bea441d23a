/** The frame around every view: the way about the desk, the open site, the languages. */
import { call } from "./api.js";
import { fill, h, icon, type Child } from "./dom.js";
import type { IconName } from "./icons.js";
import { openDialog } from "./parts/dialog.js";
import { go, place } from "./route.js";
import { hasSite, onSite, openSite } from "./state.js";
import { LANGUAGES, language, readWords, t, type Key } from "./words.js";

interface Item {
  parts: string[];
  icon: IconName;
  words: Key;
  /** Whether a phone shows it in the bar at its foot; the others are behind “More”. */
  first?: boolean;
}

const ITEMS: Item[][] = [
  [
    { parts: ["site"], icon: "home", words: "nav_home", first: true },
    { parts: ["list", "post"], icon: "posts", words: "nav_posts", first: true },
    { parts: ["list", "page"], icon: "page", words: "nav_pages" },
    { parts: ["list", "series"], icon: "series", words: "nav_series" },
    { parts: ["list", "practitioner"], icon: "person", words: "nav_people" },
    { parts: ["pictures"], icon: "picture", words: "nav_pictures", first: true },
  ],
  [
    { parts: ["look"], icon: "look", words: "nav_look" },
    { parts: ["settings"], icon: "settings", words: "nav_settings" },
    { parts: ["bin"], icon: "bin", words: "nav_bin" },
  ],
];
const PUBLISH: Item = { parts: ["publish"], icon: "publish", words: "nav_publish", first: true };
/** Where a view that is not in the list belongs. */
const BELONGS: Record<string, string> = { series: "list/series", person: "list/practitioner", problems: "site" };

const side = h("header", { class: "side" });
const foot = h("nav", { class: "foot-bar" });
const main = h("main", { id: "main", class: "main", tabindex: -1 });
const strip = h("div", { class: "strip", hidden: true });
const skip = h("a", { class: "skip", href: "#main" });
skip.addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
let where = "";
let ofSite = false;

export const frame = {
  main,
  elements: () => [skip, strip, side, main, foot],
  /** Say that the desk does not answer, or does again. */
  away(isAway: boolean): void {
    strip.hidden = !isAway;
    if (isAway) fill(strip, h("strong", null, t("away_title")), " ", t("away"));
  },
  /** Say that another window opened another site. */
  other(isOther: boolean): void {
    strip.hidden = !isOther;
    if (isOther) fill(strip, h("strong", null, t("other_site_title")), " ", t("other_site"));
  },
};

/** Mark where somebody is, and show the way about only where there is one. */
export function showPlace(name: string, rest: string[], site: boolean): void {
  where = name === "list" ? `list/${rest[0] ?? "post"}` : (BELONGS[name] ?? name);
  ofSite = site;
  draw();
}

/** Mark the entry of the list that a text belongs to. */
export function belongsTo(kind: string): void {
  where = kind === "settings" ? "settings" : `list/${kind}`;
  draw();
}

function link(item: Item): HTMLElement {
  const here = item.parts.join("/") === where;
  return h(
    "a",
    { class: item === PUBLISH ? "nav-link nav-publish" : "nav-link", href: place(...item.parts), "aria-current": here && "page" },
    icon(item.icon),
    h("span", null, t(item.words)),
  );
}

const list = (items: Child[]) => h("ul", { class: "nav-list", role: "list" }, items.map((item) => h("li", null, item)));

/** The languages of the desk, each in its own words. */
export function languageChoice(): HTMLElement {
  const select = h(
    "select",
    { class: "language-select", "aria-label": t("language") },
    Object.entries(LANGUAGES).map(([tag, words]) => h("option", { value: tag, lang: tag, selected: tag === language }, words)),
  );
  select.addEventListener("change", async () => {
    await readWords(select.value);
    draw();
    dispatchEvent(new HashChangeEvent("hashchange"));
  });
  return h("div", { class: "language" }, icon("globe", "small"), select);
}

function more(): void {
  const dialog = openDialog({
    title: t("nav_more"),
    body: [
      h("nav", { "aria-label": t("nav_more"), class: "more-list" }, list(ITEMS.flat().filter((item) => !item.first).map(link))),
      h("div", { class: "more-foot" }, otherSites(), languageChoice()),
    ],
  });
  dialog.addEventListener("click", (event) => {
    if ((event.target as Element).closest("a")) dialog.close();
  });
}

const otherSites = () => h("a", { class: "quiet-link", href: place("start") }, t("other_sites"));

function draw(): void {
  fill(skip, t("skip"));
  const inSite = ofSite && hasSite();
  document.body.classList.toggle("has-nav", inSite);
  side.hidden = foot.hidden = !inSite;
  if (!inSite) return;
  fill(
    side,
    h("a", { class: "side-title", href: place("site") }, openSite().title),
    h(
      "nav",
      { "aria-label": t("nav_label"), class: "side-nav" },
      ITEMS.map((items) => list(items.map(link))),
      link(PUBLISH),
    ),
    h("div", { class: "side-foot" }, otherSites(), languageChoice()),
  );
  foot.setAttribute("aria-label", t("nav_label"));
  const moreButton = h(
    "button",
    { class: "nav-link", type: "button", onclick: more, "aria-haspopup": "dialog" },
    icon("more"),
    h("span", null, t("nav_more")),
  );
  fill(foot, list([...ITEMS.flat().filter((item) => item.first), PUBLISH].map(link).concat(moreButton)));
}

onSite(draw);

/** End the desk. */
export async function endDesk(): Promise<void> {
  await call("desk.end", {});
  go(["start"]);
}
