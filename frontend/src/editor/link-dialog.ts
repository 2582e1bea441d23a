/** A link: to a post or page of one's own by its title, or to an address. */
import type { EditorView } from "@codemirror/view";
import { call, listed, type Entry } from "../api.js";
import { h } from "../dom.js";
import { t } from "../words.js";
import { choiceBox, type Option } from "./choice-box.js";
import { linkAddress, linkPlace, linkWords, relativePath } from "./commands.js";
import { ask, buttons, form } from "./dialog.js";

const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:|\/|#|www\.|email$|phone$|booking$)/i;
const MAIL = /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/;
const FILE = /\.(?:md|pdf|jpe?g|png|webp|gif|svg|docx?|epub|mp3|ics)(?:#\S*)?$/i;
const HOST = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}(?:\/\S*)?$/u;

/** An address as it is typed by hand, made whole: a mail address and the name of a host are recognised. */
export function wholeAddress(typed: string): string {
  const address = typed.trim();
  if (ADDRESS.test(address)) return address.toLowerCase().startsWith("www.") ? `https://${address}` : address;
  if (MAIL.test(address)) return `mailto:${address}`;
  return HOST.test(address) && !FILE.test(address) ? `https://${address}` : address;
}

/** Whether something may be an address at all, and not only the beginning of a title. */
const mayLead = (address: string): boolean => ADDRESS.test(address) || FILE.test(address) || (address.includes("/") && !/\s/.test(address));

/** The texts that a link may lead to, as they are offered. */
export function offers(entries: readonly Entry[], path: string): Option<string>[] {
  return entries
    .filter((entry) => entry.path !== path && entry.kind !== "settings" && entry.title !== "")
    .map((entry) => ({ label: entry.title, about: about(entry), value: relativePath(path, entry.path) }));
}

const about = (entry: Entry): string => {
  if (entry.state === "draft" || entry.state === "scheduled") return t("pen_link_not_out");
  return entry.series ?? entry.topic ?? "";
};

/** Ask where the link at the cursor shall lead, and write it. */
export async function askLink(view: EditorView, path: string): Promise<void> {
  const place = linkPlace(view.state);
  const { doc } = view.state;
  const entries = await call("documents.list", {}).then(listed<Entry>).catch(() => [] as Entry[]);
  const options = offers(entries, path);
  const known = options.find(({ value }) => value === place.address);
  const answer = await ask<{ words: string; address: string } | "none">({
    title: t("pen_link_title"),
    body: (give) => {
      const words = h("input", { type: "text", id: "w-link-words", value: place.words, autocomplete: "off" });
      const box = choiceBox(t("pen_link_where"), options, known?.label ?? place.address, (option) => {
        if (words.value.trim() === "") words.value = option.label;
      });
      const missing = h("p", { class: "w-missing", role: "alert" });
      box.input.addEventListener("input", () => (missing.textContent = ""));
      box.input.setAttribute("autofocus", "");
      box.input.setAttribute("aria-describedby", "w-link-about");
      const submit = (): void => {
        const typed = box.input.value.trim();
        const same = options.find(({ label }) => label === typed);
        const address = box.chosen()?.value ?? same?.value ?? wholeAddress(typed);
        if (address !== "" && (address === place.address || mayLead(address))) {
          give({ words: words.value.trim() || typed, address });
          return;
        }
        missing.textContent = t(address === "" ? "pen_link_empty" : "pen_link_unknown");
        box.input.focus();
      };
      const remove = h("button", { type: "button", class: "button", onclick: () => give("none") }, t("pen_link_remove"));
      return form(
        submit,
        box.element,
        h("p", { class: "w-about", id: "w-link-about" }, t("pen_link_about")),
        missing,
        h("label", { for: "w-link-words" }, t("pen_link_words")),
        words,
        buttons(place.address !== "" && remove, h("button", { type: "submit", class: "button button-main" }, t("pen_link_set"))),
      );
    },
  });
  // The text may have changed behind the dialog (another window): then there is nothing that could be replaced safely.
  if (answer === null || !view.state.doc.eq(doc)) return;
  const insert = answer === "none" ? place.words : `[${linkWords(answer.words)}](${linkAddress(answer.address)})`;
  view.dispatch({
    changes: { from: place.from, to: place.to, insert },
    selection: { anchor: place.from + insert.length },
    userEvent: "input",
    scrollIntoView: true,
  });
  view.focus();
}
