/** One text, to be written: plain until the editor is there. */
import { WINDOW, call } from "../api.js";
import { h } from "../dom.js";
import { tried } from "../parts/notices.js";
import type { Open } from "../route.js";
import { belongsTo } from "../shell.js";

export const open: Open = async (path = "") => {
  const opened = await call("documents.open", { path });
  let { digest } = opened;
  let saved = opened.text;
  const title = String(opened.values.title ?? path);
  const field = h("textarea", { class: "input", "aria-label": title, spellcheck: true, rows: 24 });
  field.value = opened.text;
  const save = async () => {
    const text = field.value;
    if (text === saved) return true;
    const answer = await tried(() => call("documents.save", { path, text, digest, window: WINDOW }));
    if (!answer) return false;
    digest = answer.digest;
    saved = text;
    return true;
  };
  field.addEventListener("change", save);
  setTimeout(() => belongsTo(opened.kind));
  return { title, element: h("div", { class: "page" }, h("h1", null, title), field), leave: save };
};
