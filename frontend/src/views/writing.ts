/** One text, to be written: the text itself, its settings folded away, the real page beside it. */
import { type Opened, call } from "../api.js";
import type { Open } from "../route.js";
import { belongsTo } from "../shell.js";
import { WritingDesk } from "../editor/writing-desk.js";

export const open: Open = async (path = "", line = "") => {
  const opened: Opened = await call("documents.open", { path });
  const desk = new WritingDesk(opened);
  setTimeout(() => belongsTo(opened.kind));
  // Once it is on the page.
  if (line !== "") requestAnimationFrame(() => requestAnimationFrame(() => desk.goToLine(Number(line))));
  return { title: desk.title, element: desk.element, wide: true, leave: () => desk.leave() };
};
