/** The editor: CodeMirror with a text of the site, calm. The document is the text of the file, sign by sign. */
import { defaultKeymap, history, historyKeymap, indentLess, indentMore, insertNewline } from "@codemirror/commands";
import { deleteMarkupBackward, insertNewlineContinueMarkupCommand } from "@codemirror/lang-markdown";
import { indentUnit } from "@codemirror/language";
import { search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState, Prec, Transaction, type Extension, type StateCommand } from "@codemirror/state";
import { EditorView, drawSelection, dropCursor, keymap, type KeyBinding } from "@codemirror/view";
import { t } from "../words.js";
import "./style-sheets.js";
import { keepHistory, stateWith } from "./kept.js";
import { endList, joinParagraph, newLine, newParagraph } from "./paragraphs.js";
import { pasteAndDrop } from "./paste.js";
import { pendingField } from "./pending.js";
import { problemMarks, type ProblemNotes } from "./problems.js";
import { fileShown, quietMarks, surroundings, type Surroundings } from "./quiet-marks.js";
import { bodyStart, settingsFold } from "./settings-fold.js";
import { textLanguage } from "./text-language.js";

export interface EditorNeeds {
  readonly path: string;
  readonly text: string;
  readonly language: string;
  readonly isReadOnly: boolean;
  /** Whether the text has settings at the top and marks; a file of settings has neither. */
  readonly isText: boolean;
  readonly describedBy: string;
  readonly label: string;
  readonly surroundings: Surroundings;
  readonly notes: ProblemNotes;
  readonly keys: readonly KeyBinding[];
  readonly heard: Parameters<typeof EditorView.updateListener.of>[0];
}

const RIGHT_TO_LEFT = /^(?:ar|fa|he|ur|yi|ps|sd|ug|dv)\b/i;
const ITEM = /^[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t]/;

/** In a list the Tab key moves an item in; elsewhere it leaves the editor, as on any page. */
const inList =
  (command: StateCommand): StateCommand =>
  (target) => {
    const { doc, selection } = target.state;
    const isItem = selection.ranges.every(({ from }) => ITEM.test(doc.lineAt(from).text));
    return isItem && command(target);
  };

/** Where the file is shown as it is, each key does what it says. */
const asProse =
  (command: StateCommand): StateCommand =>
  (target) =>
    !target.state.field(fileShown) && command(target);

/** The phrases of CodeMirror's own panel, in the person's words. */
const phrases = (): Readonly<Record<string, string>> => ({
  Find: t("pen_find"),
  Replace: t("pen_replace_with"),
  next: t("pen_find_next"),
  previous: t("pen_find_previous"),
  all: t("pen_find_all"),
  "match case": t("pen_find_case"),
  "by word": t("pen_find_words"),
  regexp: t("pen_find_pattern"),
  replace: t("pen_replace"),
  "replace all": t("pen_replace_all"),
  close: t("close"),
  "current match": t("pen_find_here"),
  "on line": t("pen_find_line"),
});

/** Nothing that a person does changes the text; what the file's own change makes of it, does. */
const readOnly: Extension = [
  EditorState.readOnly.of(true),
  EditorState.changeFilter.of((transaction) => transaction.annotation(Transaction.userEvent) === undefined),
];

/** A line ends with a line feed and with nothing else, so that every other sign of the file stays as it is. */
const exact: Extension = [
  EditorState.lineSeparator.of("\n"),
  EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
];

function extensions(needs: EditorNeeds): Extension {
  const asText: Extension = needs.isText
    ? [
        textLanguage,
        settingsFold(),
        pasteAndDrop,
        Prec.high(
          keymap.of([
            { key: "Enter", run: asProse(endList) },
            { key: "Enter", run: insertNewlineContinueMarkupCommand({ nonTightLists: false }) },
            { key: "Enter", run: asProse(newParagraph) },
            { key: "Shift-Enter", run: asProse(newLine) },
            { key: "Shift-Enter", run: insertNewline },
            { key: "Backspace", run: asProse(joinParagraph) },
            { key: "Backspace", run: deleteMarkupBackward },
            { key: "Tab", run: inList(indentMore), shift: inList(indentLess) },
          ]),
        ),
      ]
    : [];
  return [
    Prec.highest(keymap.of([...needs.keys])),
    surroundings.of(needs.surroundings),
    quietMarks(),
    asText,
    history({ minDepth: 400, newGroupDelay: 600 }),
    drawSelection({ cursorBlinkRate: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 1100 }),
    dropCursor(),
    search({ top: true }),
    EditorState.phrases.of(phrases()),
    indentUnit.of("   "),
    EditorState.tabSize.of(4),
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    pendingField,
    problemMarks(needs.notes),
    EditorView.contentAttributes.of({
      spellcheck: needs.isText ? "true" : "false",
      autocorrect: "on",
      autocapitalize: "sentences",
      lang: needs.language,
      dir: RIGHT_TO_LEFT.test(needs.language) ? "rtl" : "ltr",
      "aria-label": needs.label,
      "aria-describedby": needs.describedBy,
      "aria-multiline": "true",
    }),
    exact,
    needs.isReadOnly ? readOnly : [],
    keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
    EditorView.updateListener.of(needs.heard),
  ];
}

/** Make the editor in an element. The cursor stands where the text begins. */
export function textEditor(parent: HTMLElement, needs: EditorNeeds): EditorView {
  const state = stateWith(needs.path, needs.text, extensions(needs));
  const view = new EditorView({ state, parent });
  const start = bodyStart(view.state);
  if (view.state.selection.main.head < start) view.dispatch({ selection: EditorSelection.cursor(start) });
  return view;
}

export const keepUndo = (path: string, view: EditorView): void => keepHistory(path, view.state);
