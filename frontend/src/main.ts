/** The start of the desk: key, words, frame; then one view after the other. */
import { Refusal, Unreachable, follow, on, takeToken } from "./api.js";
import { announce, fill, h, liveRegions } from "./dom.js";
import { go, parts, type Open, type View } from "./route.js";
import { frame, showPlace } from "./shell.js";
import { hasSite, openSite, refreshSite } from "./state.js";
import { readWords, t } from "./words.js";
import { says } from "./parts/notices.js";

/** First part of the address → the view; `site` marks those that need an open site. */
const VIEWS: Record<string, { site: boolean; open: () => Promise<{ open: Open }> }> = {
  start: { site: false, open: () => import("./views/start.js") },
  new: { site: false, open: () => import("./views/new-site.js") },
  folder: { site: false, open: () => import("./views/open-folder.js") },
  bring: { site: false, open: () => import("./views/bring.js") },
  site: { site: true, open: () => import("./views/home.js") },
  list: { site: true, open: () => import("./views/list.js") },
  series: { site: true, open: () => import("./views/series.js") },
  form: { site: true, open: () => import("./views/form.js") },
  pictures: { site: true, open: () => import("./views/pictures.js") },
  look: { site: true, open: () => import("./views/look.js") },
  settings: { site: true, open: () => import("./views/settings.js") },
  problems: { site: true, open: () => import("./views/problems.js") },
  publish: { site: true, open: () => import("./views/publish.js") },
  bin: { site: true, open: () => import("./views/bin.js") },
  write: { site: true, open: () => import("./views/writing.js") },
};

let shown: View | null = null;
let hash = "";
let turn = 0;

async function show(): Promise<void> {
  const mine = ++turn;
  if (shown?.leave && (await shown.leave()) === false) {
    history.replaceState(null, "", hash);
    return;
  }
  const [name = "", ...rest] = parts();
  const row = VIEWS[name];
  if (!row || (row.site && !hasSite())) {
    go([hasSite() ? "site" : "start"], true);
    return;
  }
  hash = location.hash;
  let view: View;
  try {
    view = await (await row.open()).open(...rest);
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Unreachable)) console.error(error);
    view = { title: t("went_wrong"), element: h("div", { class: "page" }, h("h1", null, t("went_wrong")), says(error)) };
  }
  // Somebody went on while the view was read.
  if (mine !== turn) return;
  const first = shown === null;
  shown = view;
  document.title = hasSite() ? `${view.title} · therapyblog` : view.title;
  document.body.classList.toggle("is-wide", view.wide === true);
  showPlace(name, rest, row.site);
  const main = frame.main;
  fill(main, view.element);
  scrollTo(0, 0);
  if (first) return;
  const heading = main.querySelector<HTMLElement>("h1");
  const start = main.querySelector<HTMLElement>("[autofocus]") ?? heading ?? main;
  if (start === heading) heading.tabIndex = -1;
  start.focus({ preventScroll: true });
}

async function begin(): Promise<void> {
  const token = takeToken();
  await readWords();
  document.querySelector("noscript")?.remove();
  if (!token) {
    document.body.append(
      h("main", { class: "page page-narrow" }, h("h1", null, t("no_key_title")), h("p", { class: "lead" }, t("no_key"))),
    );
    document.title = t("no_key_title");
    return;
  }
  document.body.append(...frame.elements(), ...liveRegions);
  await refreshSite().catch(() => null);
  addEventListener("hashchange", () => void show());
  addEventListener("beforeunload", () => void shown?.leave?.());
  void follow();
  let away = 0;
  on("connection", ({ there }) => {
    clearTimeout(away);
    // A short break is nobody's business.
    if (there) frame.away(false);
    else
      away = window.setTimeout(() => {
        frame.away(true);
        announce(t("away_title"), true);
      }, 1500);
  });
  on("opened", ({ site }) => {
    // This window's own answer comes a moment later.
    setTimeout(() => frame.other(hasSite() && openSite().id !== site), 2000);
  });
  await show();
}

void begin();
