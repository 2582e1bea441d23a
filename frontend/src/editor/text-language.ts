/** How a text of the site is read: CommonMark with tables and tasks, the settings at the top, `:::` lines, `%%` comments. */
import { Language } from "@codemirror/language";
import { markdownLanguage } from "@codemirror/lang-markdown";
import type { BlockContext, InlineContext, Line, MarkdownConfig, MarkdownParser } from "@lezer/markdown";
import { settingsEnd } from "./settings-range.js";

const COMPONENT = /^ {0,3}(:{3,})[ \t]*(?:[a-z]|$)/;

const settingsBlock: MarkdownConfig = {
  defineNodes: [{ name: "Settings", block: true }],
  parseBlock: [
    {
      name: "Settings",
      before: "FencedCode",
      parse(cx: BlockContext, line: Line): boolean {
        if (cx.lineStart !== 0 || !line.text.startsWith("---")) return false;
        const lines = [line.text];
        // The lines are read ahead only as far as the settings may go.
        while (lines.length < 2000 && settingsEnd(lines) === null) {
          if (!cx.nextLine()) break;
          lines.push(line.text);
        }
        const end = settingsEnd(lines);
        const to = end === null ? cx.lineStart : cx.lineStart + line.text.length;
        cx.addElement(cx.elt("Settings", 0, to));
        cx.nextLine();
        return true;
      },
    },
  ],
};

const componentLine: MarkdownConfig = {
  defineNodes: [{ name: "ComponentLine", block: true }],
  parseBlock: [
    {
      name: "ComponentLine",
      before: "IndentedCode",
      parse(cx: BlockContext, line: Line): boolean {
        if (!COMPONENT.test(line.text.slice(line.basePos))) return false;
        cx.addElement(cx.elt("ComponentLine", cx.lineStart + line.pos, cx.lineStart + line.text.length));
        cx.nextLine();
        return true;
      },
      endLeaf: (_cx: BlockContext, line: Line): boolean => COMPONENT.test(line.text.slice(line.basePos)),
    },
  ],
};

const PERCENT = 37;

const percentComment: MarkdownConfig = {
  defineNodes: [{ name: "Comment" }],
  parseInline: [
    {
      name: "PercentComment",
      before: "Escape",
      parse(cx: InlineContext, next: number, pos: number): number {
        if (next !== PERCENT || cx.char(pos + 1) !== PERCENT) return -1;
        const close = cx.slice(pos + 2, cx.end).indexOf("%%");
        return close < 0 ? -1 : cx.addElement(cx.elt("Comment", pos, pos + close + 4));
      },
    },
  ],
};

const parser = (markdownLanguage.parser as MarkdownParser).configure([
  { remove: ["Subscript", "Superscript", "Emoji"] },
  settingsBlock,
  componentLine,
  percentComment,
]);

/** Shares its data with CodeMirror's Markdown, whose commands for Enter and Backspace ask for it. */
export const textLanguage = new Language(markdownLanguage.data, parser, [], "text");
