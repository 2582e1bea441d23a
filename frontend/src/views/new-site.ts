/** A new site from a few questions, one on each screen. */
import { Refusal, call, type Question } from "../api.js";
import { announce, fill, h, icon } from "../dom.js";
import { labelled, segments, selectOf, type Control, type Labelled, type Option } from "../parts/form-controls.js";
import { inOwnWords } from "../parts/settings-form.js";
import { inWords } from "../parts/notices.js";
import { go, place, type Open } from "../route.js";
import { setSite } from "../state.js";
import { language, t } from "../words.js";

const COUNTRIES =
  "AD AE AR AT AU BE BG BO BR CA CH CL CO CR CY CZ DE DK DO DZ EC EE EG ES FI FR GB GR GT HN HR HU IE IL IN IS IT JO JP KE LB LI LT LU LV MA MC MT MX NG NI NL NO NZ PA PE PL PT PY QA RO RS SA SE SG SI SK SM SV TN TR UA US UY VE ZA".split(" ");
const SITE_LANGUAGES = ["ar", "de", "de-AT", "de-CH", "en-GB", "en-US", "en-AU", "en-CA", "en-IE", "es", "es-419", "fr", "fr-CA", "it", "nl", "pl", "pt", "pt-PT"];

/** The options of questions whose answers are codes that nobody should have to know. */
function codes(name: string): Option[] | null {
  const names = (type: "region" | "language" | "currency") => new Intl.DisplayNames([language], { type });
  const sorted = (tags: string[], type: "region" | "language" | "currency") =>
    tags
      .map((value) => ({ value, label: names(type).of(value) ?? value }))
      .sort((first, second) => first.label.localeCompare(second.label, language));
  if (name === "country") return sorted(COUNTRIES, "region");
  if (name === "language") return sorted(SITE_LANGUAGES, "language");
  if (name === "currency") return sorted(Intl.supportedValuesOf("currency"), "currency");
  if (name === "timezone") return Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value.replaceAll("_", " ") }));
  return null;
}

export const open: Open = async () => {
  const title = t("way_new");
  const answers: Record<string, string> = {};
  const region = new Intl.Locale(navigator.language).maximize().region;
  if (region && COUNTRIES.includes(region)) answers.country = region;
  const ask = async () => (await call("sites.questions", { language, answers })).questions.filter((question) => question.asked !== false);
  let questions = await ask();
  const { home } = await call("folders.list", {});
  let folder = "";
  let at = 0;
  const card = h("form", { class: "sheet wizard", novalidate: true });
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("how_far") });
  const step = h("p", { class: "soft small", role: "status" });
  let take: () => boolean = () => true;

  const optionsOf = (question: Question): Option[] =>
    codes(question.name) ??
    (question.choices ?? []).map((item) =>
      typeof item === "string" ? { value: item, label: inOwnWords(item) } : { value: item.value, label: item.label },
    );

  const several = (question: Question) => question.name === "modes" || question.kind === "choices";

  const draw = (wrong = "", focus = true) => {
    const last = at >= questions.length;
    bar.max = questions.length + 1;
    bar.value = at;
    step.textContent = t("step_of", { n: at + 1, total: questions.length + 1 });
    const question = questions[at];
    const shown = question ? one(question) : where();
    fill(
      card,
      shown.element,
      h(
        "div",
        { class: "wizard-foot" },
        at > 0 && h("button", { type: "button", class: "button button-quiet", onclick: back }, icon("back", "small"), t("back")),
        h("span", { class: "grow" }),
        question && question.name !== "name" && h("button", { type: "button", class: "button button-quiet", onclick: skip }, t("skip_question")),
        h("button", { type: "submit", class: "button button-main button-large" }, last ? t("make_site") : t("next")),
      ),
    );
    if (wrong) {
      shown.wrong(wrong);
      announce(wrong, true);
    }
    if (focus) card.querySelector<HTMLElement>("input, select, textarea")?.focus();
  };

  const one = (question: Question): Pick<Labelled, "element" | "wrong"> => {
    const value = answers[question.name] ?? question.default ?? "";
    const options = optionsOf(question);
    const heading = h("span", { class: "wizard-question" }, question.words);
    if (several(question) && options.length > 0) {
      const chosen = new Set(value.split(/,\s*/).filter(Boolean));
      const error = h("p", { class: "field-error", hidden: true });
      take = () => {
        answers[question.name] = [...chosen].join(", ");
        return true;
      };
      return {
        element: h(
          "fieldset",
          { class: "field" },
          h("legend", null, heading),
          options.map((option) => {
            const box = h("input", { type: "checkbox", checked: chosen.has(option.value) });
            box.addEventListener("change", () => (box.checked ? chosen.add(option.value) : chosen.delete(option.value)));
            return h("label", { class: "check" }, box, h("span", null, option.label));
          }),
          error,
        ),
        wrong(words) {
          error.hidden = !words;
          error.textContent = words;
        },
      };
    }
    if (options.length > 0 && options.length <= 4) {
      let chosen = value;
      take = () => {
        if (chosen) answers[question.name] = chosen;
        return true;
      };
      const error = h("p", { class: "field-error", hidden: true });
      return {
        element: h("div", { class: "field" }, h("p", { class: "label" }, heading), segments(question.words, options, value, (now) => (chosen = now), "segments segments-tall"), error),
        wrong(words) {
          error.hidden = !words;
          error.textContent = words;
        },
      };
    }
    const long = question.name === "clients";
    const control: Control =
      options.length > 0 ? selectOf(value && options.some((option) => option.value === value) ? options : [{ value: "", label: "—" }, ...options], value) : long ? h("textarea", { rows: 3, spellcheck: true }) : h("input", { type: "text", autocomplete: "off" });
    if (options.length === 0) control.value = question.name === "url" && value === "https://example.org" ? "" : value;
    const shown = labelled(control, { label: heading, required: question.name === "name" });
    take = () => {
      const typed = control.value.trim();
      if (question.name === "name" && !typed) {
        shown.wrong(t("must_not_be_empty"));
        control.focus();
        return false;
      }
      if (typed) answers[question.name] = typed;
      else delete answers[question.name];
      return true;
    };
    return shown;
  };

  const where = (): Pick<Labelled, "element" | "wrong"> => {
    const slash = home.includes("\\") ? "\\" : "/";
    const name = (answers.title || answers.name || "site").normalize("NFKD").replace(/[^\p{L}\p{N} -]/gu, "").trim().replace(/\s+/g, "-").toLowerCase();
    const control = h("input", { type: "text", value: folder || `${home}${slash}${name || "site"}`, spellcheck: false, autocomplete: "off" });
    const shown = labelled(control, { label: h("span", { class: "wizard-question" }, t("where_folder")), about: t("where_folder_about"), required: true });
    take = () => {
      folder = control.value.trim();
      return folder !== "";
    };
    return shown;
  };

  const back = () => {
    take();
    at = Math.max(0, at - 1);
    draw();
  };
  const skip = async () => {
    const question = questions[at];
    if (question) delete answers[question.name];
    await forward();
  };
  const forward = async () => {
    const name = questions[at]?.name;
    questions = await ask();
    at = Math.max(0, questions.findIndex((question) => question.name === name)) + 1;
    draw();
  };
  card.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!take()) return;
    try {
      if (at < questions.length) {
        await forward();
        return;
      }
      setSite(await call("sites.create", { folder, answers }));
      go(["site"]);
    } catch (error) {
      const wrong = error instanceof Refusal ? questions.findIndex((question) => question.name === error.question) : -1;
      if (wrong >= 0) at = wrong;
      draw(inWords(error));
    }
  });
  draw("", false);
  const element = h(
    "div",
    { class: "page page-narrow" },
    h("a", { class: "page-back", href: place("start") }, icon("back", "small"), t("other_sites")),
    h("div", { class: "page-head" }, h("h1", null, title), h("p", { class: "lead" }, t("new_lead"))),
    h("div", { class: "stack" }, h("div", { class: "wizard-head" }, bar, step), card),
  );
  return { title, element };
};
