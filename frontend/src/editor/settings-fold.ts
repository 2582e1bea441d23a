/** The settings at the top are folded away: they are not shown, and no key that is pressed in the text touches them. */
import { EditorSelection, EditorState, StateField, type Extension, type Transaction } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import { fileShown, showFile } from "./quiet-marks.js";
import { settingsRange, type SettingsRange } from "./settings-range.js";

const rangeField = StateField.define<SettingsRange | null>({
  create: (state) => settingsRange(state.doc),
  update: (range, transaction) => (transaction.docChanged ? moved(range, transaction) : range),
});

/** Blank lines that come to stand at the beginning belong to who is writing them, and are not folded away. */
function moved(before: SettingsRange | null, transaction: Transaction): SettingsRange | null {
  const { newDoc: doc, changes } = transaction;
  const found = settingsRange(doc);
  if (before === null || found === null) return found;
  const body = changes.mapPos(before.body, -1);
  const isStart = body > found.to && body <= found.body && doc.lineAt(body).from === body;
  return isStart ? { to: found.to, body } : found;
}

/** Where the text begins that is to be seen: behind the folded settings. */
export function bodyStart(state: EditorState): number {
  const range = state.field(rangeField, false) ?? null;
  return range === null || state.field(fileShown) ? 0 : range.body;
}

const fold = Decoration.replace({ block: true });

const foldField = StateField.define<DecorationSet>({
  create: (state) => folded(state),
  update: (before, transaction) => {
    const isOther = transaction.docChanged || transaction.startState.field(fileShown) !== transaction.state.field(fileShown);
    return isOther ? folded(transaction.state) : before;
  },
  provide: (field) => [
    EditorView.decorations.from(field),
    EditorView.atomicRanges.of((view) => view.state.field(field)),
  ],
});

function folded(state: EditorState): DecorationSet {
  const body = bodyStart(state);
  return body === 0 ? Decoration.none : Decoration.set(fold.range(0, body - 1));
}

const BY_HAND = ["input", "delete", "move"];

const keepOut = EditorState.changeFilter.of((transaction: Transaction) => {
  const body = bodyStart(transaction.startState);
  return body === 0 || !BY_HAND.some((kind) => transaction.isUserEvent(kind)) ? true : [0, body];
});

const stayBehind = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.selection) return transaction;
  const before = transaction.startState.field(rangeField);
  const range = transaction.docChanged ? moved(before, transaction) : before;
  const opens = transaction.effects.some((effect) => effect.is(showFile) && effect.value);
  if (range === null || opens || transaction.startState.field(fileShown)) return transaction;
  const { ranges, mainIndex } = transaction.newSelection;
  if (ranges.every(({ from }) => from >= range.body)) return transaction;
  const inside = (position: number): number => Math.max(position, range.body);
  const selection = ranges.map(({ anchor, head }) => EditorSelection.range(inside(anchor), inside(head)));
  return [transaction, { selection: EditorSelection.create(selection, mainIndex), sequential: true }];
});

/** The extension that folds the settings away unless the file is shown. */
export function settingsFold(): Extension {
  return [rangeField, foldField, keepOut, stayBehind];
}
