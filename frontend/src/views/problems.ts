/** What needs a look, each with the way out and the place to mend it. */
import { WINDOW, call, on, type Edit, type Problem } from "../api.js";
import { announce, fill, h, icon, type Child } from "../dom.js";
import { sentence, toast, tried } from "../parts/notices.js";
import { place, type Open } from "../route.js";
import { refreshSite } from "../state.js";
import { t } from "../words.js";
import { SETTINGS } from "./settings.js";

const ORDER = { error: 0, warning: 1, hint: 2 } as const;
const ICON = { error: "warning", warning: "note", hint: "leaf" } as const;

/** A text with edits made in it; lines and columns are counted from 1. */
export function edited(text: string, edits: Edit[]): string {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const at = (line: number, column: number) => (starts[line - 1] ?? text.length) + column - 1;
  return [...edits]
    .sort((first, second) => second.from_line - first.from_line || second.from_column - first.from_column)
    .reduce((whole, edit) => whole.slice(0, at(edit.from_line, edit.from_column)) + edit.text + whole.slice(at(edit.to_line, edit.to_column)), text);
}

/** Where a problem is mended. */
export function placeOf(problem: Pick<Problem, "path" | "line">): string {
  if (problem.path === SETTINGS) return place("write", SETTINGS, String(problem.line || 1));
  return place("write", problem.path, String(problem.line || 1));
}

/** One problem: what is the matter, the way out, the place. */
export function problemItem(problem: Problem, mended: () => unknown, also: Child = null): Child {
  const repair = async () => {
    const done = await tried(async () => {
      const { text, digest } = await call("documents.open", { path: problem.path });
      return call("documents.save", { path: problem.path, text: edited(text, problem.repair?.edits ?? []), digest, window: WINDOW });
    });
    if (!done) return;
    toast(t("mended"));
    await mended();
  };
  const severity = problem.severity in ORDER ? problem.severity : "warning";
  return h(
    "li",
    { class: `problem problem-${severity}` },
    icon(ICON[severity]),
    h(
      "div",
      { class: "problem-words" },
      h("p", null, h("span", { class: "only-heard" }, t(`severity_${severity}`), ": "), h("strong", null, sentence(problem.says))),
      problem.fix && h("p", { class: "soft" }, sentence(problem.fix)),
      h(
        "div",
        { class: "row" },
        problem.repair && h("button", { type: "button", class: "button button-main", onclick: repair }, problem.repair.label),
        problem.path && h("a", { class: "button", href: placeOf(problem) }, t("go_there"), problem.line ? h("span", { class: "soft small" }, t("line_n", { n: problem.line })) : null),
        also,
      ),
    ),
  );
}

export const open: Open = async (only = "") => {
  const title = t("problems_title");
  const list = h("div", { class: "stack stack-wide" });
  const { documents } = await call("documents.list", {}).catch(() => ({ documents: [] }));
  const titles = new Map(documents.map((entry) => [entry.path, entry.title]));

  const read = async () => {
    const problems = (await call("site.problems", {})).problems
      .filter((problem) => !only || problem.path === only)
      .sort((first, second) => (ORDER[first.severity] ?? 1) - (ORDER[second.severity] ?? 1));
    const byPath = grouped(problems);
    fill(
      list,
      problems.length === 0 && h("div", { class: "empty sheet" }, icon("done", "large"), h("p", null, t("no_problems"))),
      [...byPath].map(([path, found]) =>
        h(
          "section",
          { class: "sheet stack" },
          h("h2", null, path === SETTINGS ? t("nav_settings") : (titles.get(path) ?? (path || t("whole_site")))),
          h("ul", { class: "problems", role: "list" }, found.map((problem) => problemItem(problem, read))),
        ),
      ),
    );
    announce(t("problems_n", { n: problems.length }));
  };
  await read();
  const end = on("site", () => void read().then(() => refreshSite()).catch(() => {}));
  const element = h(
    "div",
    { class: "page page-narrow" },
    h("a", { class: "page-back", href: place("site") }, icon("back", "small"), t("nav_home")),
    h("div", { class: "page-head" }, h("h1", null, title), h("p", { class: "lead" }, t("problems_lead"))),
    list,
  );
  return { title, element, leave: () => end() };
};

function grouped(problems: Problem[]): Map<string, Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const problem of problems) found.set(problem.path, [...(found.get(problem.path) ?? []), problem]);
  return found;
}
