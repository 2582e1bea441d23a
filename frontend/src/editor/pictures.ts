/** Pictures: dropped, pasted or chosen; what they show is asked for, because some readers hear the page. */
import type { EditorView } from "@codemirror/view";
import { call, listed, type Picture } from "../api.js";
import { h } from "../dom.js";
import { base64Of } from "../parts/form-controls.js";
import { toast, tried } from "../parts/notices.js";
import { choosePicture } from "../parts/picture-choice.js";
import { picturePath } from "../parts/settings-form.js";
import { pictureAddress } from "../parts/thumbnails.js";
import { t } from "../words.js";
import { linkAddress, linkWords, relativePath } from "./commands.js";
import { ask, buttons, form } from "./dialog.js";
import { asParagraph, fillLater } from "./pending.js";

const SHOWN = /^image\/(?:jpeg|png|webp|gif|avif|svg\+xml|heic|heif)$/;
const NAMED = /\.(?:jpe?g|png|webp|gif|avif|svg|hei[cf])$/i;
const THUMBNAIL = 640;

/** Whether a file is a picture that a page may show. */
export const isPicture = (file: File): boolean => SHOWN.test(file.type) || (file.type === "" && NAMED.test(file.name));

interface Described {
  readonly alt: string;
}

/** Ask what a picture shows. `null`: not to be used after all. */
function askWords(source: string, alt: string): Promise<Described | null> {
  return ask<Described>({
    title: t("pen_picture_title"),
    body: (give) => {
      const words = h("textarea", { id: "w-alt", rows: 3, autofocus: true, "aria-describedby": "w-alt-about" }, alt);
      const box = h("input", { type: "checkbox", id: "w-alt-none" });
      const missing = h("p", { class: "w-missing", role: "alert" });
      box.addEventListener("change", () => {
        words.disabled = box.checked;
        missing.textContent = "";
      });
      const submit = (): void => {
        const text = words.value.trim();
        if (text !== "" || box.checked) {
          give({ alt: box.checked ? "" : text });
          return;
        }
        missing.textContent = t("pen_picture_missing");
        words.focus();
      };
      return form(
        submit,
        source === "" ? null : h("img", { class: "w-picture-asked", src: source, alt: "" }),
        h("label", { for: "w-alt" }, t("pen_picture_words")),
        h("p", { class: "w-about", id: "w-alt-about" }, t("pen_picture_about")),
        words,
        missing,
        h("label", { class: "w-check", for: "w-alt-none" }, box, t("pen_picture_decorates")),
        buttons(h("button", { type: "submit", class: "button button-main" }, t("pen_picture_set"))),
      );
    },
  });
}

const written = (alt: string, path: string): string => `![${linkWords(alt)}](${linkAddress(path)})`;

/** Take pictures in, one after the other, each with its words. */
export async function addPictures(view: EditorView, files: readonly File[], position: number): Promise<void> {
  let at = position;
  for (const file of files) {
    const source = URL.createObjectURL(file);
    try {
      const described = await askWords(/hei[cf]/i.test(file.type) ? "" : source, "");
      if (described === null) continue;
      await fillLater(view, Math.min(at, view.state.doc.length), t("pen_picture_waiting"), async () => {
        const name = file.name || `${t("pen_picture_name")}.${file.type.split("/")[1] ?? "png"}`;
        const answer = await tried(async () => call("pictures.add", { name, base64: await base64Of(file) }));
        return answer === null ? null : written(described.alt, answer.markdown_path);
      }, asParagraph);
      at = view.state.selection.main.head;
    } finally {
      URL.revokeObjectURL(source);
    }
  }
  view.focus();
}

/** A picture that a text names, as an address that may be shown here; `null` where there is none. */
export async function shownPicture(document: string, path: string): Promise<string | null> {
  const file = fileOf(document, path);
  return file === null ? null : pictureAddress(file, THUMBNAIL).catch(() => null);
}

/** The file that a text means by a picture's path: from the file itself, or from the site's folder. */
export function fileOf(document: string, path: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(path)) return null;
  const decoded = decode(path.split(/[?#]/)[0] ?? "");
  return decoded.startsWith("media/") ? decoded : picturePath(document, decoded);
}

const decode = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** How a text names a picture: as the server does for new ones, or from where the text lies. */
const addressOf = (document: string, path: string): string => (path.startsWith("media/") ? `/${path}` : relativePath(document, path));

/** Choose one of the site's pictures, or bring a new one, and write it where the cursor is. */
export async function insertPicture(view: EditorView, document: string): Promise<void> {
  const path = await choosePicture();
  if (path === null) return;
  const known = await call("pictures.list", {}).then(listed<Picture>).catch(() => [] as Picture[]);
  const source = await pictureAddress(path, THUMBNAIL).catch(() => "");
  const described = await askWords(source, known.find((picture) => picture.path === path)?.alt ?? "");
  if (described === null) return;
  const { from, insert } = asParagraph(view.state, view.state.selection.main.head, written(described.alt, addressOf(document, path)));
  view.dispatch({ changes: { from, insert }, selection: { anchor: from + insert.length }, userEvent: "input", scrollIntoView: true });
  view.focus();
}

/** Take in what of some files is a picture, and say what is not. */
export async function takeFiles(view: EditorView, files: readonly File[], position: number): Promise<void> {
  const pictures = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  if (others.length > 0) toast(t("pen_not_a_picture", { name: others[0]!.name }), undefined, "bad");
  await addPictures(view, pictures, position);
}
