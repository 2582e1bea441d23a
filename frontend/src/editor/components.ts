/** The `:::` lines of a text: what each opens or closes, and which lines stand inside. */
import { StateField, type EditorState, type Text, type Transaction } from "@codemirror/state";

export const LEAVES: ReadonlySet<string> = new Set(["cta", "crisis", "embed", "services"]);

/** One `:::` line, read as the server reads it. A closing line has no name. */
export interface Opening {
  readonly colons: number;
  readonly name: string;
  readonly argument: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A component from its first line to its last; `to` is the end of the text where it is not closed. */
export interface Component extends Opening {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly closed: boolean;
}

const LINE = /^ {0,3}(:{3,})[ \t]*(.*?)[ \t]*$/;
const NAME = /^[a-z][a-z0-9-]*(?=[ \t{]|$)/;
const ATTRIBUTE = /([A-Za-z][A-Za-z0-9_-]*)=(?:"((?:[^"\\]|\\.)*)"|“([^”]*)”|([^\s"“”{}=]+))/g;
const CODE = /^ {0,3}(`{3,}|~{3,})/;

/** Read a `:::` line; `null` if it is none. */
export function opening(text: string): Opening | null {
  const line = LINE.exec(text);
  if (!line) return null;
  const colons = line[1]!.length;
  const rest = line[2]!;
  if (rest === "") return { colons, name: "", argument: "", attributes: {} };
  const name = NAME.exec(rest)?.[0];
  if (name === undefined) return null;
  const [argument = "", ...inBraces] = rest.slice(name.length).split("{");
  const attributes: Record<string, string> = {};
  for (const [, key, quoted, curly, bare] of inBraces.join("{").matchAll(ATTRIBUTE)) {
    attributes[key!] = quoted?.replace(/\\(.)/g, "$1") ?? curly ?? bare ?? "";
  }
  return { colons, name, argument: argument.trim(), attributes };
}

/** Find all components of a text. */
export function findComponents(doc: Text): readonly Component[] {
  const found: Component[] = [];
  const open: { colons: number; at: number }[] = [];
  let code = "";
  let from = 0;
  for (let cursor = doc.iterLines(), step = cursor.next(); !step.done; step = cursor.next()) {
    const text = step.value;
    const to = from + text.length;
    const fence = CODE.exec(text)?.[1];
    if (code !== "") {
      if (fence !== undefined && fence.startsWith(code)) code = "";
    } else if (fence !== undefined) {
      code = fence;
    } else if (text.includes(":::")) {
      const line = opening(text);
      if (line && line.name !== "") {
        const leaf = LEAVES.has(line.name);
        if (!leaf) open.push({ colons: line.colons, at: found.length });
        found.push({ ...line, from, to: leaf ? to : doc.length, depth: open.length - (leaf ? 0 : 1), closed: leaf });
      } else if (line) {
        const at = open.findLastIndex((component) => component.colons === line.colons);
        if (at >= 0) {
          const index = open[at]!.at;
          found[index] = { ...found[index]!, to, closed: true };
          open.length = at;
        }
      }
    }
    from = to + 1;
  }
  return found;
}

const touchesColons = (transaction: Transaction): boolean => {
  let touches = false;
  const look = (doc: Text, from: number, to: number): void => {
    const first = doc.lineAt(from);
    const last = doc.lineAt(to);
    const text = doc.sliceString(first.from, last.to);
    touches ||= text.includes(":::") || text.includes("```") || text.includes("~~~");
  };
  transaction.changes.iterChangedRanges((fromA, toA, fromB, toB) => {
    look(transaction.startState.doc, fromA, toA);
    look(transaction.newDoc, fromB, toB);
  });
  return touches;
};

/** The components of the text in the editor; they are looked for anew only when a `:::` line was touched. */
export const componentsField = StateField.define<readonly Component[]>({
  create: (state) => findComponents(state.doc),
  update(components, transaction) {
    if (!transaction.docChanged) return components;
    if (touchesColons(transaction)) return findComponents(transaction.newDoc);
    const { changes } = transaction;
    return components.map((component) => ({
      ...component,
      from: changes.mapPos(component.from, 1),
      to: component.closed ? changes.mapPos(component.to, -1) : transaction.newDoc.length,
    }));
  },
});

/** Return the components around a position, outer ones first. */
export function componentsAround(state: EditorState, position: number): readonly Component[] {
  return state.field(componentsField).filter(({ from, to }) => from <= position && position <= to);
}
