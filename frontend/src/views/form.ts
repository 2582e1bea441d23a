/** The settings of one file as a form. */
import { call, type FormGroup } from "../api.js";
import { fill, h, icon, type Child } from "../dom.js";
import { SettingsFile, picturePath, settingsForm } from "../parts/settings-form.js";
import { notice } from "../parts/notices.js";
import { thumbnail } from "../parts/thumbnails.js";
import { place, type Open } from "../route.js";
import { belongsTo } from "../shell.js";
import { language, t, type Key } from "../words.js";

export const open: Open = async (path = "") => {
  const opened = await call("documents.open", { path });
  const [{ groups }, people] = await Promise.all([
    call("forms.read", { kind: opened.kind, language }),
    call("documents.list", { kind: "practitioner" }).then(
      (answer) => answer.documents,
      () => [],
    ),
  ]);
  const file = new SettingsFile(opened);
  const { kind } = opened;
  const isPerson = kind === "practitioner";
  const name = () => String(file.value(["title"]) ?? file.value(["name"]) ?? path);
  const head = h("div", { class: "page-head" });
  const drawHead = (): void => {
    const photo = isPerson && file.value(["photo"]);
    fill(
      head,
      photo ? h("div", { class: "portrait" }, thumbnail(picturePath(path, String(photo)))) : null,
      h("div", { class: "grow" }, h("h1", null, name()), h("p", { class: "soft" }, isPerson ? String(file.value(["role"]) ?? "") : t(`settings_of_${kind}` as Key))),
      h("a", { class: "button", href: place("write", path) }, icon("pen", "small"), t(isPerson ? "write_biography" : "write_text")),
    );
  };
  drawHead();
  file.changed = drawHead;
  const element = h(
    "div",
    { class: "page page-form" },
    back(kind),
    head,
    opened.read_only && notice("note", t("read_only")),
    problemsOf(opened.problems.length, path),
    formWithContents(settingsForm(file, groups, people), groups),
    h("p", { class: "soft small form-note" }, t("saved_by_itself")),
  );
  setTimeout(() => belongsTo(kind));
  return { title: name(), element, leave: () => leaving(element, file) };
};

/** Let the field that has the focus save, and wait for it. */
export async function leaving(element: HTMLElement, file: SettingsFile): Promise<void> {
  const active = document.activeElement;
  if (active instanceof HTMLElement && element.contains(active)) active.blur();
  await file.settled();
}

const back = (kind: string): Child =>
  h("a", { class: "page-back", href: place("list", kind) }, icon("back", "small"), t(({ post: "nav_posts", page: "nav_pages", practitioner: "nav_people", series: "nav_series" } as Record<string, Key>)[kind] ?? "nav_home"));

export const problemsOf = (count: number, path: string): Child =>
  count > 0 && h("a", { class: "notice notice-note notice-link", href: place("problems", path) }, icon("note"), h("span", { class: "notice-words" }, t("problems_n", { n: count })), icon("next"));

/** A form of several groups, with a list of them beside it where there is room. */
export function formWithContents(form: HTMLElement, groups: FormGroup[]): HTMLElement {
  if (groups.length < 3) return form;
  return h(
    "div",
    { class: "form-columns" },
    h(
      "nav",
      { class: "form-contents", "aria-label": t("contents") },
      h(
        "ul",
        { role: "list" },
        groups.map((group) =>
          h("li", null, h("button", {
            type: "button",
            class: "contents-link",
            onclick: () => {
              const heading = document.getElementById(`group-${group.name}`);
              if (!heading) return;
              heading.tabIndex = -1;
              heading.focus({ preventScroll: true });
              heading.scrollIntoView({ block: "start" });
            },
          }, group.title)),
        ),
      ),
    ),
    form,
  );
}
