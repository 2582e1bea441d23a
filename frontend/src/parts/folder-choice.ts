/** The folders of this computer, to go through by clicks or by a path that is typed. */
import { call } from "../api.js";
import { fill, h, icon } from "../dom.js";
import { t } from "../words.js";
import { labelled } from "./form-controls.js";
import { inWords } from "./notices.js";

interface Chosen {
  /** A folder that is a site was clicked. */
  site?: (folder: string) => unknown;
  /** The present folder changed. */
  at?: (folder: string) => unknown;
}

/** Make the list; it begins in the person's own folder. */
export function folderChoice({ site, at }: Chosen): HTMLElement {
  const path = h("input", { type: "text", spellcheck: false, autocomplete: "off" });
  const shown = labelled(path, { label: t("this_folder") });
  const list = h("ul", { class: "folders", role: "list" });
  const read = async (folder?: string) => {
    try {
      const found = await call("folders.list", folder ? { folder } : {});
      path.value = found.folder;
      shown.wrong("");
      at?.(found.folder);
      const slash = found.home.includes("\\") ? "\\" : "/";
      const below = (name: string) => found.folder.replace(/[\\/]$/, "") + slash + name;
      fill(
        list,
        found.parent &&
          h("li", null, h("button", { type: "button", class: "folder", onclick: () => read(found.parent ?? "") }, icon("up"), h("span", null, t("folder_up")))),
        found.folders.map(({ name, is_site }) =>
          h(
            "li",
            null,
            h(
              "button",
              { type: "button", class: is_site ? "folder is-site" : "folder", onclick: () => (is_site && site ? site(below(name)) : read(below(name))) },
              icon(is_site ? "home" : "folder"),
              h("span", null, name),
              is_site && h("span", { class: "pill pill-published" }, t("is_site")),
            ),
          ),
        ),
        found.folders.length === 0 && h("li", { class: "soft" }, t("no_folders")),
      );
    } catch (error) {
      shown.wrong(inWords(error));
    }
  };
  path.addEventListener("change", () => void read(path.value.trim()));
  void read();
  return h("div", { class: "stack" }, shown.element, list);
}
