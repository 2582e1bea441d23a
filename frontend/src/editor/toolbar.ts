/** The toolbar: one stop for the Tab key, the arrows go along it. */
import type { EditorView } from "@codemirror/view";
import { h, icon } from "../dom.js";
import type { IconName } from "../icons.js";
import { t, type Key } from "../words.js";

/** A button of the toolbar; `keys` as `aria-keyshortcuts` and people write them, `Mod` being Ctrl or ⌘. */
export interface Tool {
  readonly name: string;
  readonly words: Key;
  readonly icon: IconName;
  readonly keys?: string;
  readonly run: (view: EditorView) => unknown;
  /** Whether what the cursor is in already has it. */
  readonly isOn?: (view: EditorView) => boolean;
  /** A line is drawn before it. */
  readonly begins?: boolean;
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys as they are printed on the keyboard. */
export const shownKeys = (keys: string): string =>
  keys
    .split("-")
    .map((key) => ({ Mod: IS_MAC ? "⌘" : t("pen_key_ctrl"), Shift: IS_MAC ? "⇧" : t("pen_key_shift"), Alt: IS_MAC ? "⌥" : "Alt" })[key] ?? key.toUpperCase())
    .join(IS_MAC ? "" : "+");

const ariaKeys = (keys: string): string =>
  keys
    .split("-")
    .map((key) => ({ Mod: IS_MAC ? "Meta" : "Control" })[key] ?? (key.length === 1 ? key.toUpperCase() : key))
    .join("+");

export interface Toolbar {
  readonly element: HTMLElement;
  /** Look again at what the cursor is in. */
  update(view: EditorView): void;
  focus(): void;
}

export function toolbar(tools: readonly Tool[], view: () => EditorView): Toolbar {
  const made = tools.map((tool) => {
    const label = t(tool.words);
    const title = tool.keys ? `${label} (${shownKeys(tool.keys)})` : label;
    const button = h(
      "button",
      {
        type: "button",
        class: tool.begins ? "w-tool w-tool-begins" : "w-tool",
        "aria-label": label,
        title,
        tabindex: -1,
        "data-tool": tool.name,
        "aria-keyshortcuts": tool.keys ? ariaKeys(tool.keys) : null,
        "aria-pressed": tool.isOn ? "false" : null,
        // The text keeps its selection and, where it has it, the focus.
        onpointerdown: (event: Event) => event.preventDefault(),
        onclick: () => {
          const answer = tool.run(view());
          if (!(answer instanceof Promise)) view().focus();
        },
      },
      icon(tool.icon),
    );
    return { tool, button };
  });
  const stop = (at: number, focus = true): void => {
    made.forEach(({ button }, number) => (button.tabIndex = number === at ? 0 : -1));
    if (focus) made[at]?.button.focus();
  };
  const element = h("div", { role: "toolbar", class: "w-toolbar", "aria-label": t("pen_toolbar"), "aria-orientation": "horizontal" }, made.map(({ button }) => button));
  element.addEventListener("keydown", (event) => {
    const at = made.findIndex(({ button }) => button === document.activeElement);
    const isLeft = getComputedStyle(element).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    const steps: Readonly<Record<string, number>> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: made.length - 1 };
    if (event.key === "Escape") {
      view().focus();
      return;
    }
    let next = steps[event.key];
    if (next === undefined || at < 0) return;
    if (isLeft === "ArrowRight" && event.key.startsWith("Arrow")) next = 2 * at - next;
    event.preventDefault();
    stop((next + made.length) % made.length);
  });
  stop(0, false);
  return {
    element,
    update(shown) {
      for (const { tool, button } of made) if (tool.isOn) button.setAttribute("aria-pressed", String(tool.isOn(shown)));
    },
    focus: () => stop(Math.max(0, made.findIndex(({ button }) => button.tabIndex === 0))),
  };
}
