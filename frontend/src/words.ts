/** The desk's own words, in the language that the browser or the person chose. */
import type english from "./words/en.json";

export type Key = keyof typeof english;
type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;

/** Tag → the language's own name for itself. */
export const LANGUAGES: Record<string, string> = {
  ar: "العربية",
  de: "Deutsch",
  en: "English",
  "en-US": "English (US)",
  es: "Español",
  "es-419": "Español (Latinoamérica)",
  fr: "Français",
  it: "Italiano",
  nl: "Nederlands",
  pl: "Polski",
  pt: "Português (Brasil)",
  "pt-PT": "Português (Portugal)",
};
const CHOSEN = "therapyblog-language";
/** Regions whose words differ → the file that has them. */
const REGIONS: [RegExp, string][] = [
  [/^en-(US|CA)$/i, "en-US"],
  [/^es-(?!ES)[A-Z0-9]+$/i, "es-419"],
  [/^pt-(?!BR)[A-Z]+$/i, "pt-PT"],
];

let words: Record<string, string | Forms> = {};
let plurals = new Intl.PluralRules("en");
/** The tag of the desk's language. */
export let language = "en";
/** The tag by which days and numbers are written: the browser's own where it is of that language. */
let usage = "en-GB";

function nearest(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const region = REGIONS.find(([pattern]) => pattern.test(tag));
    if (region) return region[1];
    if (tag in LANGUAGES) return tag;
    const bare = tag.split("-")[0] ?? "";
    if (bare in LANGUAGES) return bare;
  }
  return "en";
}

/** Read the words of a language: the given one, else the chosen one, else the browser's. */
export async function readWords(wanted?: string): Promise<void> {
  const kept = localStorage.getItem(CHOSEN);
  language = nearest(wanted ? [wanted] : kept ? [kept] : navigator.languages);
  if (wanted) localStorage.setItem(CHOSEN, wanted);
  const bare = language.split("-")[0] ?? "en";
  const files = [...new Set(["en", bare, language])];
  const read = await Promise.all(
    files.map((name) => fetch(`/static/words/${name}.json`).then((answer) => (answer.ok ? answer.json() : {}))),
  );
  words = Object.assign({}, ...read);
  usage = navigator.languages.find((tag) => nearest([tag]) === language) ?? (language === "en" ? "en-GB" : language);
  plurals = new Intl.PluralRules(language);
  document.documentElement.lang = language;
  document.documentElement.dir = bare === "ar" ? "rtl" : "ltr";
}

/** The words for a key; `{name}` is replaced by a value, and `n` chooses the plural form. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const found = words[key] ?? key;
  const text =
    typeof found === "string" ? found : (found[plurals.select(Number(values.n ?? 0))] ?? found.other ?? key);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

/** A number, as the language writes it. */
export function number(value: number): string {
  return new Intl.NumberFormat(usage).format(value);
}

/** A day (`2026-11-30`), as the language writes it. */
export function day(value: string): string {
  const date = new Date(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T12:00:00` : value);
  if (Number.isNaN(date.getTime())) return value;
  return new Intl.DateTimeFormat(usage, { day: "numeric", month: "long", year: "numeric" }).format(date);
}

/** A moment, as the language writes it: the hour for today, else day and hour. */
export function moment(value: string | Date): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return String(value);
  const today = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(usage, {
    ...(today ? {} : { day: "numeric", month: "long" }),
    hour: "numeric",
    minute: "2-digit",
  }).format(date);
}

/** Names in a row: “a, b and c”. */
export function sequence(names: string[]): string {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(names);
}
