/** The head of the sheet: the title, to be written at its place, and the settings, folded into one line. */
import type { Opened, Value, Values } from "../api.js";
import { fill, h, icon } from "../dom.js";
import { place } from "../route.js";
import { day, t, type Key } from "../words.js";

const PAUSE = 700;
const SETTINGS: Readonly<Record<string, Key>> = {
  post: "pen_settings_post",
  page: "pen_settings_page",
  practitioner: "pen_settings_person",
  series: "pen_settings_series",
};

/** The setting that is the title of a kind of text. */
const titleSetting = (kind: string): "name" | "title" => (kind === "practitioner" ? "name" : "title");

export function titleOf({ kind, path }: Opened, values: Values): string {
  const value = values[titleSetting(kind)];
  return typeof value === "string" && value !== "" ? value : path;
}

const words = (value: Value | undefined): string => {
  if (typeof value === "string") return value;
  if (value === null || typeof value !== "object" || Array.isArray(value)) return "";
  return words(value["name"]);
};

/** What of the settings matters at a glance. */
function facts(values: Values): string[] {
  const states: Readonly<Record<string, Key>> = { draft: "pen_draft", unlisted: "pen_unlisted" };
  const state = states[words(values["status"])];
  const date = words(values["date"]);
  return [state && t(state), date && day(date), words(values["series"]), words(values["topic"])].filter((fact) => !!fact) as string[];
}

export interface Heading {
  readonly element: HTMLElement;
  /** The settings are these now. */
  show(values: Values): void;
  /** The file is shown as it is, or not any more. */
  showFile(isShown: boolean): void;
  /** Write the title into the file, if it is another. */
  save(): Promise<void>;
  /** Let the title take the room that its words need. */
  fit(): void;
  end(): void;
}

interface Needs {
  readonly language: string;
  readonly rename: (setting: string, title: string) => Promise<void>;
  readonly toText: () => void;
  readonly toggleFile: () => void;
  /** The text is no draft any more: it is published with the site. */
  readonly ready: () => Promise<void>;
}

export function heading(opened: Opened, { language, rename, toText, toggleFile, ready }: Needs): Heading {
  let values = opened.values;
  let isFile = false;
  let timer = 0;
  const isText = opened.kind !== "settings";
  const field = h("textarea", {
    class: "w-title",
    rows: 1,
    spellcheck: "true",
    lang: language,
    dir: "auto",
    "aria-label": t("pen_title"),
    placeholder: t("pen_title"),
    readonly: opened.read_only,
  });
  const card = h("div", { class: "w-card" });
  const hidden = h("h1", { class: isText ? "only-heard" : "w-title" });
  const title = (): string => (titleOf(opened, values) === opened.path ? "" : titleOf(opened, values));

  const fit = (): void => {
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight}px`;
  };
  const save = async (): Promise<void> => {
    clearTimeout(timer);
    const written = field.value.replace(/\s+/g, " ").trim();
    if (isText && !opened.read_only && written !== "" && written !== title()) await rename(titleSetting(opened.kind), written);
  };
  const draw = (): void => {
    fill(
      card,
      h("p", { class: "w-card-facts" }, facts(values).join(" · ")),
      h("div", { class: "w-card-buttons" }, [
        h("a", { class: "w-card-button", href: place("form", opened.path) }, icon("settings", "small"), h("span", null, t(SETTINGS[opened.kind] ?? "pen_settings_page"))),
        h(
          "button",
          { type: "button", class: "w-card-button", id: "w-show-file", "aria-pressed": String(isFile), onclick: toggleFile },
          icon("page", "small"),
          h("span", null, t("pen_show_file")),
        ),
        values["status"] === "draft" &&
          !opened.read_only &&
          h("button", { type: "button", class: "w-card-button w-card-ready", onclick: () => void ready() }, icon("check", "small"), h("span", null, t("pen_ready"))),
      ]),
    );
    fill(hidden, titleOf(opened, values));
  };
  field.value = title();
  field.addEventListener("input", () => {
    fit();
    clearTimeout(timer);
    timer = window.setTimeout(() => void save(), PAUSE);
  });
  field.addEventListener("change", () => void save());
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    toText();
  });
  draw();
  return {
    element: h("div", { class: "w-top" }, hidden, isText && [field, card]),
    show(now) {
      const before = title();
      values = now;
      // What is being typed stays; it is saved at its own pause.
      if (document.activeElement !== field || field.value.trim() === before) field.value = title();
      fit();
      draw();
    },
    showFile(isShown) {
      isFile = isShown;
      draw();
    },
    save,
    fit,
    end: () => clearTimeout(timer),
  };
}
