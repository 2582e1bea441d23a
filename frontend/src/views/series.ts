/** The series of a site, and the order of one. */
import { Refusal, WINDOW, call, type Entry } from "../api.js";
import { fill, h, icon } from "../dom.js";
import { newDocument } from "../parts/new-document.js";
import { inWords, toast, tried } from "../parts/notices.js";
import { sortable } from "../parts/sortable.js";
import { statePill } from "../parts/states.js";
import { place, type Open, type View } from "../route.js";
import { t } from "../words.js";

const byPart = (first: Entry, second: Entry) =>
  (first.part ?? 1e6) - (second.part ?? 1e6) || (first.date ?? "9").localeCompare(second.date ?? "9") || first.title.localeCompare(second.title);

export const open: Open = async (name = "") => (name ? order(name) : all());

async function all(): Promise<View> {
  const [{ documents: posts }, { documents: introductions }] = await Promise.all([
    call("documents.list", { kind: "post" }),
    call("documents.list", { kind: "series" }),
  ]);
  const title = t("nav_series");
  const series = new Map<string, number>();
  for (const { title: name } of introductions) series.set(name, 0);
  for (const { series: name } of posts) if (name) series.set(name, (series.get(name) ?? 0) + 1);
  const names = [...series.keys()].sort((first, second) => first.localeCompare(second));
  const element = h(
    "div",
    { class: "page" },
    h(
      "div",
      { class: "page-head" },
      h("h1", null, title),
      h("button", { type: "button", class: "button button-main", onclick: () => newDocument("series") }, icon("plus", "small"), t("new_series")),
      h("p", { class: "lead" }, t("series_lead")),
    ),
    h(
      "ul",
      { class: "rows", role: "list" },
      names.map((name) =>
        h(
          "li",
          { class: "row-item" },
          h("a", { class: "row-link", href: place("series", name) }, h("span", { class: "row-title" }, name), h("span", { class: "row-facts" }, t("parts_n", { n: series.get(name) ?? 0 }))),
          icon("next"),
        ),
      ),
      names.length === 0 && h("li", { class: "empty" }, icon("series", "large"), h("p", null, t("empty_series"))),
    ),
  );
  return { title, element };
}

async function order(name: string): Promise<View> {
  const [{ documents: posts }, { documents: introductions }] = await Promise.all([
    call("documents.list", { kind: "post" }),
    call("documents.list", { kind: "series" }),
  ]);
  let parts = posts.filter((entry) => entry.series === name).sort(byPart);
  const introduction = introductions.find((entry) => entry.title === name);
  const others = posts.filter((entry) => !entry.series).sort((first, second) => first.title.localeCompare(second.title));
  const list = h("div", null);

  /** Write the place of each post that has another one. */
  const save = async (entries: Entry[]) => {
    for (const [index, entry] of entries.entries()) {
      if (entry.part === index + 1) continue;
      const { values, digest } = await call("documents.open", { path: entry.path });
      const whole = typeof values.series === "object" && values.series !== null;
      await call("documents.set", {
        path: entry.path,
        digest,
        changes: [{ setting: whole ? ["series", "part"] : ["part"], value: index + 1 }],
        window: WINDOW,
      });
      entry.part = index + 1;
    }
  };
  const moved = async (entries: Entry[]) => {
    parts = entries;
    try {
      await save(entries);
      toast(t("order_saved"));
    } catch (error) {
      toast(error instanceof Refusal ? inWords(error) : inWords(error), undefined, "bad");
    }
  };
  const draw = () =>
    fill(
      list,
      parts.length === 0
        ? h("p", { class: "soft" }, t("series_without_parts"))
        : sortable({
            items: parts,
            name: (entry) => entry.title,
            moved,
            row: (entry) => [h("a", { class: "row-title", href: place("write", entry.path) }, entry.title), statePill(entry)],
          }),
    );
  draw();
  const choice = h(
    "select",
    { class: "input input-small", "aria-label": t("add_to_series") },
    h("option", { value: "" }, t("add_to_series")),
    others.map((entry) => h("option", { value: entry.path }, entry.title)),
  );
  choice.addEventListener("change", async () => {
    const entry = others.find(({ path }) => path === choice.value);
    choice.value = "";
    if (!entry) return;
    const done = await tried(async () => {
      const { digest } = await call("documents.open", { path: entry.path });
      return call("documents.set", {
        path: entry.path,
        digest,
        changes: [
          { setting: ["series"], value: name },
          { setting: ["part"], value: parts.length + 1 },
        ],
        window: WINDOW,
      });
    });
    if (!done) return;
    parts.push({ ...entry, series: name, part: parts.length + 1 });
    choice.querySelector(`option[value="${CSS.escape(entry.path)}"]`)?.remove();
    draw();
  });
  const element = h(
    "div",
    { class: "page page-narrow" },
    h("a", { class: "page-back", href: place("list", "series") }, icon("back", "small"), t("nav_series")),
    h(
      "div",
      { class: "page-head" },
      h("h1", null, name),
      introduction && h("a", { class: "button", href: place("write", introduction.path) }, icon("pen", "small"), t("series_introduction")),
      h("p", { class: "lead" }, t("order_lead")),
    ),
    h("div", { class: "stack" }, list, others.length > 0 && choice),
  );
  return { title: name, element };
}
