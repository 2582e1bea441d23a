/** The posts, pages or people of a site, with their state. */
import { call, on, type Entry, type Kind, type State } from "../api.js";
import { fill, h, icon, type Child } from "../dom.js";
import { confirmed, openDialog } from "../parts/dialog.js";
import { base64Of, labelled, segments, takesFiles } from "../parts/form-controls.js";
import { menuButton, type MenuItem } from "../parts/menu.js";
import { newDocument, openPlace } from "../parts/new-document.js";
import { inWords, toast, tried } from "../parts/notices.js";
import { stateWords, statePill } from "../parts/states.js";
import { go, place, type Open } from "../route.js";
import { day, t, type Key } from "../words.js";
import { open as openSeries } from "./series.js";

const HEAD: Partial<Record<Kind, Key>> = { post: "nav_posts", page: "nav_pages", practitioner: "nav_people" };
/** Rows that are drawn at once; more on demand. */
const MOST = 100;

export const open: Open = async (wanted = "post") => {
  if (wanted === "series") return openSeries();
  const kind = (wanted in HEAD ? wanted : "post") as Kind;
  let { documents } = await call("documents.list", { kind });
  const title = t(HEAD[kind] ?? "nav_posts");
  let state: State | "all" = "all";
  let most = MOST;
  const search = h("input", { type: "search", class: "input", "aria-label": t("search"), placeholder: t("search"), autocomplete: "off" });
  const rows = h("ul", { class: "rows", role: "list" });
  const count = h("p", { class: "soft small", role: "status" });
  const filters = h("div", null);

  const read = async () => {
    ({ documents } = await call("documents.list", { kind }));
    draw();
  };

  const matching = (): Entry[] => {
    const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return documents
      .filter((entry) => state === "all" || entry.state === state)
      .filter((entry) => {
        const text = [entry.title, entry.series, entry.topic, entry.path].join(" ").toLocaleLowerCase();
        return words.every((word) => text.includes(word));
      })
      .sort(
        kind === "post"
          ? (first, second) =>
              Number(!!second.date || second.state !== "draft") * 0 +
              Number(second.state === "draft") - Number(first.state === "draft") ||
              (second.date ?? second.updated ?? "").localeCompare(first.date ?? first.updated ?? "") ||
              first.title.localeCompare(second.title)
          : (first, second) => first.title.localeCompare(second.title),
      );
  };

  const remove = async (entry: Entry) => {
    const yes = await confirmed(t("delete_title", { title: entry.title }), t("delete_about"), t("delete"), true);
    if (!yes) return;
    const gone = await tried(() => call("documents.delete", { path: entry.path }));
    if (!gone) return;
    await read();
    toast(t("deleted", { title: entry.title }), {
      label: t("undo"),
      run: async () => {
        await tried(() => call("bin.restore", { id: gone.bin_id }));
        await read();
      },
    });
  };
  const duplicate = async (entry: Entry) => {
    const copy = await tried(() => call("documents.duplicate", { path: entry.path }));
    if (!copy) return;
    await read();
    toast(t("duplicated", { title: entry.title }), { label: t("open"), run: () => go(openPlace(kind, copy.path)) });
  };
  const rename = (entry: Entry) => {
    const name = h("input", { type: "text", value: entry.title, autocomplete: "off", spellcheck: true });
    const nameShown = labelled(name, { label: t(kind === "practitioner" ? "new_practitioner_name" : "title") });
    const tail = (entry.address ?? "").replace(/\/$/, "").split("/").pop() ?? "";
    const address = h("input", { type: "text", value: tail, autocomplete: "off", spellcheck: false });
    const addressShown = labelled(address, { label: t("address"), about: t("address_about") });
    const keep = h("input", { type: "checkbox", checked: true });
    const done = async (event: Event) => {
      event.preventDefault();
      const newTitle = name.value.trim();
      const newAddress = address.value.trim();
      try {
        await call("documents.rename", {
          path: entry.path,
          ...(newTitle && newTitle !== entry.title ? { title: newTitle } : {}),
          ...(newAddress && newAddress !== tail ? { address: newAddress } : {}),
          redirect: keep.checked,
        });
        dialog.close();
        await read();
        toast(t("renamed"));
      } catch (error) {
        (newAddress !== tail ? addressShown : nameShown).wrong(inWords(error));
      }
    };
    const dialog = openDialog({
      title: t("rename"),
      body: h(
        "form",
        { class: "stack", onsubmit: done, novalidate: true },
        nameShown.element,
        addressShown.element,
        h("label", { class: "check" }, keep, h("span", null, t("keep_old_address"))),
        h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, t("rename"))),
      ),
    });
    name.focus();
  };

  const row = (entry: Entry): Child => {
    const items: MenuItem[] = [
      { label: t(kind === "practitioner" ? "write_biography" : "settings_of_this"), icon: kind === "practitioner" ? "pen" : "settings", run: () => go([kind === "practitioner" ? "write" : "form", entry.path]) },
      { label: t("rename"), icon: "page", run: () => rename(entry) },
      { label: t("duplicate"), icon: "copy", run: () => duplicate(entry) },
      { label: t("delete"), icon: "bin", run: () => remove(entry), danger: true },
    ];
    if (entry.address) items.splice(1, 0, { label: t("see_page"), icon: "eye", run: () => window.open(entry.address ?? "", "_blank", "noopener") });
    const facts = [
      entry.date ? day(entry.date) : entry.updated ? t("updated_on", { day: day(entry.updated) }) : "",
      entry.series ? (entry.part ? t("part_of", { n: entry.part, series: entry.series }) : entry.series) : "",
      entry.topic ?? "",
      kind === "practitioner" ? "" : t("words_n", { n: entry.words }),
    ].filter(Boolean);
    return h(
      "li",
      { class: "row-item" },
      h(
        "a",
        { class: "row-link", href: place(...openPlace(kind, entry.path)) },
        h("span", { class: "row-title" }, entry.title),
        h("span", { class: "row-facts" }, facts.map((fact, index) => [index > 0 && " · ", h("bdi", null, fact)])),
      ),
      entry.mistakes > 0 && h("span", { class: "pill pill-needs-a-look" }, icon("warning", "small"), t("mistakes_n", { n: entry.mistakes })),
      entry.state !== "needs-a-look" && kind !== "practitioner" && statePill(entry),
      menuButton(t("more_about", { title: entry.title }), items),
    );
  };

  const draw = () => {
    const found = matching();
    const states = [...new Set(documents.map((entry) => entry.state))];
    fill(
      filters,
      states.length > 1 &&
        segments(
          t("filter"),
          [{ value: "all", label: t("all") }, ...states.map((value) => ({ value, label: stateWords({ state: value, until: null }) }))],
          state,
          (value) => {
            state = value as State | "all";
            most = MOST;
            drawRows();
          },
          "segments segments-wrap",
        ),
    );
    drawRows(found);
  };
  const drawRows = (found = matching()) => {
    count.textContent = documents.length > 0 ? t(`count_${kind}` as Key, { n: found.length }) : "";
    fill(
      rows,
      found.slice(0, most).map(row),
      found.length > most &&
        h("li", { class: "row-more" }, h("button", { type: "button", class: "button", onclick: () => ((most += 400), drawRows()) }, t("show_more", { n: found.length - most }))),
      documents.length === 0 && h("li", { class: "empty" }, icon(kind === "practitioner" ? "person" : "pen", "large"), h("p", null, t(`empty_${kind}` as Key))),
      documents.length > 0 && found.length === 0 && h("li", { class: "empty" }, h("p", null, t("nothing_found"))),
    );
  };
  search.addEventListener("input", () => {
    most = MOST;
    drawRows();
  });
  draw();
  const element = h(
    "div",
    { class: "page" },
    h(
      "div",
      { class: "page-head" },
      h("h1", null, title),
      h("button", { type: "button", class: "button button-main", onclick: () => newDocument(kind) }, icon("plus", "small"), t(`new_${kind}` as Key)),
    ),
    h("div", { class: "stack" }, h("div", { class: "list-tools" }, h("div", { class: "search-field" }, icon("search"), search), filters), count, rows),
  );
  if (kind === "post") {
    takesFiles(element, async ([file]) => {
      if (!file) return;
      const made = await tried(async () => call("texts.import", { name: file.name, base64: await base64Of(file) }));
      if (made) go(["write", made.path]);
    });
  }
  const end = on("files", () => void read().catch(() => {}));
  return { title, element, leave: () => end() };
};
