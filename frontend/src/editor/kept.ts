/** What a tab keeps while the server has not got it: the text that could not be saved, and the way back of a text. */
import { historyField } from "@codemirror/commands";
import { EditorState, type Extension } from "@codemirror/state";
import type { Version } from "./saving.js";

const TEXT = "therapyblog-unsaved:";
const HISTORY = "therapyblog-history:";
const MOST = 1_500_000;

const read = (key: string): unknown => {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
};

const write = (key: string, value: unknown): void => {
  try {
    const text = JSON.stringify(value);
    if (value === null || text.length > MOST) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // The storage is full or switched off; the text is in the window all the same.
  }
};

/** Keep a text that is not saved, with the digest of what it was made of; `null` forgets it. */
export const keepText = (path: string, version: Version | null): void => write(TEXT + path, version);

export function keptText(path: string): Version | null {
  const found = read(TEXT + path) as Partial<Version> | null;
  return typeof found?.text === "string" && typeof found.digest === "string" ? { text: found.text, digest: found.digest } : null;
}

/** Keep what can be undone, for when the page is loaded again. */
export const keepHistory = (path: string, state: EditorState): void => write(HISTORY + path, state.toJSON({ history: historyField }));

/** A state with this text; what could be undone before can be undone again, if the text is still the one it belongs to. */
export function stateWith(path: string, text: string, extensions: Extension): EditorState {
  const kept = read(HISTORY + path) as { doc?: unknown } | null;
  if (kept !== null && kept.doc === text) {
    try {
      return EditorState.fromJSON(kept, { extensions }, { history: historyField });
    } catch {
      // What was kept by another version of the program.
    }
  }
  return EditorState.create({ doc: text, extensions });
}
