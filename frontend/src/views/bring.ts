/** Bring an old site: by its address, or by the file that the old program gives out. */
import { call, finished, type TaskEvent } from "../api.js";
import { fill, h, icon, type Child } from "../dom.js";
import { base64Of, dropZone, labelled } from "../parts/form-controls.js";
import { notice, says } from "../parts/notices.js";
import { go, place, type Open } from "../route.js";
import { hasSite, openSite, setSite } from "../state.js";
import { t } from "../words.js";
import { progressOf } from "../parts/progress.js";

/** What a report says, whatever its form: figures with their names, and sentences. */
function report(result: unknown): Child {
  if (typeof result === "string") return h("p", null, result);
  if (Array.isArray(result)) return h("ul", null, result.map((item) => h("li", null, report(item))));
  if (typeof result !== "object" || result === null) return String(result ?? "");
  const { report: inner, says: sentence, notes } = result as { report?: unknown; says?: string; notes?: unknown };
  return [sentence && h("p", null, sentence), inner !== undefined && report(inner), notes !== undefined && report(notes)];
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

  const bring = async (from: { address?: string; files?: { name: string; base64: string }[] }) => {
    const folder = into.value.trim();
    const progress = progressOf(t("bringing"));
    fill(main, h("div", { class: "sheet stack" }, progress.element));
    try {
      const { task } = await call("imports.start", { folder, ...from });
      const result = await finished<unknown>(task, (event: TaskEvent) => progress.show(event));
      setSite(await call("sites.open", { folder }));
      fill(
        main,
        notice("good", h("p", null, h("strong", null, t("brought"))), report(result)),
        h(
          "div",
          { class: "row" },
          h("button", { type: "button", class: "button button-main button-large", onclick: () => go(["site"]) }, t("look_at_it")),
          h("button", { type: "button", class: "button", onclick: undo }, t("undo_bring")),
        ),
      );
    } catch (error) {
      fill(main, says(error), h("div", { class: "row" }, h("button", { type: "button", class: "button", onclick: ask }, icon("back", "small"), t("back"))));
    }
    main.querySelector<HTMLElement>("button")?.focus();
  };
  const undo = async () => {
    try {
      await call("imports.undo", {});
      fill(main, notice("good", t("bring_undone")), h("div", { class: "row" }, h("a", { class: "button", href: place("start") }, t("other_sites"))));
    } catch (error) {
      fill(main, says(error));
    }
  };
  const byFiles = async (files: File[]) => {
    try {
      await bring({ files: await Promise.all(files.map(async (file) => ({ name: file.name, base64: await base64Of(file) }))) });
    } catch (error) {
      fill(main, says(error));
    }
  };
  const ask = () =>
    fill(
      main,
      h("section", { class: "sheet stack", "aria-labelledby": "by-address" },
        h("h2", { id: "by-address" }, t("bring_by_address")),
        h(
          "form",
          {
            class: "stack",
            novalidate: true,
            onsubmit: (event: Event) => {
              event.preventDefault();
              const typed = address.value.trim();
              if (!typed) {
                addressShown.wrong(t("must_not_be_empty"));
                address.focus();
                return;
              }
              void bring({ address: /^https?:/i.test(typed) ? typed : `https://${typed}` });
            },
          },
          addressShown.element,
          h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, t("bring_it"))),
        ),
      ),
      h("section", { class: "sheet stack", "aria-labelledby": "by-file" },
        h("h2", { id: "by-file" }, t("bring_by_file")),
        h("p", { class: "soft" }, t("bring_by_file_about")),
        dropZone(t("drop_files"), "", true, byFiles),
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
  return { title, element };
};
