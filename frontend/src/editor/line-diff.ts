/** Two texts compared line by line, and two changes of one text put together. */

/** Lines `fromA` to `toA` of the first text stand where lines `fromB` to `toB` of the second do (ends excluded). */
export interface Hunk {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

const MOST_STEPS = 800;

/** Find where two lists of lines differ (Myers, "An O(ND) difference algorithm", 1986). */
export function diffLines(a: readonly string[], b: readonly string[]): Hunk[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  if (start === endA && start === endB) return [];
  const whole = [{ fromA: start, toA: endA, fromB: start, toB: endB }];
  if (start === endA || start === endB) return whole;
  const pairs = matching(a.slice(start, endA), b.slice(start, endB));
  return pairs === null ? whole : hunksBetween(pairs, start, endA, endB);
}

const hunksBetween = (pairs: readonly (readonly [number, number])[], start: number, endA: number, endB: number): Hunk[] => {
  const hunks: Hunk[] = [];
  let [fromA, fromB] = [start, start];
  for (const [x, y] of [...pairs.map(([x, y]) => [x + start, y + start] as const), [endA, endB] as const]) {
    if (x > fromA || y > fromB) hunks.push({ fromA, toA: x, fromB, toB: y });
    [fromA, fromB] = [x + 1, y + 1];
  }
  return hunks;
};

/** The pairs of equal lines of a longest common sequence; `null` where the texts differ too much to be worth it. */
const matching = (a: readonly string[], b: readonly string[]): [number, number][] | null => {
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= Math.min(a.length + b.length, MOST_STEPS); steps += 1) {
    const next = new Map<number, number>();
    for (let k = -steps; k <= steps; k += 2) {
      const down = k === -steps || (k !== steps && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack([...trace, reach], a.length, b.length);
    }
    trace.push(reach);
    reach = new Map([...reach, ...next]);
  }
  return null;
};

const walkBack = (trace: readonly Map<number, number>[], lengthA: number, lengthB: number): [number, number][] => {
  const pairs: [number, number][] = [];
  let [x, y] = [lengthA, lengthB];
  for (let steps = trace.length - 1; steps >= 0; steps -= 1) {
    const reach = trace[steps]!;
    const k = x - y;
    const down = k === -steps || (k !== steps && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const before = down ? k + 1 : k - 1;
    const startX = steps === 0 ? 0 : (reach.get(before) ?? 0);
    const startY = startX - before;
    const landedX = steps === 0 ? 0 : down ? startX : startX + 1;
    while (x > landedX && y > landedX - k) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    [x, y] = [startX, startY];
  }
  return pairs.reverse();
};

export interface Merged {
  readonly text: string;
  /** How many places both had changed: there both versions stand, one below the other. */
  readonly both: number;
}

/** Put two texts together that came of one; where both changed the same lines, both are kept, mine first. */
export function putTogether(base: string, mine: string, theirs: string): Merged {
  const [baseLines, myLines, theirLines] = [base.split("\n"), mine.split("\n"), theirs.split("\n")];
  const my = diffLines(baseLines, myLines);
  const their = diffLines(baseLines, theirLines);
  const out: string[] = [];
  let both = 0;
  let [at, i, j] = [0, 0, 0];
  while (i < my.length || j < their.length) {
    const first = Math.min(my[i]?.fromA ?? Infinity, their[j]?.fromA ?? Infinity);
    out.push(...baseLines.slice(at, first));
    let end = first;
    const [myFirst, theirFirst] = [i, j];
    // Changes that touch each other are one place.
    for (;;) {
      if (my[i] && my[i]!.fromA <= end) end = Math.max(end, my[i++]!.toA);
      else if (their[j] && their[j]!.fromA <= end) end = Math.max(end, their[j++]!.toA);
      else break;
    }
    const mineHere = replaced(baseLines, myLines, my.slice(myFirst, i), first, end);
    const theirsHere = replaced(baseLines, theirLines, their.slice(theirFirst, j), first, end);
    const isSame = mineHere.length === theirsHere.length && mineHere.every((line, number) => line === theirsHere[number]);
    if (theirFirst === j || isSame) out.push(...mineHere);
    else if (myFirst === i) out.push(...theirsHere);
    else {
      both += 1;
      out.push(...mineHere, ...(mineHere.at(-1)?.trim() && theirsHere[0]?.trim() ? [""] : []), ...theirsHere);
    }
    at = end;
  }
  out.push(...baseLines.slice(at));
  return { text: out.join("\n"), both };
}

const replaced = (base: readonly string[], other: readonly string[], hunks: readonly Hunk[], from: number, to: number): string[] => {
  const lines: string[] = [];
  let at = from;
  for (const hunk of hunks) {
    lines.push(...base.slice(at, hunk.fromA), ...other.slice(hunk.fromB, hunk.toB));
    at = hunk.toA;
  }
  return [...lines, ...base.slice(at, to)];
};

/** A change of a text, as the editor takes it. */
export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The changes that make one text of another, each as small as its lines. */
export function changesBetween(before: string, after: string): TextChange[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const starts = [0];
  for (const line of a) starts.push(starts.at(-1)! + line.length + 1);
  return diffLines(a, b).map(({ fromA, toA, fromB, toB }) => narrowed(before, after, a, b, starts, { fromA, toA, fromB, toB }));
}

const narrowed = (
  before: string,
  after: string,
  a: readonly string[],
  b: readonly string[],
  starts: readonly number[],
  hunk: Hunk,
): TextChange => {
  let insert = b.slice(hunk.fromB, hunk.toB).join("\n");
  let from = starts[hunk.fromA]!;
  let to = starts[hunk.toA]! - 1;
  if (hunk.fromA === hunk.toA) {
    // Lines are added: with their line end before those that follow, or behind the last.
    if (hunk.fromA < a.length) return { from, to: from, insert: `${insert}\n` };
    return { from: before.length, to: before.length, insert: `\n${insert}` };
  }
  if (hunk.fromB === hunk.toB) {
    if (hunk.toA < a.length) return { from, to: to + 1, insert: "" };
    return { from: Math.max(from - 1, 0), to: before.length, insert: b.length === 0 ? after : "" };
  }
  const old = before.slice(from, to);
  let same = 0;
  while (same < old.length && same < insert.length && old[same] === insert[same]) same += 1;
  let last = 0;
  while (last < old.length - same && last < insert.length - same && old.at(-1 - last) === insert.at(-1 - last)) last += 1;
  insert = insert.slice(same, insert.length - last);
  from += same;
  to -= last;
  return { from, to, insert };
};
