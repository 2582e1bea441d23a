/** The real page beside the text, in a frame that can do nothing but be looked at; it is scrolled along. */
import { h, icon } from "../dom.js";
import { t } from "../words.js";

export type Width = "phone" | "desktop";

/** Where in the text somebody is: the words there (letters and digits only), and how far down that is, from 0 to 1. */
export interface Place {
  readonly words: string;
  readonly part: number;
}

export interface PageBeside {
  readonly element: HTMLElement;
  /** Show the page at an address; the same address stays as it is. */
  show(address: string): void;
  /** Load the page again, where it is. */
  renew(): void;
  /** Scroll the page to a place of the text. */
  follow(place: Place): void;
  end(): void;
}

const MOST_WORDS = 200;
const MARKS = /\]\([^)\n]*\)|\]\[[^\]\n]*\]|\[\^[^\]\n]+\]|\[ref:\d+\]|\{[^}\n]*\}/g;
const NO_LETTER = /[^\p{L}\p{N}]+/gu;

/** The letters and digits of words, by which a line of the text and its paragraph on the page are the same. */
export const lettersOf = (words: string): string =>
  words.replace(MARKS, " ").normalize("NFC").replace(NO_LETTER, "").toLowerCase().slice(0, MOST_WORDS);

const DESKTOP = 1180;
const NARROW = 520;
const WIDTH = "therapyblog-page-width";

/** `chosen` is told the letters of the paragraph that somebody pressed in the page. */
export function pageBeside(chosen: (letters: string) => void): PageBeside {
  let shown = "";
  let last: Place | null = null;
  let width: Width = readWidth();
  const page = h("iframe", { class: "w-frame", title: t("pen_page_title"), sandbox: "allow-scripts allow-forms", referrerpolicy: "no-referrer" });
  const none = h("p", { class: "w-no-page", dir: "auto", hidden: true }, t("pen_no_page"));
  const stage = h("div", { class: "w-stage" }, page, none);
  const switches = (["phone", "desktop"] as const).map((kind) =>
    h(
      "button",
      { type: "button", class: "w-width", "aria-pressed": String(kind === width), "data-width": kind, onclick: () => choose(kind) },
      icon(kind === "phone" ? "phone" : "screen", "small"),
      h("span", null, t(kind === "phone" ? "pen_width_phone" : "pen_width_desktop")),
    ),
  );
  const element = h(
    "section",
    { class: "w-page", "aria-label": t("pen_page") },
    h("div", { class: "w-page-head", role: "group", "aria-label": t("pen_width") }, switches),
    stage,
  );

  const fit = (): void => {
    const room = stage.clientWidth;
    if (room === 0) return;
    // A phone shows the page as phones do.
    const isDesktop = width === "desktop" && room >= NARROW;
    const scale = isDesktop ? Math.min(1, room / DESKTOP) : 1;
    stage.classList.toggle("w-stage-phone", !isDesktop);
    page.style.inlineSize = isDesktop ? `${Math.max(DESKTOP, room)}px` : "";
    page.style.blockSize = `${stage.clientHeight / scale}px`;
    page.style.transform = scale < 1 ? `scale(${scale})` : "";
  };
  const choose = (kind: Width): void => {
    width = kind;
    localStorage.setItem(WIDTH, kind);
    for (const button of switches) button.setAttribute("aria-pressed", String(button.dataset["width"] === kind));
    fit();
  };
  const sizes = new ResizeObserver(fit);
  sizes.observe(stage);

  // A sandboxed page has no origin that could be named. It is told nothing but where the text is, which it shows.
  const tell = (message: Readonly<Record<string, unknown>>): void => page.contentWindow?.postMessage(message, "*");
  const follow = (place: Place): void => {
    last = place;
    tell({ therapyblog: "find", ...place });
  };
  const heard = (event: MessageEvent<unknown>): void => {
    if (event.source !== page.contentWindow) return;
    const told = event.data as { therapyblog?: unknown; words?: unknown } | null;
    if (told === null || typeof told !== "object") return;
    if (told.therapyblog === "ready" && last !== null) follow(last);
    if (told.therapyblog === "chosen" && typeof told.words === "string") chosen(lettersOf(told.words));
  };
  window.addEventListener("message", heard);

  const load = (): void => {
    page.hidden = shown === "";
    none.hidden = shown !== "";
    if (shown !== "") page.src = shown;
  };
  load();
  return {
    element,
    show(address) {
      if (address === shown) return;
      shown = address;
      load();
      fit();
    },
    renew: () => tell({ therapyblog: "reload" }),
    follow,
    end() {
      sizes.disconnect();
      window.removeEventListener("message", heard);
    },
  };
}

const readWidth = (): Width => (localStorage.getItem(WIDTH) === "phone" ? "phone" : "desktop");
