/** Two texts beside each other, line by line, with what differs marked. */
import { h } from "../dom.js";
import { diffLines } from "./line-diff.js";

const AROUND = 2;

/** A row of the comparison: lines of either side, or lines of both that are left out. */
interface Row {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly isOther: boolean;
}

function rows(left: readonly string[], right: readonly string[]): Row[] {
  const found: Row[] = [];
  let at = 0;
  const hunks = diffLines(left, right);
  hunks.forEach((hunk, number) => {
    const before = left.slice(at, hunk.fromA);
    found.push(...shortened(before, number > 0, true));
    found.push({ left: left.slice(hunk.fromA, hunk.toA), right: right.slice(hunk.fromB, hunk.toB), isOther: true });
    at = hunk.toA;
  });
  found.push(...shortened(left.slice(at), hunks.length > 0, false));
  return found;
}

/** Lines that are the same on both sides, but for those next to a difference left out. */
const shortened = (lines: readonly string[], isBehind: boolean, isBefore: boolean): Row[] => {
  const head = isBehind ? lines.slice(0, AROUND) : [];
  const rest = lines.slice(head.length);
  const tail = isBefore ? rest.slice(-AROUND) : [];
  const between = rest.length - tail.length;
  const same = (part: readonly string[]): Row[] => (part.length > 0 ? [{ left: part, right: part, isOther: false }] : []);
  if (between <= 1) return same(lines);
  return [...same(head), { left: [], right: [], isOther: false }, ...same(tail)];
};

/** A line with what differs from the other side's marked. */
const marked = (line: string, other: string | undefined): (string | HTMLElement)[] => {
  if (line === "") return ["\u00a0"];
  if (other === undefined || other === "") return [line];
  let start = 0;
  while (start < line.length && line[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(line.length, other.length) - start && line.at(-1 - end) === other.at(-1 - end)) end += 1;
  const middle = line.slice(start, line.length - end);
  return [line.slice(0, start), ...(middle === "" ? [] : [h("mark", null, middle)]), line.slice(line.length - end)];
};

/** Make the comparison as a table; `leftName` and `rightName` are its heads. */
export function sideBySide(left: string, right: string, leftName: string, rightName: string): HTMLElement {
  const cell = (lines: readonly string[], other: readonly string[], isOther: boolean, kind: string): HTMLElement => {
    const pairs = isOther && lines.length === other.length;
    const inside = lines.map((line, at) => h("p", null, pairs ? marked(line, other[at]) : marked(line, undefined)));
    return h("td", { class: isOther ? `w-differs w-differs-${kind}` : "" }, inside);
  };
  return h(
    "div",
    { class: "w-compare", tabindex: 0, role: "region", "aria-label": `${leftName} / ${rightName}` },
    h(
      "table",
      null,
      h("thead", null, h("tr", null, h("th", { scope: "col" }, leftName), h("th", { scope: "col" }, rightName))),
      h(
        "tbody",
        null,
        rows(left.split("\n"), right.split("\n")).map((row) =>
          row.left.length + row.right.length === 0
            ? h("tr", { class: "w-left-out" }, h("td", { colspan: 2 }, "…"))
            : h("tr", null, cell(row.left, row.right, row.isOther, "mine"), cell(row.right, row.left, row.isOther, "theirs")),
        ),
      ),
    ),
  );
}
