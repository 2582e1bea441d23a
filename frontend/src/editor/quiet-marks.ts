/** Marks step back: they are shown on the lines where the cursor is, elsewhere the text looks as it is meant. */
import { syntaxTree } from "@codemirror/language";
import { Facet, RangeSetBuilder, StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import type { SyntaxNode, SyntaxNodeRef } from "@lezer/common";
import { componentsField, opening, type Opening } from "./components.js";

/** What the marks need from outside: words, and pictures by the path that a text names. */
export interface Surroundings {
  /** What a `:::` line says when it is not being written. */
  readonly componentLabel: (line: Opening) => string;
  readonly pictureLabel: (description: string) => string;
  /** A picture as an address that may be shown here; `null` where there is none. */
  readonly picture: (path: string) => Promise<string | null>;
}

export const surroundings = Facet.define<Surroundings, Surroundings | null>({ combine: (all) => all[0] ?? null });

/** Show the file as it is, every sign of it. */
export const showFile = StateEffect.define<boolean>();

export const fileShown = StateField.define<boolean>({
  create: () => false,
  update: (shown, transaction) => transaction.effects.reduce((is, effect) => (effect.is(showFile) ? effect.value : is), shown),
});

const hidden = Decoration.replace({});
const marks = new Map<string, Decoration>();
const lines = new Map<string, Decoration>();

const mark = (name: string): Decoration => {
  const known = marks.get(name) ?? Decoration.mark({ class: name });
  marks.set(name, known);
  return known;
};
const line = (name: string): Decoration => {
  const known = lines.get(name) ?? Decoration.line({ class: name });
  lines.set(name, known);
  return known;
};

class Sign extends WidgetType {
  constructor(
    readonly text: string,
    readonly name: string,
  ) {
    super();
  }

  override eq(other: Sign): boolean {
    return other.text === this.text && other.name === this.name;
  }

  override toDOM(): HTMLElement {
    const sign = document.createElement("span");
    sign.className = this.name;
    sign.textContent = this.text;
    return sign;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

class Picture extends WidgetType {
  constructor(
    readonly path: string,
    readonly label: string,
    readonly description: string,
  ) {
    super();
  }

  override eq(other: Picture): boolean {
    return other.path === this.path && other.label === this.label;
  }

  override toDOM(view: EditorView): HTMLElement {
    const figure = document.createElement("span");
    figure.className = "w-picture";
    const label = document.createElement("span");
    label.className = "w-picture-label";
    label.textContent = this.label;
    figure.append(label);
    void view.state.facet(surroundings)?.picture(this.path).then((address) => {
      if (address === null) return;
      const picture = document.createElement("img");
      picture.alt = this.description;
      picture.src = address;
      picture.addEventListener("load", () => view.requestMeasure());
      figure.prepend(picture);
    });
    return figure;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

/** The lines with a cursor or a part of the selection, as one text that tells when they change. */
const writtenLines = (view: EditorView): ReadonlySet<number> => {
  const found = new Set<number>();
  if (!view.hasFocus) return found;
  const { doc, selection } = view.state;
  for (const range of selection.ranges) {
    const last = doc.lineAt(range.to).number;
    for (let number = doc.lineAt(range.from).number; number <= last; number += 1) found.add(number);
  }
  return found;
};

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly decoration: Decoration;
}

const HEADING = /^(?:ATX|Setext)Heading([1-6])$/;
const NOTE_MARK = /^\[\^[^\]]+\]$/;
const NOTE_TEXT = /^\[\^[^\]]+\]:/;
const BULLET = /^[ \t]*(•)[ \t]/;
const PADDING = /^(?:[ \t]{0,3})/;

class Painter {
  private readonly pieces: Piece[] = [];
  readonly state: EditorState;

  constructor(
    private readonly view: EditorView,
    private readonly written: ReadonlySet<number>,
  ) {
    this.state = view.state;
  }

  paint(): DecorationSet {
    const { doc } = this.state;
    for (const { from, to } of this.view.visibleRanges) {
      syntaxTree(this.state).iterate({ from, to, enter: (node) => this.enter(node, from, to) });
      this.paintComponents(from, to);
      for (let position = from; position <= to; ) {
        const { from: start, to: end, text } = doc.lineAt(position);
        const bullet = BULLET.exec(text);
        if (bullet) {
          this.add(start, start, line("w-item w-item-1"));
          this.add(start, start + bullet[0].length, mark("w-bullet"));
        } else if (NOTE_TEXT.test(text)) {
          this.add(start, start, line("w-note-text"));
        }
        position = end + 1;
      }
    }
    this.pieces.sort((a, b) => a.from - b.from || a.decoration.startSide - b.decoration.startSide || a.to - b.to);
    const builder = new RangeSetBuilder<Decoration>();
    let replaced = -1;
    for (const { from, to, decoration } of this.pieces) {
      // What stands within something replaced is not shown, so nothing is to be done with it.
      if (from < replaced && decoration.startSide >= 0 && to <= replaced) continue;
      builder.add(from, to, decoration);
      if (decoration === hidden || decoration.spec.widget) replaced = Math.max(replaced, to);
    }
    return builder.finish();
  }

  add(from: number, to: number, decoration: Decoration): void {
    // Only whole lines may be taken out together with their ends; what goes over several lines is shown.
    const hides = decoration === hidden || decoration.spec.widget;
    if (hides && this.state.doc.lineAt(from).to < to) this.pieces.push({ from, to, decoration: mark("w-mark") });
    else this.pieces.push({ from, to, decoration });
  }

  isWritten(position: number): boolean {
    return this.written.has(this.state.doc.lineAt(position).number);
  }

  touches(from: number, to: number): boolean {
    return this.view.hasFocus && this.state.selection.ranges.some((range) => range.to >= from && range.from <= to);
  }

  /** A mark: gone where nobody writes, quiet where somebody does. */
  quiet(from: number, to: number): void {
    if (from < to) this.add(from, to, this.isWritten(from) ? mark("w-mark") : hidden);
  }

  eachLine(node: SyntaxNodeRef, from: number, to: number, decoration: Decoration): void {
    const { doc } = this.state;
    for (let position = Math.max(node.from, doc.lineAt(from).from); position <= Math.min(node.to, to); ) {
      const found = doc.lineAt(position);
      this.add(found.from, found.from, decoration);
      position = found.to + 1;
    }
  }

  private enter(node: SyntaxNodeRef, from: number, to: number): boolean | undefined {
    const heading = HEADING.exec(node.name);
    if (heading) {
      this.eachLine(node, from, to, line(`w-heading w-heading-${heading[1]}`));
      return undefined;
    }
    return PAINTERS[node.name]?.(this, node, from, to);
  }

  private paintComponents(from: number, to: number): void {
    const { doc } = this.state;
    for (const component of this.state.field(componentsField)) {
      if (component.to < from || component.from > to || component.to === doc.lineAt(component.from).to) continue;
      const first = Math.max(doc.lineAt(component.from).number, doc.lineAt(from).number);
      const last = Math.min(doc.lineAt(component.to).number, doc.lineAt(to).number);
      const depth = Math.min(component.depth, 2);
      for (let number = first; number <= last; number += 1) {
        const start = doc.line(number).from;
        this.add(start, start, line(`w-in-${component.name} w-inside w-inside-${depth}`));
      }
    }
  }
}

type PaintNode = (painter: Painter, node: SyntaxNodeRef, from: number, to: number) => boolean | undefined;

const text = (painter: Painter, node: { from: number; to: number }): string => painter.state.sliceDoc(node.from, node.to);

const styled =
  (name: string): PaintNode =>
  (painter, node) => {
    painter.add(node.from, node.to, mark(name));
    return undefined;
  };

const quietMark: PaintNode = (painter, node) => {
  painter.quiet(node.from, node.to);
  return undefined;
};

/** The sign of a heading or quotation, with the blank behind it. */
const quietSign: PaintNode = (painter, node) => {
  const { doc } = painter.state;
  const found = doc.lineAt(node.from);
  const behind = found.text.slice(node.to - found.from);
  const blank = behind.startsWith(" ") ? 1 : 0;
  const closing = node.name === "HeaderMark" && node.from > found.from + (PADDING.exec(found.text)?.[0].length ?? 0);
  // The line below a heading is a mark, too; it stays, or the line would seem empty.
  if (closing && behind.trim() !== "") return undefined;
  if (node.name === "HeaderMark" && node.node.parent?.name.startsWith("Setext")) painter.add(node.from, node.to, mark("w-mark"));
  else painter.quiet(node.from, node.to + blank);
  return undefined;
};

const listDepth = (node: SyntaxNode): number => {
  let depth = 0;
  for (let parent: SyntaxNode | null = node; parent; parent = parent.parent) if (parent.name === "ListItem") depth += 1;
  return depth;
};

const listItem: PaintNode = (painter, node, from, to) => {
  const depth = Math.min(listDepth(node.node), 5);
  const { doc } = painter.state;
  const first = doc.lineAt(node.from);
  painter.eachLine(node, from, to, line(`w-item w-item-${depth}`));
  if (first.from >= doc.lineAt(from).from) painter.add(first.from, first.from, line("w-item-first"));
  return undefined;
};

const listMark: PaintNode = (painter, node) => {
  const { doc } = painter.state;
  const found = doc.lineAt(node.from);
  const before = found.text.slice(0, node.from - found.from);
  const space = found.text.charAt(node.to - found.from) === " " ? 1 : 0;
  // The indentation of the file is not that of the eye.
  if (/^[ \t]+$/.test(before)) painter.add(found.from, node.from, hidden);
  const isBullet = node.node.parent?.parent?.name === "BulletList";
  if (isBullet && !painter.isWritten(node.from)) {
    painter.add(node.from, node.to + space, Decoration.replace({ widget: new Sign("•", "w-bullet") }));
  } else {
    painter.add(node.from, node.to + space, mark(isBullet ? "w-bullet w-mark" : "w-bullet"));
  }
  return undefined;
};

const link: PaintNode = (painter, node) => {
  const whole = text(painter, node);
  if (NOTE_MARK.test(whole)) {
    painter.add(node.from, node.to, mark("w-note-mark"));
    return false;
  }
  const inside = node.node;
  const address = inside.getChild("URL");
  const label = inside.getChild("LinkLabel");
  if (!address && !label) return false;
  const [open, close] = inside.getChildren("LinkMark");
  if (!open || !close) return undefined;
  painter.add(open.to, close.from, mark("w-link"));
  if (!painter.isWritten(node.from)) {
    painter.add(open.from, open.to, hidden);
    painter.add(close.from, node.to, hidden);
  } else {
    painter.add(open.from, open.to, mark("w-mark"));
    if (painter.touches(node.from, node.to)) painter.add(close.from, node.to, mark("w-mark w-address"));
    else painter.add(close.from, node.to, Decoration.replace({ widget: new Sign("]", "w-mark") }));
  }
  // Emphasis within the words is painted; the marks of the link are done.
  return undefined;
};

const picture: PaintNode = (painter, node) => {
  const inside = node.node;
  const address = inside.getChild("URL");
  const [open, close] = inside.getChildren("LinkMark");
  if (!address || !open || !close) return false;
  if (painter.isWritten(node.from)) {
    painter.add(node.from, node.to, mark("w-mark w-address"));
  } else {
    const description = painter.state.sliceDoc(open.to, close.from);
    const label = painter.state.facet(surroundings)?.pictureLabel(description) ?? description;
    const path = text(painter, address).replace(/^<|>$/g, "");
    painter.add(node.from, node.to, Decoration.replace({ widget: new Picture(path, label, description) }));
  }
  return false;
};

const componentLine: PaintNode = (painter, node) => {
  const { doc } = painter.state;
  const found = doc.lineAt(node.from);
  const read = opening(found.text);
  if (painter.isWritten(node.from) || !read) {
    painter.add(found.from, found.from, line("w-component-line w-component-open"));
    painter.add(node.from, node.to, mark("w-mark w-code"));
  } else if (read.name === "") {
    painter.add(found.from, found.from, line("w-component-end"));
    painter.add(found.from, found.to, hidden);
  } else {
    painter.add(found.from, found.from, line("w-component-line"));
    const label = painter.state.facet(surroundings)?.componentLabel(read) ?? read.name;
    painter.add(found.from, found.to, Decoration.replace({ widget: new Sign(label, "w-label") }));
  }
  return false;
};

const rule: PaintNode = (painter, node) => {
  const found = painter.state.doc.lineAt(node.from);
  if (painter.isWritten(node.from)) {
    painter.add(node.from, node.to, mark("w-mark"));
  } else {
    painter.add(found.from, found.from, line("w-rule"));
    painter.add(found.from, found.to, hidden);
  }
  return false;
};

const lined =
  (name: string, inside = true): PaintNode =>
  (painter, node, from, to) => {
    painter.eachLine(node, from, to, line(name));
    return inside ? undefined : false;
  };

const PAINTERS: Readonly<Record<string, PaintNode>> = {
  Settings: () => false,
  Emphasis: styled("w-soft"),
  StrongEmphasis: styled("w-strong"),
  Strikethrough: styled("w-gone"),
  InlineCode: styled("w-code"),
  EmphasisMark: quietMark,
  StrikethroughMark: quietMark,
  CodeMark: (painter, node, from, to) =>
    node.node.parent?.name === "InlineCode" ? quietMark(painter, node, from, to) : styled("w-mark")(painter, node, from, to),
  HardBreak: (painter, node) => {
    if (text(painter, node).startsWith("\\")) painter.quiet(node.from, node.from + 1);
    return undefined;
  },
  HeaderMark: quietSign,
  QuoteMark: quietSign,
  Blockquote: lined("w-quote"),
  ListItem: listItem,
  ListMark: listMark,
  TaskMarker: styled("w-task"),
  Link: link,
  LinkReference: lined("w-definition", false),
  Image: picture,
  ComponentLine: componentLine,
  HorizontalRule: rule,
  FencedCode: lined("w-code-line"),
  CodeBlock: lined("w-code-line", false),
  Table: lined("w-table", false),
  HTMLBlock: lined("w-html", false),
  HTMLTag: styled("w-mark w-code"),
  Comment: styled("w-comment"),
  CommentBlock: lined("w-comment", false),
  URL: (painter, node, from, to) => (node.node.parent?.name === "Link" ? undefined : styled("w-link")(painter, node, from, to)),
};

const same = (one: ReadonlySet<number>, other: ReadonlySet<number>): boolean =>
  one.size === other.size && [...one].every((number) => other.has(number));

class QuietMarks {
  decorations: DecorationSet;
  private written: ReadonlySet<number>;
  private isPointing = false;
  private readonly letGo = (): void => {
    if (!this.isPointing) return;
    this.isPointing = false;
    // Not before the click is over: a line that changes under the pointer would make a selection of it.
    requestAnimationFrame(() => this.view.dom.isConnected && this.view.dispatch({}));
  };

  constructor(private readonly view: EditorView) {
    this.written = writtenLines(view);
    this.decorations = this.paint();
    window.addEventListener("pointerup", this.letGo);
    window.addEventListener("pointercancel", this.letGo);
  }

  point(): void {
    this.isPointing = true;
  }

  private paint(): DecorationSet {
    if (this.view.state.field(fileShown)) return Decoration.none;
    return new Painter(this.view, this.written).paint();
  }

  update(update: ViewUpdate): void {
    const written = this.isPointing && !update.docChanged ? this.written : writtenLines(update.view);
    const hasOtherTree = syntaxTree(update.startState) !== syntaxTree(update.state);
    const isOtherFile = update.startState.field(fileShown) !== update.state.field(fileShown);
    const hasMoved = update.selectionSet && !this.isPointing;
    const isOther = !same(written, this.written) || update.focusChanged;
    this.written = written;
    if (update.docChanged || update.viewportChanged || hasOtherTree || isOtherFile || hasMoved || isOther) {
      this.decorations = this.paint();
    }
  }

  destroy(): void {
    window.removeEventListener("pointerup", this.letGo);
    window.removeEventListener("pointercancel", this.letGo);
  }
}

/** The extension: quiet marks, and `fileShown` to switch them off. */
export function quietMarks(): Extension {
  return [
    fileShown,
    componentsField,
    ViewPlugin.fromClass(QuietMarks, {
      decorations: (plugin) => plugin.decorations,
      eventHandlers: {
        pointerdown() {
          this.point();
        },
      },
    }),
  ];
}
