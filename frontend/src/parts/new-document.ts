/** A new post, page, person or series: its name is asked, the rest comes while writing. */
import { call, type Kind } from "../api.js";
import { h } from "../dom.js";
import { go } from "../route.js";
import { t, type Key } from "../words.js";
import { openDialog } from "./dialog.js";
import { base64Of, dropZone, labelled } from "./form-controls.js";
import { inWords } from "./notices.js";

/** Where a text of a kind is opened: to be written, or as a form. */
export function openPlace(kind: Kind, path: string): string[] {
  return kind === "practitioner" || kind === "settings" ? ["form", path] : ["write", path];
}

/** Ask for the name, make the text, and go there. */
export function newDocument(kind: Kind): void {
  const title = h("input", { type: "text", autocomplete: "off", spellcheck: true });
  const shown = labelled(title, { label: t(`new_${kind}_name` as Key), about: kind === "post" ? t("new_post_about") : null });
  const make = async (event: Event) => {
    event.preventDefault();
    const typed = title.value.trim();
    if (!typed) {
      shown.wrong(t("must_not_be_empty"));
      title.focus();
      return;
    }
    try {
      const { path } = await call("documents.create", { kind, title: typed });
      dialog.close();
      go(openPlace(kind, path));
    } catch (error) {
      shown.wrong(inWords(error));
    }
  };
  const byFile = async ([file]: File[]) => {
    if (!file) return;
    try {
      const { path } = await call("texts.import", { name: file.name, base64: await base64Of(file) });
      dialog.close();
      go(["write", path]);
    } catch (error) {
      shown.wrong(inWords(error));
    }
  };
  const form = h("form", { class: "stack", onsubmit: make, novalidate: true }, shown.element, h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, t(kind === "post" || kind === "page" ? "begin_writing" : "add"))));
  const dialog = openDialog({
    title: t(`new_${kind}` as Key),
    body: [form, kind === "post" ? dropZone(t("drop_word"), ".docx,.odt,.rtf,.txt,.md,.html", false, byFile) : null],
  });
  title.focus();
}
