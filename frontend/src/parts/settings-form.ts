/**
 * A form over the settings of one file. Each field is saved alone, as soon as it is left; what nobody touched stays.
 *
 * Where somebody else changed the file meanwhile, the field is saved on top of theirs if they left that field alone;
 * else both are shown, and the person decides.
 */
import {
  Refusal,
  WINDOW,
  call,
  type Change,
  type Choice,
  type Entry,
  type Field,
  type FormGroup,
  type Opened,
  type Setting,
  type Value,
  type Values,
} from "../api.js";
import { announce, fill, h, icon, uniqueId, type Child } from "../dom.js";
import { day, t, type Key } from "../words.js";
import { labelled, segments, selectOf, type Control, type Labelled, type Option } from "./form-controls.js";
import { inWords, toast } from "./notices.js";
import { choosePicture } from "./picture-choice.js";
import { sortable } from "./sortable.js";
import { thumbnail } from "./thumbnails.js";

/** The value at a setting's place; `undefined` where nothing is set. */
export function valueAt(values: Values, setting: Setting): Value | undefined {
  let found: Value | undefined = values;
  for (const part of setting) {
    if (Array.isArray(found)) found = found[Number(part)];
    else if (found && typeof found === "object") found = found[String(part)];
    else return undefined;
  }
  return found;
}

/** Where a field of a group stands, whether its setting is given whole or from the group on. */
function inside(group: Setting, base: Setting, child: Setting): Setting {
  const whole = group.every((part, index) => child[index] === part) && child.length > group.length;
  return [...base, ...(whole ? child.slice(group.length) : child.slice(-1))];
}

/** The path of a picture in the site's folder, from what is written in the file. */
export function picturePath(file: string, written: string): string {
  const folders = written.startsWith("/") ? [] : file.split("/").slice(0, -1);
  for (const part of written.split("/")) {
    if (part === "..") folders.pop();
    else if (part && part !== ".") folders.push(part);
  }
  return folders.join("/");
}

const isEmpty = (value: Value | undefined) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** An open file whose settings are changed one after the other. */
export class SettingsFile {
  readonly path: string;
  values: Values;
  private digest: string;
  private queue: Promise<unknown> = Promise.resolve();
  /** Hears of every saving. */
  changed: (values: Values) => void = () => {};

  constructor(opened: Opened) {
    this.path = opened.path;
    this.values = opened.values;
    this.digest = opened.digest;
  }

  value(setting: Setting): Value | undefined {
    return valueAt(this.values, setting);
  }

  /** Write values into the file, after those before. Throws `Refusal`. */
  set(changes: Change[]): Promise<void> {
    const run = this.queue.then(() => this.write(changes));
    this.queue = run.catch(() => {});
    return run;
  }

  /** Wait until everything is written. */
  settled(): Promise<unknown> {
    return this.queue;
  }

  private async write(changes: Change[]): Promise<void> {
    const before = changes.map(({ setting }) => JSON.stringify(this.value(setting)));
    try {
      this.took(await call("documents.set", { path: this.path, digest: this.digest, changes, window: WINDOW }));
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 409) throw error;
      const now = await call("documents.open", { path: this.path });
      this.took(now);
      const untouched = changes.every(({ setting }, index) => JSON.stringify(this.value(setting)) === before[index]);
      if (!untouched) throw error;
      this.took(await call("documents.set", { path: this.path, digest: this.digest, changes, window: WINDOW }));
    }
    this.changed(this.values);
  }

  private took(answer: { values: Values; digest: string }): void {
    this.values = answer.values;
    this.digest = answer.digest;
  }
}

/** The groups of a form, each a section with its heading. */
export function settingsForm(file: SettingsFile, groups: FormGroup[], people: Entry[]): HTMLElement {
  return h(
    "form",
    { class: "stack stack-wide", onsubmit: (event: Event) => event.preventDefault(), novalidate: true },
    groups.map((group) => {
      const id = `group-${group.name}`;
      return h(
        "section",
        { class: "sheet form-group", "aria-labelledby": id },
        h("h2", { id }, group.title),
        group.fields.map((field) => fieldOf(file, field, field.setting, people, group.fields.length === 1 && group.title === field.label)),
      );
    }),
  );
}

/** One field, whatever its kind. */
export function fieldOf(file: SettingsFile, field: Field, setting: Setting, people: Entry[], alone = false): HTMLElement {
  const value = file.value(setting);
  if (field.kind === "group") return group(file, field, setting, people, alone);
  if (field.kind === "groups") return groups(file, field, setting, people, alone);
  if (field.kind === "named-groups") return namedGroups(file, field, setting, people, alone);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return inTheText(field);
  if (field.kind === "list") return list(file, field, setting);
  if (Array.isArray(value) && value.some((item) => typeof item === "object")) return inTheText(field);
  if (field.kind === "yes-no") return yesNo(file, field, setting);
  if (field.kind === "choice") return choice(file, field, setting);
  if (field.kind === "picture") return picture(file, field, setting);
  if (field.kind === "colour") return colour(file, field, setting);
  return line(file, field, setting, people);
}

/** What is written in a way that no field shows stands in the file, untouched. */
function inTheText(field: Field): HTMLElement {
  return h("div", { class: "field" }, h("span", { class: "label" }, field.label), h("p", { class: "field-about" }, t("written_by_hand")));
}

/** Save a value, and say at the field whether that worked. */
async function save(file: SettingsFile, setting: Setting, value: Value, shown: Labelled): Promise<boolean> {
  if (JSON.stringify(file.value(setting) ?? null) === JSON.stringify(value)) {
    shown.wrong("");
    return true;
  }
  try {
    await file.set([{ setting, value }]);
  } catch (error) {
    if (error instanceof Refusal && error.status === 409) {
      const theirs = file.value(setting);
      shown.wrong(t("field_changed", { value: typeof theirs === "object" ? JSON.stringify(theirs) : String(theirs ?? "—") }));
    } else shown.wrong(inWords(error));
    announce(inWords(error), true);
    return false;
  }
  shown.wrong("");
  shown.saved();
  announce(t("saved"));
  return true;
}

const text = (value: Value | undefined): string => (value === undefined || value === null ? "" : String(value));
const optionOf = (item: string | Choice): Option =>
  typeof item === "string" ? { value: item, label: inOwnWords(item) } : { value: item.value, label: item.label };

/** The words for a value of a choice, where the desk has some. */
export function inOwnWords(value: string): string {
  const key = `choice_${value.replaceAll("-", "_")}` as Key;
  const words = t(key);
  return words === key ? value : words;
}

const about = (field: Field): Child => {
  if (!field.about) return null;
  const bare = (words: string) => words.toLocaleLowerCase().replace(/^the |[.!?…]$/g, "");
  // What only repeats the label helps nobody.
  if (bare(field.about) === bare(field.label)) return null;
  const sentence = field.about.charAt(0).toLocaleUpperCase() + field.about.slice(1);
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
};

function aboutLine(field: Field): Child {
  const words = about(field);
  return words ? h("p", { class: "field-about" }, words) : null;
}

function line(file: SettingsFile, field: Field, setting: Setting, people: Entry[]): HTMLElement {
  const value = text(file.value(setting));
  let control: Control;
  let read: (typed: string) => Value = (typed) => typed.trim() || null;
  const isDay = value === "" || /^\d{4}-\d\d-\d\d$/.test(value);
  if (field.kind === "text") {
    control = h("textarea", { rows: 3, spellcheck: true });
    control.value = value;
  } else if (field.kind === "person" && people.length > 0) {
    const options = people.map(({ path, title }) => ({ value: path.replace(/^.*\/|\.\w+$/g, ""), label: title }));
    const known = options.some((option) => option.value === value);
    const named = options.find((option) => option.label === value);
    control = selectOf(
      [{ value: "", label: "—" }, ...options, ...(value && !known && !named ? [{ value, label: value }] : [])],
      named?.value ?? value,
    );
  } else {
    const type = field.kind === "date" && isDay ? "date" : "text";
    control = h("input", { type, value, spellcheck: field.kind === "line", autocomplete: "off" });
    if (field.kind === "number") {
      control.setAttribute("inputmode", "decimal");
      read = (typed) => {
        const clean = typed.trim().replace(",", ".");
        return clean === "" ? null : Number.isFinite(Number(clean)) ? Number(clean) : typed.trim();
      };
    }
    if (field.kind !== "line" && field.kind !== "post" && field.kind !== "person") control.classList.add("input-small");
    if (field.default !== undefined && field.default !== null && type === "text") {
      control.setAttribute("placeholder", text(field.default));
    }
  }
  if (control instanceof HTMLTextAreaElement || control.type === "text") control.dir = "auto";
  const shown = labelled(control, { label: field.label, about: about(field), required: field.required });
  control.addEventListener("change", () => {
    const typed = read(control.value);
    if (typed === null && field.required) shown.wrong(t("must_not_be_empty"));
    else void save(file, setting, typed, shown);
  });
  return shown.element;
}

function yesNo(file: SettingsFile, field: Field, setting: Setting): HTMLElement {
  const control = h("input", { type: "checkbox", role: "switch" });
  control.checked = (file.value(setting) ?? field.default ?? false) === true;
  const shown = labelled(control, { label: field.label, about: about(field) });
  control.className = "switch";
  shown.element.classList.add("field-switch");
  control.addEventListener("change", async () => {
    if (!(await save(file, setting, control.checked, shown))) control.checked = !control.checked;
  });
  return shown.element;
}

function choice(file: SettingsFile, field: Field, setting: Setting): HTMLElement {
  const options = (field.choices ?? []).map(optionOf);
  const set = text(file.value(setting));
  const known = !set || options.some((option) => option.value === set);
  const usual = options.find((option) => option.value === text(field.default));
  if (options.length > 1 && options.length <= 4 && known && usual) {
    const shown = wrapped(field);
    shown.slot.append(segments(field.label, options, set || usual.value, (value) => save(file, setting, value, shown)));
    return shown.element;
  }
  const none = usual ? t("usually", { value: String(usual.label) }) : "—";
  const control = selectOf(
    [{ value: "", label: none }, ...options, ...(known ? [] : [{ value: set, label: set }])],
    set,
  );
  const shown = labelled(control, { label: field.label, about: about(field), required: field.required });
  control.classList.add("input-small");
  control.addEventListener("change", () => save(file, setting, control.value || null, shown));
  return shown.element;
}

/** A field whose control is made of several elements. */
function wrapped(field: Field): Labelled & { slot: HTMLElement } {
  const id = uniqueId("field");
  const error = h("p", { class: "field-error", hidden: true });
  const done = h("span", { class: "field-saved", hidden: true }, t("saved"));
  const slot = h("div", { class: "field-slot" });
  const element = h(
    "div",
    { class: "field", role: "group", "aria-labelledby": id },
    h("div", { class: "field-head" }, h("span", { class: "label", id }, field.label), done),
    aboutLine(field),
    slot,
    error,
  );
  let timer = 0;
  return {
    element,
    slot,
    wrong(words) {
      error.hidden = !words;
      fill(error, words ? [icon("warning", "small"), h("span", null, words)] : null);
    },
    saved() {
      done.hidden = false;
      clearTimeout(timer);
      timer = window.setTimeout(() => (done.hidden = true), 2500);
    },
  };
}

function list(file: SettingsFile, field: Field, setting: Setting): HTMLElement {
  const value = file.value(setting);
  if (Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null)) return inTheText(field);
  const control = h("textarea", { rows: 2, spellcheck: true });
  control.value = Array.isArray(value) ? value.map(text).join("\n") : text(value);
  const shown = labelled(control, { label: field.label, about: [about(field), " ", t("one_a_line")] });
  control.addEventListener("change", () => {
    const items = control.value.split("\n").map((item) => item.trim()).filter(Boolean);
    void save(file, setting, items.length ? items : null, shown);
  });
  return shown.element;
}

function picture(file: SettingsFile, field: Field, setting: Setting): HTMLElement {
  const shown = wrapped(field);
  const draw = () => {
    const written = text(file.value(setting));
    const path = written && picturePath(file.path, written);
    const change = async () => {
      const chosen = await choosePicture();
      // Texts lie in folders of their own, the settings of the site beside the pictures' folder.
      const form = file.path.includes("/") ? `/${chosen}` : chosen;
      if (chosen && (await save(file, setting, form, shown))) draw();
    };
    const remove = async () => {
      if (await save(file, setting, null, shown)) draw();
    };
    fill(
      shown.slot,
      h(
        "div",
        { class: "picture-field" },
        path ? thumbnail(path) : null,
        h(
          "div",
          { class: "row" },
          h("button", { type: "button", class: "button", onclick: change }, icon("picture", "small"), t(path ? "other_picture" : "choose_picture")),
          path ? h("button", { type: "button", class: "button button-quiet", onclick: remove }, t("remove")) : null,
        ),
      ),
    );
  };
  draw();
  return shown.element;
}

function colour(file: SettingsFile, field: Field, setting: Setting): HTMLElement {
  const set = text(file.value(setting));
  const usual = text(field.default);
  const control = h("input", { type: "text", value: set, placeholder: usual, spellcheck: false, autocomplete: "off", maxlength: 7 });
  const pick = h("input", { type: "color", class: "colour-pick", value: /^#[0-9a-f]{6}$/i.test(set || usual) ? set || usual : "#888888", "aria-label": t("choose_colour", { name: field.label }) });
  const shown = labelled(control, { label: field.label, about: about(field), after: pick });
  control.classList.add("input-colour");
  control.dataset.setting = setting.join(".");
  control.addEventListener("change", async () => {
    const typed = control.value.trim();
    if (await save(file, setting, typed || null, shown)) pick.value = typed || usual || "#888888";
  });
  pick.addEventListener("input", () => {
    control.value = pick.value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  });
  pick.addEventListener("change", () => control.dispatchEvent(new Event("change")));
  return shown.element;
}

function group(file: SettingsFile, field: Field, setting: Setting, people: Entry[], alone: boolean): HTMLElement {
  const fields = (field.fields ?? []).map((child) => fieldOf(file, child, inside(field.setting, setting, child.setting), people));
  if (alone) return h("div", { class: "stack form-fields" }, fields);
  return h(
    "fieldset",
    { class: "fieldset" },
    h("legend", null, field.label),
    aboutLine(field),
    fields,
  );
}

/** What an entry of a list of groups is called: the first of its values that names it. */
function nameOf(item: Value | undefined): string {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return text(item);
  const named = ["label", "title", "letters", "name", "heading", "text", "url"].map((key) => item[key]).find((value) => !isEmpty(value));
  return text(Array.isArray(named) ? named.join(", ") : named);
}

/** How long something with dates still counts. */
function validity(item: Value | undefined): Child {
  if (typeof item !== "object" || item === null || Array.isArray(item) || !item.expires) return null;
  const until = text(item.expires);
  const days = (Date.parse(until) - Date.now()) / 86_400_000;
  if (Number.isNaN(days)) return null;
  const tone = days < 0 ? "pill pill-needs-a-look" : days < 60 ? "pill pill-scheduled" : "pill pill-published";
  return h("span", { class: tone }, t(days < 0 ? "counted_until" : "counts_until", { day: day(until) }));
}

function groups(file: SettingsFile, field: Field, setting: Setting, people: Entry[], alone: boolean): HTMLElement {
  const box = h("div", { class: "stack" });
  let openAt = -1;
  const items = () => {
    const value = file.value(setting);
    return Array.isArray(value) ? value : [];
  };
  const write = async (changes: Change[]) => {
    try {
      await file.set(changes);
      announce(t("saved"));
    } catch (error) {
      toast(inWords(error), undefined, "bad");
    }
    draw();
  };
  const entry = (item: Value, place: number): Child => {
    const own = [...setting, place];
    if (typeof item !== "object" || item === null) {
      return fieldOf(file, { ...field, kind: "line", label: t("entry", { n: place + 1 }), about: "" }, own, people);
    }
    const words = h("span", { class: "entry-name" }, nameOf(item) || t("entry", { n: place + 1 }));
    const details = h(
      "details",
      { class: "entry", open: place === openAt },
      h("summary", null, words, validity(item)),
      h(
        "div",
        { class: "stack form-fields" },
        (field.fields ?? []).map((child) => fieldOf(file, child, inside(field.setting, own, child.setting), people)),
        h(
          "div",
          { class: "row" },
          h(
            "button",
            { type: "button", class: "button button-quiet menu-item-danger", onclick: () => write([{ setting: own, value: null }]) },
            icon("bin", "small"),
            t("remove_this"),
          ),
        ),
      ),
    );
    details.addEventListener("change", () => file.settled().then(() => (words.textContent = nameOf(file.value(own)) || words.textContent)));
    return details;
  };
  const add = (): void => {
    const first = field.fields?.find((child) => child.required) ?? field.fields?.find((child) => child.kind === "line" || child.kind === "text");
    if (!first) return;
    const key = String(first.setting.at(-1));
    const control = h("input", { type: "text", autocomplete: "off" });
    const shown = labelled(control, { label: first.label, about: about(first) });
    const done = h("button", { type: "button", class: "button button-main" }, t("add"));
    const keep = async () => {
      const typed = control.value.trim();
      if (!typed) {
        control.focus();
        return;
      }
      const now = items();
      openAt = now.length;
      await write([now.length ? { setting: [...setting, now.length], value: { [key]: typed } } : { setting, value: [{ [key]: typed }] }]);
    };
    done.addEventListener("click", keep);
    control.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        void keep();
      }
    });
    fill(foot, h("div", { class: "stack entry-new" }, shown.element, h("div", { class: "row" }, done, h("button", { type: "button", class: "button button-quiet", onclick: draw }, t("cancel")))));
    control.focus();
  };
  const foot = h("div", null);
  const draw = () => {
    const rows = items();
    fill(
      box,
      rows.length
        ? sortable({ items: rows, row: entry, name: nameOf, moved: (order) => write([{ setting, value: order }]) })
        : h("p", { class: "soft" }, t("none_yet")),
      foot,
    );
    fill(foot, h("button", { type: "button", class: "button", onclick: add, "aria-label": `${t("add")}: ${field.label}` }, icon("plus", "small"), t("add")));
  };
  draw();
  return h(
    "div",
    { class: "field", role: "group", "aria-label": field.label },
    alone ? null : h("span", { class: "label" }, field.label),
    aboutLine(field),
    box,
  );
}

function namedGroups(file: SettingsFile, field: Field, setting: Setting, people: Entry[], alone: boolean): HTMLElement {
  const box = h("div", { class: "stack" });
  const write = async (changes: Change[]) => {
    try {
      await file.set(changes);
      announce(t("saved"));
    } catch (error) {
      toast(inWords(error), undefined, "bad");
    }
    draw();
  };
  const add = () => {
    const control = h("input", { type: "text", autocomplete: "off" });
    const shown = labelled(control, { label: t("name_of_entry"), about: t("name_of_entry_about") });
    const keep = () => {
      const key = control.value.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
      const first = field.fields?.find((child) => child.kind === "line");
      if (key && first) void write([{ setting: [...setting, key, String(first.setting.at(-1))], value: control.value.trim() }]);
      else control.focus();
    };
    fill(
      foot,
      h(
        "div",
        { class: "stack entry-new" },
        shown.element,
        h(
          "div",
          { class: "row" },
          h("button", { type: "button", class: "button button-main", onclick: keep }, t("add")),
          h("button", { type: "button", class: "button button-quiet", onclick: draw }, t("cancel")),
        ),
      ),
    );
    control.focus();
  };
  const foot = h("div", null);
  const draw = () => {
    const value = file.value(setting);
    const names = value && typeof value === "object" && !Array.isArray(value) ? Object.keys(value).filter((key) => typeof value[key] === "object") : [];
    fill(
      box,
      names.map((name) => {
        const own = [...setting, name];
        return h(
          "details",
          { class: "entry" },
          h("summary", null, h("span", { class: "entry-name" }, nameOf(file.value(own)) || name), h("span", { class: "soft small" }, name)),
          h(
            "div",
            { class: "stack form-fields" },
            (field.fields ?? []).map((child) => fieldOf(file, child, inside(field.setting, own, child.setting), people)),
            h(
              "div",
              { class: "row" },
              h(
                "button",
                { type: "button", class: "button button-quiet menu-item-danger", onclick: () => write([{ setting: own, value: null }]) },
                icon("bin", "small"),
                t("remove_this"),
              ),
            ),
          ),
        );
      }),
      foot,
    );
    fill(foot, h("button", { type: "button", class: "button", onclick: add, "aria-label": `${t("add")}: ${field.label}` }, icon("plus", "small"), t("add")));
  };
  draw();
  return h(
    "div",
    { class: "field", role: "group", "aria-label": field.label },
    alone ? null : h("span", { class: "label" }, field.label),
    aboutLine(field),
    box,
  );
}
