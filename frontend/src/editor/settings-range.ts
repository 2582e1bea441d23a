/** Where the settings at the top of a text end. The server's own reading decides what they say. */
import type { Text } from "@codemirror/state";

const FENCE = /^---[ \t\u00a0\u00ad\u200b-\u200f\u2060\ufeff]*$/;
const MOST_LINES = 2000;

/** Return the number of lines of the settings, both `---` lines included; `null` where they do not end (or are none). */
export function settingsEnd(lines: readonly string[]): number | null {
  if (!FENCE.test(lines[0] ?? "")) return null;
  for (let at = 1; at < lines.length; at += 1) if (FENCE.test(lines[at]!)) return at + 1;
  return null;
}

/** The settings of a text: `to` is the end of their last line, `body` where the text begins behind the blank lines. */
export interface SettingsRange {
  readonly to: number;
  readonly body: number;
}

/** Find the settings at the top; `null` where there are none, or where nothing could be written behind them. */
export function settingsRange(doc: Text): SettingsRange | null {
  if (!FENCE.test(doc.line(1).text)) return null;
  const most = Math.min(doc.lines, MOST_LINES);
  for (let number = 2; number <= most; number += 1) {
    const line = doc.line(number);
    if (!FENCE.test(line.text)) continue;
    if (number === doc.lines) return null;
    let first = number + 1;
    while (first < doc.lines && doc.line(first).text.trim() === "") first += 1;
    return { to: line.to, body: doc.line(first).from };
  }
  return null;
}
