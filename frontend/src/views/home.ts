/** The first page of a site. */
import { h } from "../dom.js";
import { refreshSite, openSite } from "../state.js";
import type { Open } from "../route.js";

export const open: Open = async () => {
  await refreshSite();
  const { title } = openSite();
  return { title, element: h("div", { class: "page" }, h("h1", null, title)) };
};
