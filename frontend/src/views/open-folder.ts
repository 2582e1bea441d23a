/** Open a site that lies in a folder of this computer. */
import { call } from "../api.js";
import { h, icon } from "../dom.js";
import { folderChoice } from "../parts/folder-choice.js";
import { tried } from "../parts/notices.js";
import { go, place, type Open } from "../route.js";
import { setSite } from "../state.js";
import { t } from "../words.js";

export const open: Open = async () => {
  const title = t("way_folder");
  let here = "";
  const enter = async (folder: string) => {
    const site = await tried(() => call("sites.open", { folder }));
    if (!site) return;
    setSite(site);
    go(["site"]);
  };
  const element = h(
    "div",
    { class: "page page-narrow" },
    h("a", { class: "page-back", href: place("start") }, icon("back", "small"), t("other_sites")),
    h("div", { class: "page-head" }, h("h1", null, title), h("p", { class: "lead" }, t("open_lead"))),
    h(
      "div",
      { class: "sheet stack" },
      folderChoice({ site: enter, at: (folder) => (here = folder) }),
      h("div", { class: "row" }, h("button", { type: "button", class: "button button-main", onclick: () => enter(here) }, t("open_this_folder"))),
    ),
  );
  return { title, element };
};
