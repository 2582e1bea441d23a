/** A question in a window over the page, and its answer. */
import { h, type Child } from "../dom.js";
import { openDialog } from "../parts/dialog.js";

export interface Asked<T> {
  readonly title: string;
  /** What stands in the window; `answer` closes it with an answer. */
  readonly body: (answer: (value: T) => void) => Child;
  readonly wide?: boolean;
}

/** Ask, and return the answer; `null` if the window was closed without one. */
export function ask<T>({ title, body, wide = false }: Asked<T>): Promise<T | null> {
  return new Promise((resolve) => {
    let given: T | null = null;
    const content = body((value) => {
      given = value;
      dialog.close();
    });
    const dialog = openDialog({ title, body: content, wide });
    dialog.addEventListener("close", () => resolve(given));
    dialog.querySelector<HTMLElement>("[autofocus]")?.focus();
  });
}

/** A form of such a window: Enter answers. */
export const form = (submit: () => void, ...children: Child[]): HTMLFormElement =>
  h("form", { class: "w-form", onsubmit: (event: Event) => (event.preventDefault(), submit()) }, children);

/** The buttons below a form, the usual answer last, where the desk's other windows have it. */
export const buttons = (...children: Child[]): HTMLElement => h("div", { class: "dialog-foot" }, children);
