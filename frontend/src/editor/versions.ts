/** The saved versions of a text: a list to look at and take back. */
import { call, listed, type SavedVersion } from "../api.js";
import { fill, h } from "../dom.js";
import { says, tried } from "../parts/notices.js";
import { moment, t } from "../words.js";
import { ask } from "./dialog.js";
import { sideBySide } from "./side-by-side.js";

/** Show what was saved, and return the text that shall be taken back; `null` for none. */
export async function askVersion(path: string, now: string): Promise<string | null> {
  const versions = await tried(() => call("versions.list", { path }).then(listed<SavedVersion>));
  if (versions === null) return null;
  return ask<string>({
    title: t("pen_versions"),
    wide: true,
    body: (give) => {
      if (versions.length === 0) return h("p", null, t("pen_versions_none"));
      const shown = h("div", { class: "w-version", "aria-live": "polite" }, h("p", { class: "w-about" }, t("pen_versions_about")));
      const look = async (version: SavedVersion, button: HTMLElement): Promise<void> => {
        for (const other of list.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
        try {
          const { text } = await call("versions.read", { path, id: version.id });
          const when = moment(version.saved_at);
          fill(
            shown,
            text === now
              ? h("p", { class: "w-about" }, t("pen_versions_same"))
              : [
                  h("button", { type: "button", class: "button button-main", onclick: () => give(text) }, t("pen_versions_take")),
                  sideBySide(text, now, when, t("pen_versions_now")),
                ],
          );
        } catch (error) {
          fill(shown, says(error));
        }
      };
      const list = h(
        "ul",
        { class: "w-versions", role: "list" },
        versions.map((version) => {
          const button = h(
            "button",
            { type: "button", class: "w-version-button", "aria-pressed": "false", onclick: () => void look(version, button) },
            h("strong", null, moment(version.saved_at)),
            h("span", null, t("pen_words", { n: version.words })),
            h("span", { class: "w-first-line" }, version.first_line),
          );
          return h("li", null, button);
        }),
      );
      return h("div", { class: "w-version-columns" }, list, shown);
    },
  });
}
