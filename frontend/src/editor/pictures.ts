/** Pictures: dropped, pasted or chosen; what they show is asked for, because some readers hear the page. */
import type { EditorView } from "@codemirror/view";
import { call, listed, type Picture } from "../api.js";
import { h } from "../dom.js";
import { toast, tried } from "../parts/notices.js";
import { t } from "../words.js";
import { linkAddress, linkWords, relativePath } from "./commands.js";
import { ask, buttons, form } from "./dialog.js";
import { fillLater } from "./pending.js";

const SHOWN = /^image\/(?:jpeg|png|webp|gif|avif|svg\+xml|heic|heif)$/;
const NAMED = /\.(?:jpe?g|png|webp|gif|avif|svg|hei[cf])$/i;
const THUMBNAIL = 640;

/** Whether a file is a picture that a page may show. */
export const isPicture = (file: File): boolean => SHOWN.test(file.type) || (file.type === "" && NAMED.test(file.name));

/** The bytes of a file as the calls take them. */
export const base64 = async (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("the file could not be read"));
    reader.readAsDataURL(file);
  });

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

/** How a picture stands in a text: on lines of its own, if the cursor is between paragraphs. */
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
        const answer = await tried(async () => call("pictures.add", { name, base64: await base64(file) }));
        return answer === null ? null : written(described.alt, answer.markdown_path);
      });
      at = view.state.selection.main.head;
    } finally {
      URL.revokeObjectURL(source);
    }
  }
  view.focus();
}

const shown = new Map<string, Promise<string | null>>();

/** A picture of the site as an address that may be shown here; read once. */
export function pictureAddress(path: string): Promise<string | null> {
  const known = shown.get(path);
  if (known) return known;
  const read = call("pictures.read", { path, width: THUMBNAIL }).then(
    async ({ base64: content, type }) => {
      const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
      return URL.createObjectURL(new Blob([bytes], { type }));
    },
    () => {
      shown.delete(path);
      return null;
    },
  );
  shown.set(path, read);
  return read;
}

/** The file that a text means by a picture's path: from the file itself, or from the site's folder. */
export function picturePath(document: string, path: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(path)) return null;
  const decoded = decode(path.split(/[?#]/)[0] ?? "");
  if (decoded.startsWith("/")) return decoded.slice(1);
  if (decoded.startsWith("media/")) return decoded;
  const parts = document.split("/").slice(0, -1);
  for (const part of decoded.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

const decode = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** Choose one of the site's pictures, or bring a new one. */
export async function choosePicture(view: EditorView, document: string): Promise<void> {
  const position = view.state.selection.main.head;
  const known = (await tried(() => call("pictures.list", {}).then(listed<Picture>))) ?? [];
  const files = h("input", { type: "file", accept: "image/*", multiple: true, class: "only-heard", tabindex: -1 });
  const answer = await ask<Picture | File[]>({
    title: t("pen_picture_choose"),
    wide: true,
    body: (give) => {
      files.addEventListener("change", () => give([...(files.files ?? [])]));
      const bring = h("button", { type: "button", class: "button button-main", autofocus: true, onclick: () => files.click() }, t("pen_picture_bring"));
      const list = h("ul", { class: "w-pictures", role: "list" }, known.map((picture) => h("li", null, thumbnail(picture, give))));
      return [bring, files, known.length > 0 && h("h3", null, t("pen_picture_known")), list];
    },
  });
  if (answer === null) return;
  if (Array.isArray(answer)) {
    await takeFiles(view, answer, position);
    return;
  }
  const described = await askWords((await pictureAddress(answer.path)) ?? "", answer.alt ?? "");
  if (described === null) return;
  const insert = written(described.alt, relativePath(document, answer.path));
  view.dispatch({
    changes: { from: Math.min(position, view.state.doc.length), insert },
    selection: { anchor: Math.min(position, view.state.doc.length) + insert.length },
    userEvent: "input",
    scrollIntoView: true,
  });
  view.focus();
}

const thumbnail = (picture: Picture, give: (value: Picture) => void): HTMLElement => {
  const image = h("img", { alt: "", loading: "lazy" });
  void pictureAddress(picture.path).then((address) => {
    if (address !== null) image.src = address;
  });
  const name = picture.path.split("/").at(-1) ?? picture.path;
  return h("button", { type: "button", class: "w-picture-button", onclick: () => give(picture) }, image, h("span", null, name));
};

/** Take in what of some files is a picture, and say what is not. */
export async function takeFiles(view: EditorView, files: readonly File[], position: number): Promise<void> {
  const pictures = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  if (others.length > 0) toast(t("pen_not_a_picture", { name: others[0]!.name }), undefined, "bad");
  await addPictures(view, pictures, position);
}
