/** What the toolbar and the keys do to a text. All of them change what is selected and nothing else. */
import { syntaxTree } from "@codemirror/language";
import { EditorSelection, type ChangeSpec, type EditorState, type Line, type StateCommand, type TransactionSpec } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";
import { componentsAround, componentsField, LEAVES, type Component } from "./components.js";
import { bodyStart } from "./settings-fold.js";

const SPACE = /^\s$/u;

/** The node of a kind that holds all of a range, if there is one. */
export function nodeAround(state: EditorState, from: number, to: number, name: string): SyntaxNode | null {
  for (const side of [1, -1] as const) {
    for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(from, side); node; node = node.parent) {
      if (node.name === name && node.from <= from && node.to >= to) return node;
    }
  }
  return null;
}

/** Put marks around the selected words (or the word at the cursor), or take them away. */
export const toggleMark =
  (sign: string, name: string): StateCommand =>
  ({ state, dispatch }) => {
    const spec = state.changeByRange((range) => {
      const around = nodeAround(state, range.from, range.to, name);
      if (around) {
        const inside = { from: around.from + sign.length, to: around.to - sign.length };
        const changes = [
          { from: around.from, to: inside.from },
          { from: inside.to, to: around.to },
        ];
        const moved = (position: number): number => Math.min(Math.max(position, inside.from), inside.to) - sign.length;
        return { changes, range: EditorSelection.range(moved(range.anchor), moved(range.head)) };
      }
      const word = range.empty ? (state.wordAt(range.head) ?? range) : range;
      let { from, to } = word;
      // Marks beside a blank are none.
      while (from < to && SPACE.test(state.sliceDoc(from, from + 1))) from += 1;
      while (to > from && SPACE.test(state.sliceDoc(to - 1, to))) to -= 1;
      const changes = from === to ? { from, insert: sign + sign } : [{ from, insert: sign }, { from: to, insert: sign }];
      const shift = (position: number): number => Math.min(Math.max(position, from), to) + sign.length;
      return { changes, range: EditorSelection.range(shift(range.anchor), shift(range.head)) };
    });
    dispatch(state.update(spec, { userEvent: "input", scrollIntoView: true }));
    return true;
  };

export const toggleStrong = toggleMark("**", "StrongEmphasis");
export const toggleSoft = toggleMark("*", "Emphasis");

const selectedLines = (state: EditorState): Line[] => {
  const found = new Map<number, Line>();
  const first = bodyStart(state);
  for (const { from, to } of state.selection.ranges) {
    for (let number = state.doc.lineAt(from).number; number <= state.doc.lineAt(to).number; number += 1) {
      const line = state.doc.line(number);
      if (line.from >= first) found.set(number, line);
    }
  }
  return [...found.values()];
};

/** A change with what was selected still selected; what is written at `end` stands behind it. */
const change = (state: EditorState, changes: ChangeSpec, end = -1): TransactionSpec => {
  const set = state.changes(changes);
  const moved = (position: number): number => set.mapPos(position, position === end ? -1 : 1);
  const ranges = state.selection.ranges.map(({ anchor, head }) => EditorSelection.range(moved(anchor), moved(head)));
  return { changes: set, selection: EditorSelection.create(ranges, state.selection.mainIndex), userEvent: "input", scrollIntoView: true };
};

const HEADING = /^(#{1,6})[ \t]+/;

/** Make a heading of the line, a smaller one of a heading, and a paragraph of the smallest. */
export const cycleHeading: StateCommand = ({ state, dispatch }) => {
  const lines = selectedLines(state).filter((line) => line.text.trim() !== "" || state.selection.main.empty);
  const [first] = lines;
  if (!first) return false;
  const level = HEADING.exec(first.text)?.[1]?.length ?? 0;
  const next = level === 0 ? 2 : level === 2 ? 3 : 0;
  const changes = lines.map((line) => {
    const now = HEADING.exec(line.text)?.[0].length ?? 0;
    return { from: line.from, to: line.from + now, insert: next ? `${"#".repeat(next)} ` : "" };
  });
  dispatch(state.update(change(state, changes)));
  return true;
};

const ITEM = /^([ \t]*)(?:([-*+•])|(\d{1,9})[.)])[ \t]+/;

/** Make items of the lines, or paragraphs of the items. */
const toggleList =
  (isNumbered: boolean): StateCommand =>
  ({ state, dispatch }) => {
    const all = selectedLines(state);
    const lines = all.length > 1 ? all.filter((line) => line.text.trim() !== "") : all;
    if (lines.length === 0) return false;
    const isItem = (line: Line): boolean => {
      const item = ITEM.exec(line.text);
      return item !== null && (item[3] !== undefined) === isNumbered;
    };
    const isAll = lines.every(isItem);
    const changes = lines.map((line, at) => {
      const item = ITEM.exec(line.text);
      const start = line.from + (item?.[1]?.length ?? 0);
      const sign = isAll ? "" : isNumbered ? `${at + 1}. ` : "- ";
      return { from: start, to: line.from + (item?.[0].length ?? 0), insert: sign };
    });
    // A list right below a line of text would be read as more of it, and so would a line right below a list.
    const first = lines[0]!;
    const last = lines.at(-1)!;
    const above = first.from > bodyStart(state) ? state.doc.line(first.number - 1).text : "";
    const below = last.number < state.doc.lines ? state.doc.line(last.number + 1).text : "";
    if (isAll ? ITEM.test(above) : isPlain(above)) changes[0]!.insert = `\n${changes[0]!.insert}`;
    if (isAll && ITEM.test(below)) changes.push({ from: last.to, to: last.to, insert: "\n" });
    dispatch(state.update(change(state, changes, last.to)));
    return true;
  };

const isPlain = (text: string): boolean => text.trim() !== "" && !ITEM.test(text) && !/^ {0,3}:::/.test(text);

export const toggleBullets = toggleList(false);
export const toggleNumbers = toggleList(true);

/** The lines of the paragraphs that are selected, from the first to the last. */
const selectedBlocks = (state: EditorState): { from: number; to: number } => {
  const { doc } = state;
  const { from, to } = state.selection.main;
  const first = bodyStart(state);
  let start = doc.lineAt(from);
  let end = doc.lineAt(to);
  const goesOn = (line: Line): boolean => line.text.trim() !== "" && !/^ {0,3}:::/.test(line.text);
  if (goesOn(start)) while (start.from > first && goesOn(doc.line(start.number - 1))) start = doc.line(start.number - 1);
  if (goesOn(end)) while (end.number < doc.lines && goesOn(doc.line(end.number + 1))) end = doc.line(end.number + 1);
  // A component is put somewhere as a whole.
  const whole = state.field(componentsField).filter((component) => component.closed && touchesEnds(state, component, start, end));
  return {
    from: Math.min(start.from, ...whole.map((component) => component.from)),
    to: Math.max(end.to, ...whole.map((component) => component.to)),
  };
};

const touchesEnds = (state: EditorState, { from, to }: Component, start: Line, end: Line): boolean => {
  const closing = state.doc.lineAt(to).from;
  return [from, closing].some((position) => position >= start.from && position <= end.to);
};

const blankBefore = (state: EditorState, position: number): string => {
  if (position <= bodyStart(state)) return "";
  const line = state.doc.lineAt(position);
  return line.number === 1 || state.doc.line(line.number - 1).text.trim() === "" ? "" : "\n";
};

const blankBehind = (state: EditorState, position: number): string => {
  const line = state.doc.lineAt(position);
  if (line.number === state.doc.lines) return "\n";
  return state.doc.line(line.number + 1).text.trim() === "" ? "" : "\n";
};

/** Put what is selected into a component (`note`, `quote`, `exercise`), or take it out of the one around it. */
export const toggleComponent =
  (name: string): StateCommand =>
  ({ state, dispatch }) => {
    const { doc } = state;
    const { from, to } = state.selection.main;
    const around = componentsAround(state, from).findLast((component) => component.to >= to && component.name === name);
    if (around) {
      const first = doc.lineAt(around.from);
      const last = doc.lineAt(around.to);
      const changes = [{ from: first.from, to: Math.min(first.to + 1, doc.length) }];
      if (around.closed && last.from > first.from) changes.push({ from: last.from - 1, to: last.to });
      dispatch(state.update(change(state, changes)));
      return true;
    }
    const block = selectedBlocks(state);
    const inside = state.field(componentsField).filter((component) => component.from >= block.from && component.to <= block.to);
    const colons = Math.max(2, ...inside.filter(({ name: known }) => !LEAVES.has(known)).map((component) => component.colons)) + 1;
    const head = `${blankBefore(state, block.from)}${":".repeat(colons)}${name}`;
    const tail = `\n${":".repeat(colons)}${blankBehind(state, block.to)}`;
    const changes: { from: number; to?: number; insert: string }[] = [
      { from: block.from, insert: `${head}\n` },
      { from: block.to, insert: tail },
    ];
    let most = colons;
    for (const outer of componentsAround(state, block.from).toReversed()) {
      if (LEAVES.has(outer.name) || !outer.closed || outer.from >= block.from || outer.colons > most) continue;
      most += 1;
      for (const position of [outer.from, doc.lineAt(outer.to).from]) {
        const start = position + doc.lineAt(position).text.indexOf(":");
        changes.push({ from: start, insert: ":".repeat(most - outer.colons) });
      }
    }
    const set = state.changes(changes);
    const isEmpty = doc.sliceString(block.from, block.to).trim() === "";
    const first = set.mapPos(block.from, -1) + head.length;
    const anchor = isEmpty ? first + 1 : first;
    dispatch(state.update({ changes: set, selection: { anchor }, userEvent: "input", scrollIntoView: true }));
    return true;
  };

/** Write a line of its own below the paragraph with the cursor, such as a call-to-action. */
export function insertLine(state: EditorState, text: string): TransactionSpec {
  const { to } = selectedBlocks(state);
  const line = state.doc.lineAt(to);
  const isBlank = line.text.trim() === "";
  const before = isBlank ? blankBefore(state, line.from) : "\n\n";
  const insert = `${before}${text}${blankBehind(state, to)}`;
  const from = isBlank ? line.from : to;
  return {
    changes: { from, to: line.to, insert },
    selection: { anchor: from + before.length + text.length },
    userEvent: "input",
    scrollIntoView: true,
  };
}

const NOTE = /\[\^(\d+)\]/g;

/** Write a footnote's mark at the cursor and its place at the end, and go there. */
export const insertFootnote: StateCommand = ({ state, dispatch }) => {
  const text = state.doc.toString();
  const next = Math.max(0, ...[...text.matchAll(NOTE)].map((match) => Number(match[1]))) + 1;
  const at = state.selection.main.to;
  const end = state.doc.length;
  const hasNotes = /^\[\^[^\]]+\]:/.test(state.doc.lineAt(end - /\n*$/.exec(text)![0].length).text);
  const closing = /\n*$/.exec(text)![0].length;
  const before = hasNotes ? "\n" : "\n\n";
  const from = Math.max(end - closing, at);
  const changes = [
    { from: at, insert: `[^${next}]` },
    { from, to: end, insert: `${before}[^${next}]: \n` },
  ];
  const set = state.changes(changes);
  dispatch(state.update({ changes: set, selection: { anchor: set.newLength - 1 }, userEvent: "input", scrollIntoView: true }));
  return true;
};

/** The link at the cursor, or what is selected, as the dialog for links begins with it. */
export interface LinkPlace {
  readonly from: number;
  readonly to: number;
  readonly words: string;
  readonly address: string;
}

export function linkPlace(state: EditorState): LinkPlace {
  const { main } = state.selection;
  const node = nodeAround(state, main.from, main.to, "Link");
  const [open, close] = node?.getChildren("LinkMark") ?? [];
  const url = node?.getChild("URL");
  if (node && open && close && url) {
    return {
      from: node.from,
      to: node.to,
      words: state.sliceDoc(open.to, close.from),
      address: state.sliceDoc(url.from, url.to).replace(/^<|>$/g, ""),
    };
  }
  const range = main.empty ? (state.wordAt(main.head) ?? main) : main;
  return { from: range.from, to: range.to, words: state.sliceDoc(range.from, range.to), address: "" };
}

/** An address as it may stand between the parentheses of a link. */
export function linkAddress(address: string): string {
  return /[\s()<>]/.test(address) ? `<${address.replace(/[<>]/g, encodeURIComponent)}>` : address;
}

/** Write words of people so that none of their signs is a mark within a link's brackets. */
export const linkWords = (words: string): string => words.replace(/\s*\n\s*/g, " ").replace(/(?<!\\)([[\]])/g, "\\$1");

/** The path of one file of the site as another names it: `../pages/fees.md`. */
export function relativePath(from: string, to: string): string {
  const here = from.split("/").slice(0, -1);
  const there = to.split("/");
  let same = 0;
  while (same < here.length && same < there.length - 1 && here[same] === there[same]) same += 1;
  return [...here.slice(same).map(() => ".."), ...there.slice(same)].join("/");
}
