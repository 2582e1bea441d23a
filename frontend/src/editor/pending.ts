/** Places in the text that wait for something (a picture that is read, words that are converted) while writing goes on. */
import { StateEffect, StateField, type EditorState } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";

const begin = StateEffect.define<{ id: number; position: number; words: string }>({
  map: (value, changes) => ({ ...value, position: changes.mapPos(value.position, 1) }),
});
const end = StateEffect.define<number>();

class Waiting extends WidgetType {
  constructor(
    readonly id: number,
    readonly words: string,
  ) {
    super();
  }

  override eq(other: Waiting): boolean {
    return other.id === this.id;
  }

  override toDOM(): HTMLElement {
    const box = document.createElement("span");
    box.className = "w-waiting";
    box.textContent = this.words;
    return box;
  }
}

export const pendingField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(places, transaction) {
    let now = places.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(begin)) {
        const widget = new Waiting(effect.value.id, effect.value.words);
        now = now.update({ add: [Decoration.widget({ widget, side: 1 }).range(effect.value.position)] });
      } else if (effect.is(end)) {
        now = now.update({ filter: (_from, _to, decoration) => (decoration.spec.widget as Waiting).id !== effect.value });
      }
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Something to be written at a place. */
export interface Insertion {
  readonly from: number;
  readonly insert: string;
}

/** Lay out what is a paragraph of its own: between blank lines, below the paragraph in which the place is. */
export function asParagraph(state: EditorState, position: number, text: string): Insertion {
  const { doc } = state;
  const line = doc.lineAt(position);
  const isBlank = (number: number): boolean => number < 1 || number > doc.lines || doc.line(number).text.trim() === "";
  if (line.text.trim() === "") {
    return { from: position, insert: `${isBlank(line.number - 1) ? "" : "\n"}${text}${isBlank(line.number + 1) ? "" : "\n"}` };
  }
  if (position === line.from && line.text !== "") return { from: position, insert: `${text}\n\n` };
  return { from: line.to, insert: `\n\n${text}${isBlank(line.number + 1) ? "" : "\n"}` };
}

let count = 0;

const positionOf = (state: EditorState, id: number): number | null => {
  for (const cursor = state.field(pendingField).iter(); cursor.value; cursor.next()) {
    if ((cursor.value.spec.widget as Waiting).id === id) return cursor.from;
  }
  return null;
};

/** Mark a place, do the work, and write its answer there, as `fitted` lays it out. The place moves with the text. */
export async function fillLater(
  view: EditorView,
  position: number,
  words: string,
  work: () => Promise<string | null>,
  fitted: (state: EditorState, position: number, text: string) => Insertion,
): Promise<void> {
  count += 1;
  const id = count;
  view.dispatch({ effects: begin.of({ id, position, words }) });
  let made: string | null = null;
  try {
    made = await work();
  } finally {
    const at = positionOf(view.state, id);
    const main = view.state.selection.main;
    if (made !== null && at !== null) {
      // Who went on writing elsewhere stays there.
      const follows = main.empty && main.head === at;
      const { from, insert } = fitted(view.state, at, made);
      view.dispatch({
        changes: { from, insert },
        ...(follows ? { selection: { anchor: from + insert.length }, scrollIntoView: true } : {}),
        effects: end.of(id),
        userEvent: "input.paste",
      });
    } else {
      view.dispatch({ effects: end.of(id) });
    }
  }
}
