/** Bring an old site: by its address, or by the files that the old program gives out. */
import { Refusal, call, finished, type Imported, type ImportSource, type TaskEvent } from "../api.js";
import { announce, fill, h, icon, type Child } from "../dom.js";
import { base64Of, labelled, selectOf } from "../parts/form-controls.js";
import { inWords, notice, says } from "../parts/notices.js";
import { progressOf } from "../parts/progress.js";
import { go, place, type Open } from "../route.js";
import { hasSite, openSite, setSite } from "../state.js";
import { t, type Key } from "../words.js";

/** A file with its path in a folder that was dropped or chosen. */
interface Found {
  name: string;
  file: File;
}

/** Bytes of a part in which large files travel. */
const PART = 6 * 2 ** 20;

/** The files of what was dropped; folders are gone through. */
async function dropped(items: DataTransferItemList): Promise<Found[]> {
  // The list is empty after the first pause.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found: Found[] = [];
  const walk = async (entry: FileSystemEntry, path: string): Promise<void> => {
    const name = path ? `${path}/${entry.name}` : entry.name;
    if (entry.isFile) {
      found.push({ name, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) });
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) return;
      for (const child of some) await walk(child, name);
    }
  };
  for (const entry of entries) await walk(entry, "");
  return found;
}

/** Send files to the desk, large ones in parts; returns the name of the upload. */
async function upload(files: Found[], sent: (done: number) => void): Promise<string> {
  let name = "";
  let done = 0;
  for (const found of files) {
    for (let at = 0; at === 0 || at < found.file.size; at += PART) {
      const part = await base64Of(found.file.slice(at, at + PART));
      ({ upload: name } = await call("imports.add", { name: found.name, base64: part, ...(name ? { upload: name } : {}) }));
    }
    sent((done += 1));
  }
  return name;
}

export const open: Open = async () => {
  const title = t("way_bring");
  const { home } = await call("folders.list", {});
  const slash = home.includes("\\") ? "\\" : "/";
  const into = h("input", { type: "text", spellcheck: false, autocomplete: "off", value: hasSite() ? openSite().folder : `${home}${slash}${t("folder_name")}` });
  const intoShown = labelled(into, { label: t("where_folder"), about: t("bring_into_about"), required: true });
  const address = h("input", { type: "url", inputmode: "url", placeholder: "https://", autocomplete: "url" });
  const addressShown = labelled(address, { label: t("old_address"), about: t("old_address_about") });
  const main = h("div", { class: "stack stack-wide" });
  let busy = false;

  /** Bring from an address or from files; `kind` where somebody had to say which program it is. */
  const bring = async (from: { address: string } | { files: Found[] }, kind = "") => {
    const folder = into.value.trim();
    const progress = progressOf(t("bringing"));
    busy = true;
    fill(main, h("div", { class: "sheet stack" }, progress.element));
    try {
      const source: ImportSource = { folder, pictures: true, ...(kind ? { kind } : {}) };
      if ("files" in from) {
        source.upload = await upload(from.files, (done) => progress.show({ event: "task", id: "", stage: "fetching", done, total: from.files.length }));
      } else source.address = from.address;
      const { task } = await call("imports.start", source);
      const result = await finished<Imported>(task, (event: TaskEvent) => progress.show(event));
      setSite(await call("sites.open", { folder }));
      done(result);
    } catch (error) {
      if (error instanceof Refusal && Object.keys(error.kinds).length > 0) unknown(from, error);
      else fill(main, says(error), h("div", { class: "row" }, h("button", { type: "button", class: "button", onclick: ask }, icon("back", "small"), t("back"))));
      announce(inWords(error), true);
      main.querySelector<HTMLElement>("select, button")?.focus();
    } finally {
      busy = false;
    }
  };

  const unknown = (from: Parameters<typeof bring>[0], error: Refusal) => {
    const choice = selectOf(Object.entries(error.kinds).map(([value, label]) => ({ value, label })), "");
    const shown = labelled(choice, { label: t("which_program") });
    fill(
      main,
      says(error),
      h(
        "div",
        { class: "sheet stack" },
        shown.element,
        h(
          "div",
          { class: "row" },
          h("button", { type: "button", class: "button button-main", onclick: () => bring(from, choice.value) }, t("bring_it")),
          h("button", { type: "button", class: "button button-quiet", onclick: ask }, t("back")),
        ),
      ),
    );
  };

  const done = (result: Imported) => {
    const counts = Object.entries(result.came).map(([kind, n]) => {
      const key = `came_${kind}` as Key;
      const words = t(key, { n });
      return words === key ? `${n} ${kind}` : words;
    });
    const more = <T,>(items: T[], row: (item: T) => Child, heading: string): Child =>
      items.length > 0 &&
      h("section", { class: "sheet stack" }, h("h2", null, heading), h("ul", { class: "due", role: "list" }, items.slice(0, 30).map((item) => h("li", null, row(item)))), items.length > 30 && h("p", { class: "soft" }, t("and_more", { n: items.length - 30 })));
    fill(
      main,
      notice("good", h("p", null, h("strong", null, t("brought"))), h("p", null, counts.join(", "))),
      h(
        "div",
        { class: "row" },
        h("button", { type: "button", class: "button button-main button-large", onclick: () => go(["site"]) }, t("look_at_it")),
        h("button", { type: "button", class: "button", onclick: undo }, icon("restore", "small"), t("undo_bring")),
      ),
      more(result.look, ({ path, says: words }) => [h("a", { class: "due-day", href: place("write", path) }, path.replace(/^.*\//, "")), h("span", null, words)], t("bring_look")),
      more(result.left, (left) => [h("span", { class: "due-day" }, left.title), h("span", null, left.says)], t("bring_left")),
      result.addresses_lost > 0 && notice("note", t("addresses_lost", { n: result.addresses_lost })),
    );
    announce(t("brought"));
    main.querySelector<HTMLElement>("button")?.focus();
  };
  const undo = async () => {
    try {
      await call("imports.undo", {});
      fill(main, notice("good", t("bring_undone")), h("div", { class: "row" }, h("a", { class: "button", href: place("start") }, t("other_sites"))));
      announce(t("bring_undone"));
    } catch (error) {
      fill(main, says(error));
    }
  };

  const dropping = (): HTMLElement => {
    const files = h("input", { type: "file", multiple: true, hidden: true });
    const folder = h("input", { type: "file", webkitdirectory: true, hidden: true });
    for (const input of [files, folder]) {
      input.addEventListener("change", () => {
        const found = [...(input.files ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
        input.value = "";
        if (found.length > 0) void bring({ files: found });
      });
    }
    const zone = h(
      "div",
      { class: "drop" },
      icon("bring", "large"),
      h("p", null, t("drop_files")),
      h("button", { type: "button", class: "button", onclick: () => files.click() }, t("choose_files")),
      h("button", { type: "button", class: "button", onclick: () => folder.click() }, t("choose_folder")),
      files,
      folder,
    );
    const over = (event: DragEvent) => {
      event.preventDefault();
      zone.classList.add("is-over");
    };
    zone.addEventListener("dragenter", over);
    zone.addEventListener("dragover", over);
    zone.addEventListener("dragleave", (event) => {
      if (!zone.contains(event.relatedTarget as Node | null)) zone.classList.remove("is-over");
    });
    zone.addEventListener("drop", async (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      const found = event.dataTransfer ? await dropped(event.dataTransfer.items) : [];
      if (found.length > 0) await bring({ files: found });
    });
    return zone;
  };

  const byAddress = (event: Event) => {
    event.preventDefault();
    const typed = address.value.trim();
    if (typed) return bring({ address: typed });
    addressShown.wrong(t("must_not_be_empty"));
    address.focus();
    return undefined;
  };
  const ask = () =>
    fill(
      main,
      h(
        "section",
        { class: "sheet stack", "aria-labelledby": "by-address" },
        h("h2", { id: "by-address" }, t("bring_by_address")),
        h(
          "form",
          { class: "stack", novalidate: true, onsubmit: byAddress },
          addressShown.element,
          h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, t("bring_it"))),
        ),
      ),
      h(
        "section",
        { class: "sheet stack", "aria-labelledby": "by-file" },
        h("h2", { id: "by-file" }, t("bring_by_file")),
        h("p", { class: "soft" }, t("bring_by_file_about")),
        dropping(),
      ),
      h("section", { class: "sheet stack" }, intoShown.element),
    );
  ask();
  into.addEventListener("change", () => intoShown.wrong(into.value.trim() ? "" : t("must_not_be_empty")));
  const element = h(
    "div",
    { class: "page page-narrow" },
    h("a", { class: "page-back", href: place("start") }, icon("back", "small"), t("other_sites")),
    h("div", { class: "page-head" }, h("h1", null, title), h("p", { class: "lead" }, t("bring_lead"))),
    main,
  );
  return { title, element, leave: () => !busy };
};
