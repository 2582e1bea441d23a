/** The first page of the desk: my sites, and four ways to have one. */
import { call } from "../api.js";
import { fill, h, icon, type Child } from "../dom.js";
import type { IconName } from "../icons.js";
import { tried } from "../parts/notices.js";
import { go, place, type Open } from "../route.js";
import { languageChoice } from "../shell.js";
import { setSite } from "../state.js";
import { t } from "../words.js";

const way = (name: IconName, title: string, about: string) => [
  h("span", { class: "way-icon" }, icon(name)),
  h("span", { class: "way-words" }, h("strong", null, title), h("span", null, about)),
];

export const open: Open = async () => {
  const known = await call("sites.list", {});
  const title = t("start_title");
  const list = h("ul", { class: "site-list", role: "list" });

  const enter = async (folder: string) => {
    const site = await tried(() => call("sites.open", { folder }));
    if (!site) return;
    setSite(site);
    go(["site"]);
  };
  const example = async () => {
    const site = await tried(() => call("sites.example", {}));
    if (!site) return;
    setSite(site);
    go(["site"]);
  };
  let { sites } = known;
  const forget = async (folder: string) => {
    if ((await tried(() => call("sites.forget", { folder }))) === null) return;
    sites = sites.filter((site) => site.folder !== folder);
    draw();
  };
  const draw = () =>
    fill(
      list,
      sites.map(({ folder, title: name, there }): Child =>
        h(
          "li",
          { class: "site-card" },
          there
            ? h(
                "button",
                { type: "button", class: "site-open", onclick: () => enter(folder) },
                h("span", { class: "site-name" }, name || folder),
                h("span", { class: "site-folder" }, folder),
                icon("next"),
              )
            : h(
                "div",
                { class: "site-open is-gone" },
                h("span", { class: "site-name" }, name || folder),
                h("span", { class: "site-folder" }, t("folder_gone", { folder })),
                h("button", { type: "button", class: "button button-quiet", onclick: () => forget(folder) }, t("forget_site")),
              ),
        ),
      ),
    );
  draw();
  const element = h(
    "div",
    { class: "page page-start" },
    h("header", { class: "start-head" }, arch(), h("h1", null, title), h("p", { class: "lead" }, t("start_lead"))),
    sites.length > 0 && h("section", { class: "stack", "aria-labelledby": "my-sites" }, h("h2", { id: "my-sites" }, t("my_sites")), list),
    h(
      "section",
      { class: "stack", "aria-labelledby": "ways" },
      h("h2", { id: "ways" }, sites.length > 0 ? t("another_site") : t("how_begin")),
      h(
        "ul",
        { class: "ways", role: "list" },
        h("li", null, h("a", { class: "way", href: place("new") }, way("leaf", t("way_new"), t("way_new_about")))),
        h("li", null, h("a", { class: "way", href: place("bring") }, way("bring", t("way_bring"), t("way_bring_about")))),
        h("li", null, h("a", { class: "way", href: place("folder") }, way("folder", t("way_folder"), t("way_folder_about")))),
        known.example &&
          h("li", null, h("button", { type: "button", class: "way", onclick: example }, way("eye", t("way_example"), t("way_example_about")))),
      ),
    ),
    h("footer", { class: "start-foot" }, languageChoice()),
  );
  return { title, element };
};

/** The desk's mark: an arch with a sun in it. */
function arch(): HTMLElement {
  return h("span", { class: "arch", "aria-hidden": "true" }, h("span", { class: "arch-sun" }), h("span", { class: "arch-hill" }));
}
