/**
 * Enter and Backspace as people who write letters know them: Enter begins a new paragraph, which in a text of the site
 * is a blank line, and Backspace takes it back. Within lists, tables and the like a line is a line.
 */
import { syntaxTree } from "@codemirror/language";
import type { EditorState, Line, StateCommand } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";
import { bodyStart } from "./settings-fold.js";

const EMPTY_ITEM = /^(?:[-*+•]|\d{1,9}[.)])[ \t]*$/;
/** What is written line by line: tables, definitions, notes, components, quotations, lists, comments. */
const LINED = /^[ \t]*(?:\||:|\[\^|>|<|%%|[-*+•][ \t]|\d{1,9}[.)][ \t]|`{3}|~{3})/;
const NO_PROSE = new Set(["FencedCode", "CodeBlock", "Table", "HTMLBlock", "CommentBlock", "ListItem", "Blockquote", "LinkReference", "Settings", "ComponentLine"]);

const isProse = (state: EditorState, line: Line): boolean => {
  if (LINED.test(line.text)) return false;
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(line.to, -1); node; node = node.parent) {
    if (NO_PROSE.has(node.name)) return false;
  }
  return true;
};

const isBlank = (line: Line): boolean => line.text.trim() === "";

/** Begin a new paragraph. On a line that is empty already there is nothing to begin. */
export const newParagraph: StateCommand = ({ state, dispatch }) => {
  const { main } = state.selection;
  const { doc } = state;
  const line = doc.lineAt(main.from);
  if (state.selection.ranges.length > 1 || doc.lineAt(main.to).number !== line.number || !isProse(state, line)) return false;
  const isFirst = line.from <= bodyStart(state);
  if (isBlank(line)) return isFirst || isBlank(doc.line(line.number - 1));
  // What follows the cursor on this line goes into the new paragraph, without the blank before it.
  const rest = doc.sliceString(main.to, line.to);
  const to = main.to + (rest.length - rest.trimStart().length);
  const isLastOfParagraph = to === line.to && line.number < doc.lines && !isBlank(doc.line(line.number + 1));
  const insert = isLastOfParagraph ? "\n\n\n" : "\n\n";
  dispatch(state.update({ changes: { from: main.from, to, insert }, selection: { anchor: main.from + 2 }, userEvent: "input", scrollIntoView: true }));
  return true;
};

/** Go on in the next line of the same paragraph, on the page too (CommonMark, "hard line breaks"). */
export const newLine: StateCommand = ({ state, dispatch }) => {
  const { main } = state.selection;
  const line = state.doc.lineAt(main.from);
  if (isBlank(line) || !isProse(state, line) || main.from === line.from) return false;
  const insert = "\\\n";
  dispatch(state.update({ changes: { from: main.from, to: main.to, insert }, selection: { anchor: main.from + insert.length }, userEvent: "input", scrollIntoView: true }));
  return true;
};

/** End a list at an empty item: with a blank line, or what is written next would belong to the item above. */
export const endList: StateCommand = ({ state, dispatch }) => {
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head);
  if (!main.empty || !EMPTY_ITEM.test(line.text) || line.number === 1 || isBlank(state.doc.line(line.number - 1))) return false;
  dispatch(state.update({ changes: { from: line.from, to: line.to, insert: "\n" }, selection: { anchor: line.from + 1 }, userEvent: "input", scrollIntoView: true }));
  return true;
};

/** Take back the beginning of a paragraph: join it with the one above, over the blank line between. */
export const joinParagraph: StateCommand = ({ state, dispatch }) => {
  const { main } = state.selection;
  const { doc } = state;
  const line = doc.lineAt(main.head);
  if (!main.empty || main.head !== line.from || line.number < 3 || !isProse(state, line)) return false;
  const [blank, above] = [doc.line(line.number - 1), doc.line(line.number - 2)];
  if (blank.from < bodyStart(state) || above.from < bodyStart(state) || !isBlank(blank) || isBlank(above) || !isProse(state, above)) return false;
  dispatch(state.update({ changes: { from: above.to, to: line.from }, userEvent: "delete.backward", scrollIntoView: true }));
  return true;
};
