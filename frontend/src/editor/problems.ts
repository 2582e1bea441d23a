/** What is wrong with a text, where it stands: a line under the words, a sign in the margin, a note with the repair. */
import { RangeSet, RangeSetBuilder, StateEffect, StateField, type ChangeDesc, type EditorState, type Extension, type StateCommand, type Text } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutter, gutters, keymap, showTooltip, type DecorationSet, type Tooltip } from "@codemirror/view";
import type { Problem } from "../api.js";

/** A problem at its place in the text as it is now. */
export interface Found {
  readonly problem: Problem;
  readonly from: number;
  readonly to: number;
  /** What the repair changes; `null` where there is none, or where its words were changed meanwhile. */
  readonly repair: readonly { readonly from: number; readonly to: number; readonly insert: string }[] | null;
}

/** Words and page parts that come from the view. */
export interface ProblemNotes {
  readonly note: (found: Found, view: EditorView) => HTMLElement;
}

/** Return the offset of a line and column, which count from 1 and in characters, not in UTF-16 units; places beyond an end are taken as the end. */
export function offsetOf(doc: Text, line: number, column: number): number {
  if (line > doc.lines) return doc.length;
  const found = doc.line(Math.max(line, 1));
  if (column <= 1) return found.from;
  let offset = 0;
  let characters = 0;
  for (const character of found.text) {
    if (characters >= column - 1) break;
    characters += 1;
    offset += character.length;
  }
  return found.from + offset;
}

/** Find the places of problems in the text that the server looked at, as they are after later changes. */
export function place(problems: readonly Problem[], looked: Text, since: ChangeDesc): Found[] {
  const found = problems.map((problem): Found => {
    const words = wordsAt(looked, offsetOf(looked, problem.line || 1, problem.column || 1));
    const edits = problem.repair?.edits.map((edit) => ({
      from: offsetOf(looked, edit.from_line, edit.from_column),
      to: offsetOf(looked, edit.to_line, edit.to_column),
      insert: edit.text,
    }));
    return { problem, ...words, repair: edits ?? null };
  });
  return found.map((one) => moved(one, since)).sort((a, b) => a.from - b.from);
}

const LINK = /!?\[[^\]\n]*\]\([^)\n]*\)/g;

/** The words that a place is about: the link or picture around it, whose address is not seen, or the next word. */
const wordsAt = (doc: Text, position: number): { from: number; to: number } => {
  const line = doc.lineAt(position);
  const at = position - line.from;
  for (const link of line.text.matchAll(LINK)) {
    if (link.index <= at && at < link.index + link[0].length) return { from: line.from + link.index, to: line.from + link.index + link[0].length };
  }
  const rest = line.text.slice(at);
  const word = /^(?::{3,}[^\n]*|\S+)/.exec(rest)?.[0].length ?? Math.min(rest.length, 1);
  return { from: position, to: position + word };
};

const moved = (found: Found, changes: ChangeDesc): Found => {
  if (changes.empty) return found;
  const touched = found.repair?.some(({ from, to }) => changes.touchesRange(from, to) !== false);
  const repair = touched || found.repair === null ? null : found.repair.map((edit) => ({ ...edit, from: changes.mapPos(edit.from, 1), to: changes.mapPos(edit.to, -1) }));
  const from = changes.mapPos(found.from, 1);
  return { ...found, from, to: Math.max(from, changes.mapPos(found.to, -1)), repair };
};

export const setProblems = StateEffect.define<readonly Found[]>();
const openNote = StateEffect.define<number | null>();

/** All problems of the text, in their order. */
export const problemsField = StateField.define<readonly Found[]>({
  create: () => [],
  update(problems, transaction) {
    let now = transaction.docChanged ? problems.map((found) => moved(found, transaction.changes)) : problems;
    for (const effect of transaction.effects) if (effect.is(setProblems)) now = effect.value;
    return now;
  },
  provide: (field) => EditorView.decorations.from(field, underlines),
});

const severity = (found: Found): string => (found.problem.severity === "error" ? "error" : "hint");

function underlines(problems: readonly Found[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const found of problems) {
    if (found.from < found.to) builder.add(found.from, found.to, Decoration.mark({ class: `w-problem w-problem-${severity(found)}` }));
  }
  return builder.finish();
}

class Sign extends GutterMarker {
  constructor(readonly kind: string) {
    super();
  }

  override eq(other: Sign): boolean {
    return other.kind === this.kind;
  }

  override toDOM(): HTMLElement {
    const sign = document.createElement("span");
    sign.className = `w-sign w-sign-${this.kind}`;
    return sign;
  }
}

const SIGNS: Readonly<Record<string, Sign>> = { error: new Sign("error"), hint: new Sign("hint") };

const signs = (state: EditorState): RangeSet<GutterMarker> => {
  const lines = new Map<number, Sign>();
  for (const found of state.field(problemsField)) {
    const { from } = state.doc.lineAt(found.from);
    if (lines.get(from) !== SIGNS["error"]) lines.set(from, SIGNS[severity(found)]!);
  }
  return RangeSet.of([...lines].map(([from, sign]) => sign.range(from)), true);
};

const signsField = StateField.define<RangeSet<GutterMarker>>({
  create: signs,
  update: (before, transaction) =>
    transaction.startState.field(problemsField) === transaction.state.field(problemsField) ? before : signs(transaction.state),
});

/** The place whose note is open. */
const noteField = StateField.define<number | null>({
  create: () => null,
  update(open, transaction) {
    let now = open;
    if (transaction.docChanged || transaction.selection) now = null;
    for (const effect of transaction.effects) {
      if (effect.is(openNote)) now = effect.value;
      if (effect.is(setProblems)) now = null;
    }
    return now;
  },
});

const atLine = (state: EditorState, position: number): readonly Found[] => {
  const { from, to } = state.doc.lineAt(position);
  return state.field(problemsField).filter((found) => found.from >= from && found.from <= to);
};

const tooltip = (notes: ProblemNotes) =>
  showTooltip.compute([noteField, problemsField], (state): Tooltip | null => {
    const open = state.field(noteField);
    const found = open === null ? [] : atLine(state, open);
    if (found.length === 0) return null;
    return {
      pos: found[0]!.from,
      above: false,
      create: (view) => {
        const dom = document.createElement("div");
        dom.className = "w-notes";
        dom.append(...found.map((one) => notes.note(one, view)));
        return { dom };
      },
    };
  });

/** Do what the repair of a problem says. */
export function repair(view: EditorView, found: Found): void {
  if (found.repair === null) return;
  view.dispatch({
    changes: [...found.repair],
    effects: setProblems.of(view.state.field(problemsField).filter((one) => one.problem !== found.problem)),
    userEvent: "repair",
    scrollIntoView: true,
  });
  view.focus();
}

/** Go to a problem and open its note. */
export function goToProblem(view: EditorView, found: Found): void {
  view.dispatch({
    selection: { anchor: found.from },
    effects: [openNote.of(found.from), EditorView.scrollIntoView(found.from, { y: "center" })],
    userEvent: "select",
  });
  view.focus();
}

const next =
  (view: EditorView): boolean => {
    const all = view.state.field(problemsField);
    const { head } = view.state.selection.main;
    const found = all.find(({ from }) => from > head) ?? all[0];
    if (!found) return false;
    goToProblem(view, found);
    return true;
  };

/** Close the note that is open. */
export const closeNote: StateCommand = ({ state, dispatch }) => {
  if (state.field(noteField) === null) return false;
  dispatch(state.update({ effects: openNote.of(null) }));
  return true;
};

export function problemMarks(notes: ProblemNotes): Extension {
  return [
    problemsField,
    signsField,
    noteField,
    tooltip(notes),
    gutters({ fixed: false }),
    gutter({
      class: "w-margin",
      markers: (view) => view.state.field(signsField),
      domEventHandlers: {
        mousedown(view, line) {
          if (atLine(view.state, line.from).length === 0) return false;
          const isOpen = view.state.field(noteField) === line.from;
          view.dispatch({ effects: openNote.of(isOpen ? null : line.from) });
          return true;
        },
      },
    }),
    keymap.of([
      { key: "F8", run: next },
      { key: "Escape", run: closeNote },
    ]),
  ];
}
