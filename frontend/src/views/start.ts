/** The first page of the desk. */
import { call } from "../api.js";
import { h } from "../dom.js";
import { tried } from "../parts/notices.js";
import { go, type Open } from "../route.js";
import { languageChoice } from "../shell.js";
import { setSite } from "../state.js";
import { t } from "../words.js";

export const open: Open = async () => {
  const { sites } = await call("sites.list", {});
  const enter = async (folder: string) => {
    const site = await tried(() => call("sites.open", { folder }));
    if (!site) return;
    setSite(site);
    go(["site"]);
  };
  const buttons = sites.map(({ folder, title }) =>
    h("button", { type: "button", class: "button", onclick: () => enter(folder) }, title),
  );
  const title = t("other_sites");
  return { title, element: h("div", { class: "page" }, h("h1", null, title), buttons, languageChoice()) };
};
