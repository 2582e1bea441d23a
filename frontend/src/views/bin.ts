/** What was deleted, and can be taken back. */
import { call, listed, type Binned } from "../api.js";
import { fill, h, icon, type Child } from "../dom.js";
import { toast, tried } from "../parts/notices.js";
import { openPlace } from "../parts/new-document.js";
import { go, type Open } from "../route.js";
import { moment, t } from "../words.js";

export const open: Open = async () => {
  const title = t("nav_bin");
  const rows = h("ul", { class: "rows", role: "list" });
  const restore = async (entry: Binned) => {
    const back = await tried(() => call("bin.restore", { id: entry.id }));
    if (!back) return;
    await read();
    const kind = back.path.startsWith("practitioners/") ? "practitioner" : "post";
    toast(t("restored", { title: entry.title ?? entry.path }), { label: t("open"), run: () => go(openPlace(kind, back.path)) });
  };
  const row = (entry: Binned): Child =>
    h(
      "li",
      { class: "row-item" },
      h("div", { class: "row-link" }, h("span", { class: "row-title" }, entry.title || entry.path), h("span", { class: "row-facts" }, entry.deleted_at ? t("deleted_at", { moment: moment(entry.deleted_at) }) : entry.path)),
      h("button", { type: "button", class: "button", onclick: () => restore(entry), "aria-label": t("restore_this", { title: entry.title || entry.path }) }, icon("restore", "small"), t("restore")),
    );
  const read = async () => {
    const binned = listed(await call("bin.list", {}));
    fill(rows, binned.map(row), binned.length === 0 && h("li", { class: "empty" }, icon("bin", "large"), h("p", null, t("empty_bin"))));
  };
  await read();
  const element = h("div", { class: "page page-narrow" }, h("div", { class: "page-head" }, h("h1", null, title), h("p", { class: "lead" }, t("bin_lead"))), rows);
  return { title, element };
};
