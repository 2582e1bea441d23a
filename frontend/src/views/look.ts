/** How the site looks: theme, colours with their contrast, fonts, and the menu in its order; the site itself beside it. */
import { call, on, type Field, type FormGroup } from "../api.js";
import { fill, h, icon, type Child } from "../dom.js";
import { notice } from "../parts/notices.js";
import { SettingsFile, fieldOf, inOwnWords, valueAt } from "../parts/settings-form.js";
import { openSite } from "../state.js";
import type { Open } from "../route.js";
import { language, number, t, type Key } from "../words.js";
import { leaving } from "./form.js";
import { OF_THE_LOOK, SETTINGS } from "./settings.js";

/** The grounds of the themes that come with us, and the text on their dark parts: what a colour is read on. */
const GROUNDS: Record<string, { paper: string; night: string; light: string }> = {
  calm: { paper: "#fbf7ef", night: "#122224", light: "#f5ecdd" },
  clinic: { paper: "#ffffff", night: "#10161c", light: "#ffffff" },
  journal: { paper: "#ffffff", night: "#141414", light: "#ffffff" },
};
/** Setting of a theme → what it is held against. */
const AGAINST: Record<string, keyof (typeof GROUNDS)["calm"]> = { accent: "paper", accent_dark: "night", ground: "light" };
/** What the others are made of: no look that a practice would want. */
const UNDRESSED = "base";
const ENOUGH = 4.5;

/** The contrast of two colours (WCAG 2.2, contrast ratio), or `null` where one is none. */
export function contrast(first: string, second: string): number | null {
  const luminance = (colour: string): number | null => {
    const digits = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
    if (!digits) return null;
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((start) => {
      const value = Number.parseInt(digits.slice(start, start + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [one, other] = [luminance(first), luminance(second)];
  if (one === null || other === null) return null;
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

export const open: Open = async () => {
  const opened = await call("documents.open", { path: SETTINGS });
  const file = new SettingsFile(opened);
  const title = t("nav_look");
  const element = h("div", { class: "page page-look" });
  const controls = h("div", { class: "stack stack-wide" });

  const themeCards = (field: Field): Child => {
    const themes = (field.choices ?? []).map((choice) => (typeof choice === "string" ? choice : choice.value)).filter((name) => name !== UNDRESSED);
    const now = String(file.value(field.setting) ?? field.default ?? "");
    return h(
      "fieldset",
      null,
      h("legend", { class: "only-heard" }, t("theme")),
      h(
        "div",
        { class: "themes" },
        themes.map((name) => {
          const radio = h("input", { type: "radio", name: "theme", value: name, checked: name === now });
          radio.addEventListener("change", async () => {
            await file.set([{ setting: field.setting, value: name }]).catch(() => {});
            await draw();
          });
          const about = t(`theme_${name}` as Key);
          return h(
            "label",
            { class: "theme-card" },
            radio,
            h("span", { class: `theme-picture theme-${name}`, "aria-hidden": "true" }, h("span", null), h("span", null), h("span", null)),
            h("strong", null, inOwnWords(name)),
            about !== `theme_${name}` && h("span", { class: "soft small" }, about),
          );
        }),
      ),
    );
  };

  const withContrast = (field: Field): Child => {
    const box = h("div", { class: "colour-field" }, fieldOf(file, field, field.setting, []));
    const against = AGAINST[String(field.setting.at(-1))];
    const input = box.querySelector<HTMLInputElement>(".input-colour");
    if (!against || !input) return box;
    const figure = h("p", { class: "contrast", role: "status" });
    box.append(figure);
    const show = () => {
      const theme = String(valueAt(file.values, ["theme", "name"]) ?? "calm");
      const ground = (GROUNDS[theme] ?? GROUNDS.calm)?.[against] ?? "#ffffff";
      const ratio = contrast(input.value.trim() || input.placeholder, ground);
      figure.hidden = ratio === null;
      if (ratio === null) return;
      const good = ratio >= ENOUGH;
      figure.className = good ? "contrast is-good" : "contrast is-bad";
      const sample = h("span", { class: "contrast-sample", "aria-hidden": "true" }, "Aa");
      sample.style.setProperty("color", against === "light" ? ground : input.value.trim() || input.placeholder);
      sample.style.setProperty("background", against === "light" ? input.value.trim() || input.placeholder : ground);
      fill(figure, sample, icon(good ? "done" : "warning", "small"), h("span", null, t(good ? "contrast_good" : "contrast_bad", { ratio: number(Math.round(ratio * 10) / 10) })));
    };
    input.addEventListener("input", show);
    input.addEventListener("change", show);
    show();
    return box;
  };

  const section = (id: string, heading: string, ...children: Child[]) =>
    h("section", { class: "sheet form-group", "aria-labelledby": `group-${id}` }, h("h2", { id: `group-${id}` }, heading), children);

  const draw = async () => {
    const { groups } = await call("forms.read", { kind: "settings", language });
    const theme = fieldsOf(groups, "theme");
    const menu = groups.find((group) => group.name === OF_THE_LOOK[1]);
    const isName = (field: Field) => field.setting.at(-1) === "name";
    const name = theme.find(isName);
    const colours = theme.filter((field) => field.kind === "colour");
    const rest = theme.filter((field) => !isName(field) && field.kind !== "colour");
    fill(
      controls,
      name && section("theme", t("theme"), themeCards(name)),
      colours.length > 0 && section("colours", t("colours"), h("p", { class: "field-about" }, t("colours_about")), colours.map(withContrast)),
      rest.length > 0 && section("type", t("fonts_and_more"), rest.map((field) => fieldOf(file, field, field.setting, []))),
      menu && section("menu", t("menu"), h("p", { class: "field-about" }, t("menu_about")), menu.fields.map((field) => fieldOf(file, { ...field, about: "" }, field.setting, [], true))),
    );
  };
  await draw();

  const { preview } = openSite();
  const frame = h("iframe", { class: "look-frame", title: t("preview"), src: preview, sandbox: "allow-scripts allow-forms", tabindex: -1 });
  fill(
    element,
    h("div", { class: "page-head" }, h("h1", null, title), h("p", { class: "lead" }, t("look_lead"))),
    opened.read_only && notice("note", t("read_only")),
    h("div", { class: "look-columns" }, controls, preview && h("div", { class: "look-preview" }, frame)),
  );
  let timer = 0;
  const end = on("page", ({ path }) => {
    if (path !== SETTINGS) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => (frame.src = preview), 150);
  });
  return {
    title,
    element,
    leave: async () => {
      end();
      await leaving(element, file);
    },
  };
};

/** The fields of a group; those of a group that stands alone in it come out one by one. */
function fieldsOf(groups: FormGroup[], name: string): Field[] {
  const fields = groups.find((group) => group.name === name)?.fields ?? [];
  return fields.flatMap((field) =>
    field.kind === "group" && field.fields
      ? field.fields.map((child) => ({ ...child, setting: child.setting.length > field.setting.length ? child.setting : [...field.setting, ...child.setting.slice(-1)] }))
      : [field],
  );
}
