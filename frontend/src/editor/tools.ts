/** The tools of the writing view: what each button and key does. */
import { redo, undo } from "@codemirror/commands";
import type { StateCommand } from "@codemirror/state";
import type { EditorView, KeyBinding } from "@codemirror/view";
import { call, type Value } from "../api.js";
import { h } from "../dom.js";
import { tried } from "../parts/notices.js";
import { t } from "../words.js";
import {
  cycleHeading,
  insertFootnote,
  insertLine,
  nodeAround,
  toggleBullets,
  toggleComponent,
  toggleNumbers,
  toggleSoft,
  toggleStrong,
} from "./commands.js";
import { componentsAround, type Opening } from "./components.js";
import { ask } from "./dialog.js";
import { askLink } from "./link-dialog.js";
import { insertPicture } from "./pictures.js";
import type { Tool } from "./toolbar.js";

interface Where {
  readonly path: string;
}

const isIn =
  (...names: string[]) =>
  (view: EditorView): boolean => {
    const { from, to } = view.state.selection.main;
    return names.some((name) => nodeAround(view.state, from, to, name) !== null);
  };

const isInComponent =
  (name: string) =>
  (view: EditorView): boolean =>
    componentsAround(view.state, view.state.selection.main.from).some((component) => component.name === name);

const HEADINGS = ["ATXHeading1", "ATXHeading2", "ATXHeading3", "ATXHeading4", "ATXHeading5", "ATXHeading6"];

/** The buttons, in the order in which they stand. */
export function writingTools({ path }: Where): Tool[] {
  return [
    { name: "heading", words: "pen_heading", icon: "heading", keys: "Mod-Alt-H", run: cycleHeading, isOn: isIn(...HEADINGS) },
    { name: "strong", words: "pen_bold", icon: "bold", keys: "Mod-B", run: toggleStrong, isOn: isIn("StrongEmphasis") },
    { name: "soft", words: "pen_italic", icon: "italic", keys: "Mod-I", run: toggleSoft, isOn: isIn("Emphasis") },
    { name: "link", words: "pen_link", icon: "link", keys: "Mod-K", run: (view) => askLink(view, path), isOn: isIn("Link") },
    { name: "bullets", words: "pen_bullets", icon: "list", keys: "Mod-Shift-8", run: toggleBullets, isOn: isIn("BulletList"), begins: true },
    { name: "numbers", words: "pen_numbers", icon: "numbers", keys: "Mod-Shift-7", run: toggleNumbers, isOn: isIn("OrderedList") },
    { name: "quote", words: "pen_quote", icon: "quote", keys: "Mod-Shift-9", run: toggleComponent("quote"), isOn: isInComponent("quote"), begins: true },
    { name: "note", words: "pen_note", icon: "note", run: toggleComponent("note"), isOn: isInComponent("note") },
    { name: "exercise", words: "pen_exercise", icon: "leaf", run: toggleComponent("exercise"), isOn: isInComponent("exercise") },
    { name: "picture", words: "pen_picture", icon: "picture", keys: "Mod-Shift-P", run: (view) => insertPicture(view, path), begins: true },
    { name: "call", words: "pen_call", icon: "call", run: askCall },
    { name: "footnote", words: "pen_footnote", icon: "footnote", keys: "Mod-Alt-F", run: insertFootnote },
    { name: "undo", words: "pen_undo", icon: "undo", keys: "Mod-Z", run: undo, begins: true },
    { name: "redo", words: "pen_redo", icon: "redo", keys: "Mod-Shift-Z", run: redo },
  ];
}

/** Ask which call-to-action; where there is only the usual one, it is taken. */
async function askCall(view: EditorView): Promise<void> {
  const settings = await tried(() => call("documents.open", { path: "therapyblog.toml" }));
  const known = settings?.values["cta"];
  const calls = known !== null && typeof known === "object" && !Array.isArray(known) ? Object.entries(known) : [];
  const words = (value: Value): string => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return "";
    return [value["heading"], value["label"]].filter((part) => typeof part === "string").join(" – ");
  };
  const name = await ask<string>({
    title: t("pen_call_title"),
    body: (give) =>
      calls.length === 0
        ? h("p", null, t("pen_call_none"))
        : h(
            "ul",
            { class: "w-calls", role: "list" },
            calls.map(([key, value], at) =>
              h(
                "li",
                null,
                h("button", { type: "button", class: "w-call", autofocus: at === 0, onclick: () => give(key) }, h("strong", null, words(value) || key)),
              ),
            ),
          ),
  });
  if (name !== null) view.dispatch(insertLine(view.state, `:::cta ${name}`));
  view.focus();
}

/** What a `:::` line says where nobody writes it. */
export function componentLabel({ name, argument, attributes }: Opening): string {
  const minutes = attributes["minutes"];
  const source = attributes["source"];
  const more = [argument, source, minutes && t("pen_label_minutes", { n: Number(minutes) || 0 })].filter(Boolean).join(" · ");
  const names = {
    note: "pen_label_note",
    quote: "pen_label_quote",
    exercise: "pen_label_exercise",
    figure: "pen_label_figure",
    cta: "pen_label_cta",
    crisis: "pen_label_crisis",
    embed: "pen_label_embed",
    services: "pen_label_services",
  } as const;
  const known = names[name as keyof typeof names];
  const label = known ? t(known) : name;
  return more === "" ? label : `${label} · ${more}`;
}

interface KeyNeeds extends Where {
  readonly save: () => void;
  readonly toBar: () => void;
}

/** The keys; those of the toolbar, and some that have no button. */
export function keyBindings({ path, save, toBar }: KeyNeeds): KeyBinding[] {
  const ofTools = writingTools({ path }).flatMap(({ keys, run, name }): KeyBinding[] => {
    if (keys === undefined || name === "undo" || name === "redo") return [];
    const key = keys.replace(/-([A-Z])$/, (_whole, letter: string) => `-${letter.toLowerCase()}`);
    return [{ key, preventDefault: true, run: (view) => (void (run as StateCommand)(view), true) }];
  });
  return [
    ...ofTools,
    { key: "Mod-s", preventDefault: true, run: () => (save(), true) },
    { key: "Alt-F10", run: () => (toBar(), true) },
  ];
}
