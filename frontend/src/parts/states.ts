/** The state of a text, in a word. */
import type { Entry } from "../api.js";
import { h } from "../dom.js";
import { day, t } from "../words.js";

export function stateWords(entry: Pick<Entry, "state" | "until">): string {
  if (entry.state === "scheduled" && entry.until) return t("state_scheduled_for", { day: day(entry.until) });
  return t(`state_${entry.state.replaceAll("-", "_") as "draft"}`);
}

export function statePill(entry: Pick<Entry, "state" | "until">): HTMLElement {
  return h("span", { class: `pill pill-${entry.state}` }, stateWords(entry));
}
