/** The problems of a text in words: one at its place, and all of them in a list below the text. */
import type { EditorView } from "@codemirror/view";
import { fill, h, icon } from "../dom.js";
import { t } from "../words.js";
import { closeNote, goToProblem, problemsField, repair, type Found } from "./problems.js";

/** A problem with its repair as a button; `more` are other buttons. */
export function problemNote({ problem, repair: edits }: Found, mend: () => void, ...more: HTMLElement[]): HTMLElement {
  const mending = edits !== null && h("button", { type: "button", class: "button button-main", onclick: mend }, problem.repair?.label || t("pen_mend"));
  return h(
    "div",
    { class: `w-note w-note-${problem.severity === "error" ? "error" : "hint"}` },
    h("p", { class: "w-note-says" }, marked(problem.says)),
    problem.fix !== "" && h("p", { class: "w-note-fix" }, marked(problem.fix)),
    (mending || more.length > 0) && h("div", { class: "row" }, mending, more),
  );
}

/** What is to be typed stands between backticks. */
const marked = (words: string): (string | HTMLElement)[] =>
  words.split(/`([^`]+)`/).map((part, at) => (at % 2 === 1 ? h("code", null, part) : part));

export interface ProblemList {
  readonly button: HTMLElement;
  readonly list: HTMLElement;
  /** Show what the text has now. */
  update(): void;
}

/** Make the list and the button that opens it. `reach` makes a place visible that is folded away. */
export function problemList(view: () => EditorView, reach: (found: Found) => void): ProblemList {
  const list = h("div", { class: "w-problem-list", id: "w-problem-list", role: "region", "aria-label": t("pen_problems"), hidden: true });
  const draw = (): void => {
    if (list.hidden) return;
    const row = (found: Found): HTMLElement => {
      const go = (): void => {
        reach(found);
        goToProblem(view(), found);
      };
      const there = h("button", { type: "button", class: "button", onclick: go }, t("pen_go_there"));
      return h("li", null, problemNote(found, () => repair(view(), found), there));
    };
    fill(list, h("ul", { role: "list" }, view().state.field(problemsField).map(row)));
  };
  const open = (isOpen: boolean): void => {
    list.hidden = !isOpen;
    if (isOpen) closeNote(view());
    button.setAttribute("aria-expanded", String(isOpen));
    draw();
  };
  const button: HTMLButtonElement = h("button", {
    type: "button",
    class: "w-foot-button",
    "aria-expanded": "false",
    "aria-controls": "w-problem-list",
    hidden: true,
    onclick: () => open(Boolean(list.hidden)),
  });
  return {
    button,
    list,
    update() {
      const all = view().state.field(problemsField);
      const isBad = all.some(({ problem }) => problem.severity === "error");
      button.hidden = all.length === 0;
      button.classList.toggle("w-foot-bad", isBad);
      fill(button, icon(isBad ? "warning" : "note", "small"), h("span", null, t(isBad ? "pen_mistakes" : "pen_hints", { n: all.length })));
      if (all.length === 0) open(false);
      else draw();
    },
  };
}
