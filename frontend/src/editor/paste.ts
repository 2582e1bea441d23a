/** What is pasted or dropped: words of other programs come as clean text, pictures as pictures, Word files as posts. */
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { call } from "../api.js";
import { announce } from "../dom.js";
import { confirmed } from "../parts/dialog.js";
import { base64Of } from "../parts/form-controls.js";
import { toast, tried } from "../parts/notices.js";
import { go } from "../route.js";
import { t } from "../words.js";
import { asParagraph, fillLater } from "./pending.js";
import { isPicture, takeFiles } from "./pictures.js";

const WORD = /\.docx$/i;
const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/;
/** What says that a page's or program's text has more than words. Without it the words alone are right. */
const RICH = /<(?:h[1-6]|p|div|ul|ol|li|table|blockquote|b|strong|i|em|a|img|figure|br|sup|pre|u|s|font|span)\b/i;

/** Pasted HTML with nothing to it: a terminal's or an editor's, which is text in the colours of a program. */
const isOfEditor = (html: string): boolean => /font-family:[^;"]*(?:monospace|consolas|menlo|courier)/i.test(html) && !/<(?:h[1-6]|a|li|table)\b/i.test(html);

/** What must not go on within a line. */
const BLOCK = /\n|^(?:#{1,6} |[-*+] |\d+[.)] |> |:::|!\[|\|)/;

const convert = (data: DataTransfer): { html?: string; text?: string; rtf?: string } | null => {
  const html = data.getData("text/html");
  const text = data.getData("text/plain");
  if (html !== "" && RICH.test(html) && !isOfEditor(html)) return text === "" ? { html } : { html, text };
  const rtf = data.getData("text/rtf");
  return html === "" && rtf !== "" && text === "" ? { rtf } : null;
};

/** Put converted words where they were pasted; if that fails, the words as they are. */
async function pasteConverted(view: EditorView, request: { html?: string; text?: string; rtf?: string }): Promise<void> {
  const { from, to } = view.state.selection.main;
  if (from < to) view.dispatch({ changes: { from, to }, userEvent: "delete.selection" });
  const work = async (): Promise<string | null> => {
    const answer = await tried(() => call("texts.convert", request));
    if (answer === null) return request.text ?? null;
    if (answer.notes.length > 0) toast(answer.notes.join(" "), undefined, "note");
    else announce(t("pen_pasted"));
    return answer.markdown;
  };
  await fillLater(view, from, t("pen_pasting"), work, (state, position, words) => {
    const text = words.replace(/\r\n?/g, "\n").replace(/^\n+|\n+$/g, "");
    if (!BLOCK.test(text)) return { from: position, insert: text };
    const line = state.doc.lineAt(position);
    const before = line.text.slice(0, position - line.from).trim() === "" ? "" : "\n\n";
    const behind = line.text.slice(position - line.from).trim() === "" ? "" : "\n\n";
    return before === "" && behind === "" ? asParagraph(state, position, text) : { from: position, insert: before + text + behind };
  });
}

/** Offer to make a post of a Word file, and go there. */
async function takeWordFile(file: File): Promise<void> {
  if (!(await confirmed(t("pen_word_title"), t("pen_word_about", { name: file.name }), t("pen_word_make")))) return;
  const answer = await tried(async () => call("texts.import", { name: file.name, base64: await base64Of(file) }));
  if (answer === null) return;
  const notes = reportOf(answer.report);
  toast(notes === "" ? t("pen_word_made") : notes, undefined, notes === "" ? "good" : "note");
  go(["write", answer.path]);
}

const reportOf = (report: unknown): string => {
  if (typeof report === "string") return report;
  const notes = (report as { notes?: unknown } | null)?.notes;
  return Array.isArray(notes) ? notes.filter((note) => typeof note === "string").join(" ") : "";
};

/** Take files that were dropped anywhere in the view, so that the browser never leaves the desk for one of them. */
export function takeDropped(view: EditorView, event: DragEvent): void {
  const files = [...(event.dataTransfer?.files ?? [])];
  if (event.defaultPrevented || files.length === 0) return;
  event.preventDefault();
  if (!view.state.readOnly) take(view, files, view.state.selection.main.head);
}

const take = (view: EditorView, files: readonly File[], position: number): boolean => {
  const word = files.find((file) => WORD.test(file.name));
  if (word) void takeWordFile(word);
  else if (files.length > 0) void takeFiles(view, files, position);
  return files.length > 0;
};

export const pasteAndDrop: Extension = EditorView.domEventHandlers({
  paste(event, view) {
    const data = event.clipboardData;
    if (data === null || view.state.readOnly) return false;
    const request = convert(data);
    if (request !== null) {
      void pasteConverted(view, request);
      return true;
    }
    const text = data.getData("text/plain");
    const { from, to, empty } = view.state.selection.main;
    if (!empty && ADDRESS.test(text.trim()) && !view.state.sliceDoc(from, to).includes("\n")) {
      const insert = `[${view.state.sliceDoc(from, to)}](${text.trim()})`;
      view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: "input.paste" });
      return true;
    }
    // Office programs add a picture of the words: the words count.
    const pictures = text === "" ? [...data.files].filter(isPicture) : [];
    return take(view, pictures, from);
  },
  dragover(event) {
    if (!event.dataTransfer?.types.includes("Files")) return false;
    event.preventDefault();
    return false;
  },
  drop(event, view) {
    const data = event.dataTransfer;
    if (data === null || view.state.readOnly) return false;
    const position = view.posAtCoords({ x: event.clientX, y: event.clientY }, false);
    if (data.files.length > 0) {
      event.preventDefault();
      view.dispatch({ selection: { anchor: position } });
      return take(view, [...data.files], position);
    }
    // Words that are dragged within the text are moved by the editor itself.
    const request = view.dom.contains(document.activeElement) && data.types.includes("text/html") ? null : convert(data);
    if (request === null) return false;
    event.preventDefault();
    view.dispatch({ selection: { anchor: position } });
    void pasteConverted(view, request);
    return true;
  },
});
