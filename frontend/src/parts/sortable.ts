/** A list in an order of the person's own: dragged by a handle, or moved by buttons. */
import { announce, fill, h, icon, type Child } from "../dom.js";
import { t } from "../words.js";

interface Sortable<T> {
  items: T[];
  /** What a row shows. */
  row: (item: T, place: number) => Child;
  /** How a row is called where it is spoken of. */
  name: (item: T) => string;
  moved: (items: T[], from: number, to: number) => unknown;
}

/** Make the list; `moved` gets the new order after each move. */
export function sortable<T>({ items, row, name, moved }: Sortable<T>): HTMLElement {
  let order = [...items];
  const list = h("ol", { class: "sortable", role: "list" });

  const move = (from: number, to: number) => {
    if (to < 0 || to >= order.length || to === from) return;
    const [item] = order.splice(from, 1);
    order.splice(to, 0, item as T);
    draw();
    announce(t("moved_to", { name: name(item as T), place: to + 1, n: order.length }));
    moved([...order], from, to);
  };

  const button = (place: number, step: -1 | 1) => {
    const item = order[place] as T;
    const up = step === -1;
    const element = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": t(up ? "move_up" : "move_down", { name: name(item) }),
        disabled: up ? place === 0 : place === order.length - 1,
      },
      icon(up ? "up" : "down"),
    );
    element.addEventListener("click", () => {
      move(place, place + step);
      // The button of the row that moved keeps the focus; at the end of the list the other one.
      const buttons = list.children[place + step]?.querySelectorAll<HTMLButtonElement>(".sort-buttons button");
      const next = buttons?.[up ? 0 : 1];
      (next?.disabled ? buttons?.[up ? 1 : 0] : next)?.focus();
    });
    return element;
  };

  const draw = () =>
    fill(
      list,
      order.map((item, place) => {
        const grip = h("span", { class: "grip", title: t("drag") }, icon("grip"));
        const line = h(
          "li",
          { class: "sort-row" },
          grip,
          h("div", { class: "sort-words" }, row(item, place)),
          h("div", { class: "sort-buttons" }, button(place, -1), button(place, 1)),
        );
        grip.addEventListener("pointerdown", (event) => drag(event, line, place));
        return line;
      }),
    );

  const drag = (start: PointerEvent, line: HTMLElement, from: number) => {
    start.preventDefault();
    const grip = start.currentTarget as HTMLElement;
    grip.setPointerCapture(start.pointerId);
    line.classList.add("is-dragged");
    const rows = [...list.children] as HTMLElement[];
    const middles = rows.map((element) => {
      const box = element.getBoundingClientRect();
      return box.top + box.height / 2;
    });
    let to = from;
    const follow = (event: PointerEvent) => {
      line.style.setProperty("transform", `translateY(${event.clientY - start.clientY}px)`);
      to = middles.filter((middle, index) => index !== from && middle < event.clientY).length;
      rows.forEach((element, index) => {
        element.classList.toggle("is-above", index !== from && index === (to > from ? to : to - 1) && to !== from);
        element.classList.toggle("is-target", index !== from && index === to);
      });
    };
    const end = (event: PointerEvent) => {
      grip.removeEventListener("pointermove", follow);
      line.classList.remove("is-dragged");
      line.style.removeProperty("transform");
      for (const element of rows) element.classList.remove("is-above", "is-target");
      if (event.type === "pointerup") move(from, to);
    };
    grip.addEventListener("pointermove", follow);
    grip.addEventListener("pointerup", end, { once: true });
    grip.addEventListener("pointercancel", end, { once: true });
  };

  draw();
  return list;
}
