/** What the desk says when something did or did not work. */
import { Refusal, Unreachable } from "../api.js";
import { announce, h, icon, type Child } from "../dom.js";
import { t } from "../words.js";

type Tone = "good" | "note" | "bad";
const ICON = { good: "done", note: "note", bad: "warning" } as const;

/** A few words in a box of their own. */
export function notice(tone: Tone, ...children: Child[]): HTMLElement {
  return h("div", { class: `notice notice-${tone}` }, icon(ICON[tone]), h("div", { class: "notice-words" }, children));
}

/** A sentence of the program as it stands in a window: with a capital, a full stop, and what is meant as written. */
export function sentence(words: string): Child {
  if (!words) return null;
  // A name or an address at the beginning stays as it is.
  const begun = /^\p{Ll}+(?=[\s,:;])/u.test(words) ? words.charAt(0).toLocaleUpperCase() + words.slice(1) : words;
  const whole = /[.!?…:»”"’)\]`]$/.test(begun) ? begun : `${begun}.`;
  return whole.split("`").map((part, index) => (index % 2 === 1 ? h("code", null, part) : part));
}

/** An error as people read it: what is the matter, and the way out. */
export function says(error: unknown): HTMLElement {
  if (error instanceof Unreachable) return notice("bad", h("p", null, h("strong", null, t("away_title"))), h("p", null, t("away")));
  if (error instanceof Refusal) {
    return notice("bad", h("p", null, h("strong", null, error.message ? sentence(error.message) : t("went_wrong"))), error.fix && h("p", null, sentence(error.fix)));
  }
  return notice("bad", h("p", null, t("went_wrong_more")));
}

/** The words of an error in one line. */
export function inWords(error: unknown): string {
  if (error instanceof Unreachable) return `${t("away_title")} ${t("away")}`;
  if (error instanceof Refusal) return [error.message, error.fix].filter(Boolean).join(" ");
  return t("went_wrong_more");
}

const toasts = h("section", { class: "toasts" });

/** Say something at the edge of the window for some seconds; `undo` is a button beside it. */
export function toast(words: string, action?: { label: string; run: () => unknown }, tone: Tone = "good"): void {
  if (!toasts.isConnected) document.body.append(toasts);
  toasts.setAttribute("aria-label", t("messages"));
  const box = h("div", { class: `toast toast-${tone}` }, icon(ICON[tone], "small"), h("span", null, words));
  const end = () => box.remove();
  if (action) {
    box.append(
      h("button", { type: "button", class: "toast-button", onclick: () => (end(), action.run()) }, action.label),
    );
  }
  box.append(h("button", { type: "button", class: "icon-button", "aria-label": t("close"), onclick: end }, icon("close", "small")));
  toasts.append(box);
  announce(words, tone === "bad");
  // Nobody is hurried: what can be taken back, and what went wrong, stays until it is closed.
  if (!action && tone !== "bad") setTimeout(end, 7000);
  else if (action) setTimeout(end, 30_000);
}

/** Run something that may be refused; a refusal is shown, and `null` returned. */
export async function tried<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Unreachable)) console.error(error);
    toast(inWords(error), undefined, "bad");
    return null;
  }
}
