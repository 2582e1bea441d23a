/** A window in which a picture of the site is chosen, or a new one brought. */
import { call, listed } from "../api.js";
import { fill, h } from "../dom.js";
import { t } from "../words.js";
import { openDialog } from "./dialog.js";
import { base64Of, dropZone } from "./form-controls.js";
import { inWords, toast } from "./notices.js";
import { thumbnail } from "./thumbnails.js";

export const PICTURES = "image/*,.heic,.heif,.svg";

/** Bring pictures into the site; returns the paths of those that came. */
export async function bringPictures(files: File[]): Promise<string[]> {
  const paths: string[] = [];
  for (const file of files) {
    try {
      paths.push((await call("pictures.add", { name: file.name, base64: await base64Of(file) })).path);
    } catch (error) {
      toast(`${file.name}: ${inWords(error)}`, undefined, "bad");
    }
  }
  return paths;
}

/** Let somebody choose a picture; its path, or `null`. */
export function choosePicture(): Promise<string | null> {
  return new Promise((resolve) => {
    let chosen: string | null = null;
    const grid = h("div", { class: "choice-grid" }, h("p", { class: "soft" }, t("loading")));
    const take = (path: string) => {
      chosen = path;
      dialog.close();
    };
    const bring = async (files: File[]) => {
      const [first] = await bringPictures(files.slice(0, 1));
      if (first) take(first);
    };
    const dialog = openDialog({
      title: t("choose_picture"),
      wide: true,
      body: [dropZone(t("drop_picture"), PICTURES, false, bring), grid],
    });
    dialog.addEventListener("close", () => resolve(chosen));
    call("pictures.list", {}).then(
      (answer) => {
        const pictures = listed(answer);
        fill(
          grid,
          pictures.length === 0 && h("p", { class: "soft" }, t("no_pictures")),
          pictures.map(({ path, alt }) =>
            h(
              "button",
              { type: "button", class: "choice-picture", onclick: () => take(path), "aria-label": alt || path },
              thumbnail(path, "", 320),
              h("span", { class: "small", "aria-hidden": "true" }, path.replace(/^.*\//, "")),
            ),
          ),
        );
      },
      (error: unknown) => fill(grid, inWords(error)),
    );
  });
}
