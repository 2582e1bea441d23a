/** How far a task is. */
import type { TaskEvent } from "../api.js";
import { fill, h } from "../dom.js";
import { t, type Key } from "../words.js";

/** A bar with words beside it; `show` takes each stage. */
export function progressOf(words: string): { element: HTMLElement; show: (event: TaskEvent) => void } {
  const bar = h("progress", { "aria-label": words });
  const line = h("p", { class: "progress-words", role: "status" }, words);
  return {
    element: h("div", { class: "stack" }, line, bar),
    show({ stage = "", done = 0, total = 0, says = "" }) {
      const key = `stage_${stage.toLowerCase()}` as Key;
      const known = t(key);
      fill(line, says || (known === key ? words : known));
      if (total > 0) {
        bar.max = total;
        bar.value = done;
      } else bar.removeAttribute("value");
    },
  };
}
