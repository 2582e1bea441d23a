/** A field that finds as one types: the list of what fits below it, chosen with the arrow keys or the pointer. */
import { h, uniqueId } from "../dom.js";

export interface Option<T> {
  readonly label: string;
  readonly about?: string;
  readonly value: T;
}

export interface ChoiceBox<T> {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** What was chosen from the list; `null` while the field holds other words. */
  chosen(): Option<T> | null;
}

const MOST = 8;
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Sort what fits: beginnings first, then beginnings of words, then the rest. */
export function fitting<T>(options: readonly Option<T>[], typed: string): Option<T>[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return options.slice(0, MOST);
  const rank = (option: Option<T>): number => {
    const text = plain(`${option.label} ${option.about ?? ""}`);
    if (!words.every((word) => text.includes(word))) return 3;
    if (text.startsWith(words.join(" "))) return 0;
    return words.every((word) => new RegExp(`(?:^|[^\\p{L}\\p{N}])${word.replace(/[^\p{L}\p{N}]/gu, "\\$&")}`, "u").test(text)) ? 1 : 2;
  };
  const ranked = options.map((option) => ({ option, at: rank(option) })).filter(({ at }) => at < 3);
  return ranked.sort((a, b) => a.at - b.at).slice(0, MOST).map(({ option }) => option);
}

/** Make such a field (the ARIA pattern “combobox with list”). `pick` is called when something is chosen. */
export function choiceBox<T>(label: string, options: readonly Option<T>[], value: string, pick: (option: Option<T>) => void): ChoiceBox<T> {
  const id = uniqueId("w-choice");
  const list = h("ul", { role: "listbox", id: `${id}-list`, class: "w-options", "aria-label": label });
  const input = h("input", {
    id,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "false",
    "aria-controls": `${id}-list`,
    "aria-autocomplete": "list",
    value,
  });
  let shown: Option<T>[] = [];
  let active = -1;
  let chosen: Option<T> | null = null;

  const mark = (at: number): void => {
    active = at;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${id}-${at}`);
  };
  const take = (option: Option<T>): void => {
    chosen = option;
    input.value = option.label;
    show(false);
    pick(option);
  };
  const show = (open: boolean): void => {
    shown = open ? fitting(options, input.value) : [];
    list.replaceChildren(
      ...shown.map((option, at) =>
        h(
          "li",
          {
            role: "option",
            id: `${id}-${at}`,
            "aria-selected": "false",
            onpointerdown: (event: Event) => (event.preventDefault(), take(option)),
          },
          h("span", null, option.label),
          option.about ? h("small", null, option.about) : null,
        ),
      ),
    );
    list.hidden = shown.length === 0;
    input.setAttribute("aria-expanded", String(shown.length > 0));
    mark(-1);
  };
  input.addEventListener("input", () => {
    chosen = null;
    show(true);
  });
  input.addEventListener("focus", () => show(true));
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      if (shown.length === 0) show(true);
      mark((active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % Math.max(shown.length, 1));
      event.preventDefault();
    } else if (event.key === "Enter" && shown[active]) {
      take(shown[active]!);
      event.preventDefault();
    } else if (event.key === "Escape" && shown.length > 0) {
      show(false);
      event.preventDefault();
      event.stopPropagation();
    }
  });
  const element = h("div", { class: "w-choice" }, h("label", { for: id }, label), input, list);
  list.hidden = true;
  return { element, input, chosen: () => chosen };
}
