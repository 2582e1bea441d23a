/** The settings of the whole site; look and menu have a view of their own. */
import { call } from "../api.js";
import { h } from "../dom.js";
import { notice } from "../parts/notices.js";
import { SettingsFile, settingsForm } from "../parts/settings-form.js";
import type { Open } from "../route.js";
import { language, t } from "../words.js";
import { formWithContents, leaving, problemsOf } from "./form.js";

export const SETTINGS = "therapyblog.toml";
/** Groups that the look shows. */
export const OF_THE_LOOK = ["theme", "menu"];

export const open: Open = async () => {
  const [opened, { groups }, { documents }] = await Promise.all([
    call("documents.open", { path: SETTINGS }),
    call("forms.read", { kind: "settings", language }),
    call("documents.list", { kind: "practitioner" }),
  ]);
  const file = new SettingsFile(opened);
  const shown = groups.filter((group) => !OF_THE_LOOK.includes(group.name));
  const title = t("nav_settings");
  const element = h(
    "div",
    { class: "page page-form" },
    h("div", { class: "page-head" }, h("h1", null, title), h("p", { class: "lead" }, t("settings_lead"))),
    opened.read_only && notice("note", t("read_only")),
    problemsOf(opened.problems.length, SETTINGS),
    formWithContents(settingsForm(file, shown, documents), shown),
    h("p", { class: "soft small form-note" }, t("saved_by_itself")),
  );
  return { title, element, leave: () => leaving(element, file) };
};
