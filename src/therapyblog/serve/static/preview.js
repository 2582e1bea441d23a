// The preview in the page: follows what is saved, says what is wrong, and shows how the page will look elsewhere.
// It is added when a page is served and is in no build. Everything it shows stands in shadow trees of its own, so that
// the theme's style sheets and its own do not meet; texts are only ever set as text.
"use strict";
(() => {
  const { start, file } = document.currentScript.dataset;
  let key = document.currentScript.dataset.key;
  const PLACE = "therapyblog-preview-place";
  const OPEN = "therapyblog-preview-open";
  const HEARD = "therapyblog-preview-heard";
  const STATES = {
    draft: "Draft. Visitors cannot see this page; it is published when its status is “published”.",
    unlisted: "Unlisted. Visitors who know the address can read this page; no list leads to it.",
  };
  const MISSING = {
    description: "no description: search engines and shared cards show the first sentences instead",
    image: "no picture of its own: a shared card shows the one of the site, or words only",
    image_alt: "the picture has no text for people who cannot see it (image_alt)",
    author: "no author: the post is signed by the practice",
  };
  // What a warning of the same text says better, with the line.
  const SAID = { image_alt: "TB-PIC-003", author: "TB-AUTH-001" };

  const make = (name, attributes = {}, ...inside) => {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    element.append(...inside.filter((one) => one !== null && one !== undefined));
    return element;
  };

  // The page may be in another language, and run from the right.
  const island = (name, attributes) => {
    const host = make(`therapyblog-${name}`, { lang: "en", dir: "ltr" });
    const root = host.attachShadow({ mode: "open" });
    const inside = make("div", { class: name, ...attributes });
    root.append(make("link", { rel: "stylesheet", href: `${start}/preview.css` }), inside);
    return { host, inside };
  };

  const ribbon = island("ribbon", { role: "status" });
  const panel = island("panel", { role: "alert" });
  const bar = island("bar", { role: "region", "aria-label": "Preview" });
  const hint = island("hint", { role: "status" });

  // ---- staying where one was

  const remember = () => {
    try {
      sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, x: scrollX, y: scrollY }));
    } catch { /* storage is switched off: the browser keeps the place by itself, mostly */ }
  };
  const goBack = () => {
    try {
      const place = JSON.parse(sessionStorage.getItem(PLACE));
      if (!place || place.path !== location.pathname) return;
      scrollTo({ left: place.x, top: place.y, behavior: "instant" });
    } catch { /* see above */ }
  };
  let leaving = false;
  const reload = () => {
    if (leaving) return;
    leaving = true;
    remember();
    location.reload();
  };

  // ---- style sheets change in place

  const swapStyles = (styles) => {
    for (const [was, now] of Object.entries(styles)) {
      for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
        const url = new URL(link.href, location.href);
        if (decodeURI(url.pathname) !== was) continue;
        const fresh = link.cloneNode();
        fresh.href = now;
        // The old one goes when the new one is there, so that the page is never bare.
        fresh.addEventListener("load", () => link.remove(), { once: true });
        fresh.addEventListener("error", () => reload(), { once: true });
        link.after(fresh);
      }
    }
    return Object.keys(styles).length > 0;
  };

  // ---- what is wrong

  let dismissed = "";
  const behind = () => (key === ""
    ? "The site appears here by itself when all is mended."
    : "The page behind this note is the last good version. The note goes when all is mended.");
  const showProblems = (problems, trouble) => {
    const errors = problems.filter((one) => one.severity === "error");
    const about = JSON.stringify([errors, trouble]);
    const wrong = errors.length > 0 || trouble !== "";
    document.documentElement.dataset.therapyblogProblems = String(errors.length + (trouble ? 1 : 0));
    if (!wrong || about === dismissed) {
      panel.host.hidden = true;
      return;
    }
    const close = make("button", { type: "button", title: "Hide until something changes" }, "Hide");
    close.addEventListener("click", () => { dismissed = about; panel.host.hidden = true; });
    const many = errors.length === 1 ? "One thing needs mending" : `${errors.length} things need mending`;
    const list = make("ol");
    for (const one of errors.slice(0, 50)) list.append(item(one));
    panel.inside.replaceChildren(
      make("div", { class: "head" }, make("h2", {}, trouble ? "The preview is waiting" : many), close),
      make("p", {}, trouble || behind()),
      trouble ? "" : list,
    );
    panel.host.hidden = false;
  };
  // What is to be typed stands between backticks.
  const marked = (text) => text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? make("code", {}, part) : part));
  const item = (one) => {
    const place = [one.at.path, one.at.line, one.at.column].filter(Boolean).join(":");
    const found = make("li", {}, make("p", { class: "place" }, place, " ", make("code", {}, one.code)));
    found.append(make("p", { class: "says" }, ...marked(one.says)));
    if (one.excerpt.trim()) found.append(excerpt(one));
    found.append(make("p", { class: "fix" }, "Fix: ", ...marked(one.fix)));
    return found;
  };
  const excerpt = (one) => {
    const line = one.excerpt.replaceAll("\t", " ");
    const from = one.at.column > 80 ? one.at.column - 50 : 0;
    const text = line.slice(from, from + 100);
    const caret = one.at.column - from;
    return make("pre", {}, caret > 0 && caret <= text.length + 1 ? `${text}\n${" ".repeat(caret - 1)}^` : text);
  };

  // ---- what the bar says

  const meta = (name) => {
    const found = document.querySelector(`meta[property="${name}"], meta[name="${name}"]`);
    return found ? found.getAttribute("content") || "" : "";
  };
  let address = location.href;
  const local = (picture) => {
    // A card's picture is named by the address of the published site; here it lies on this server.
    try {
      const url = new URL(picture, address);
      return url.host === new URL(address).host ? url.pathname : "";
    } catch { return ""; }
  };
  const shown = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

  const searchLook = () => {
    const url = new URL(address, location.href);
    const where = [url.host, ...url.pathname.split("/").filter(Boolean).map(decodeURIComponent)].join(" › ");
    const says = meta("description");
    return make("div", { class: "search" },
      make("p", { class: "where" }, where),
      make("h4", { class: "title", dir: "auto" }, shown(document.title, 60)),
      make("p", { class: "about", dir: "auto" }, says ? shown(says, 158) : "(search engines choose a passage of the text)"),
    );
  };
  const cardLook = () => {
    const picture = local(meta("og:image"));
    return make("div", { class: "card" },
      meta("og:image") && picture ? make("img", { src: picture, alt: "" }) : null,
      make("p", { class: "where" }, new URL(address, location.href).host),
      make("h4", { class: "title", dir: "auto" }, shown(meta("og:title") || document.title, 70)),
      make("p", { class: "about", dir: "auto" }, shown(meta("og:description") || meta("description"), 120)),
    );
  };
  const isOpen = () => { try { return sessionStorage.getItem(OPEN) === "yes"; } catch { return false; } };

  const showBar = (page, problems) => {
    address = page.address || location.href;
    const warnings = problems.filter((one) => one.severity === "warning" && page.source && one.at.path === page.source);
    const said = new Set(warnings.map((one) => one.code));
    const hints = page.missing.filter((name) => !said.has(SAID[name])).map((name) => MISSING[name] || name);
    const count = hints.length + warnings.length;
    const words = `${page.words.toLocaleString("en")} ${page.words === 1 ? "word" : "words"}`;
    const length = page.source ? `${words} · ${page.minutes} min` : "Preview";
    const counted = count ? make("b", {}, count === 1 ? "1 hint" : `${count} hints`) : null;
    const summary = make("summary", {}, length, counted);
    const details = make("details", {}, summary);
    details.open = isOpen();
    details.addEventListener("toggle", () => {
      try { sessionStorage.setItem(OPEN, details.open ? "yes" : "no"); } catch { /* it opens closed */ }
    });
    const inside = make("div", { class: "inside", tabindex: "0", role: "region", "aria-label": "About this page" });
    if (page.source) inside.append(make("p", { class: "source" }, page.source));
    if (count) {
      const list = make("ul", { class: "hints" });
      for (const one of warnings) {
        const place = [one.at.line, one.at.column].filter(Boolean).join(":");
        const fix = make("i", {}, ...marked(one.fix));
        list.append(make("li", {}, place ? `line ${place}: ` : "", ...marked(one.says), ". ", fix));
      }
      for (const one of hints) list.append(make("li", {}, one));
      inside.append(list);
    }
    inside.append(make("h3", {}, "In search results"), searchLook(), make("h3", {}, "As a shared card"), cardLook());
    details.append(inside);
    bar.inside.replaceChildren(details);
    bar.host.hidden = false;
  };
  const day = (date) => new Date(`${date}T12:00`).toLocaleDateString("en-GB", { dateStyle: "long" });
  const showRibbon = (page) => {
    const says = page && page.held === "scheduled"
      ? `Scheduled for ${day(page.until)}. Visitors see this page from that day on, once the site is built again.`
      : page && STATES[page.held];
    ribbon.host.hidden = !says;
    ribbon.inside.replaceChildren(says || "");
  };

  // ---- another page was edited

  // Each edit is told with its number and for as long as it is the last, for a page may be loading itself, or be
  // hidden, while it happens. What a window was told once it is not told again, nor what was before its first page.
  let heard = null;
  const news = (edits) => {
    let before = heard;
    try { before ??= JSON.parse(sessionStorage.getItem(HEARD)); } catch { /* storage is switched off */ }
    heard = edits;
    try { sessionStorage.setItem(HEARD, String(edits)); } catch { /* see above */ }
    return before !== null && edits > before;
  };
  const showHint = (edited, edits) => {
    if (!news(edits)) return;
    const here = decodeURI(location.pathname);
    if (edited.some((one) => one.url === here)) { hint.host.hidden = true; return; }
    const { url, title } = edited[0];
    const more = edited.length > 1 ? ` and ${edited.length - 1} more` : "";
    const close = make("button", { type: "button", title: "Hide" }, "×");
    close.addEventListener("click", () => { hint.host.hidden = true; });
    const link = make("a", { href: encodeURI(url) }, `“${title}”`);
    hint.inside.replaceChildren("You edited ", link, `${more} `, close);
    hint.host.hidden = false;
  };

  // ---- following

  // All pages share the stream of a worker; where there is none (old telephones), each has one while it is seen.
  let shared = null;
  let stream = null;
  try {
    const worker = new SharedWorker(`${start}/stream.js`);
    worker.onerror = () => { shared = null; follow(); };
    worker.port.onmessage = ({ data }) => { if (data.told) take(data.told); else gone(); };
    shared = worker.port;
  } catch { /* there are none, or the page's policy forbids them */ }
  const follow = () => {
    // Pages that nobody sees need not follow: they look again when they are seen.
    if (leaving || document.hidden) return;
    if (shared) { shared.postMessage({ file }); return; }
    if (stream) return;
    stream = new EventSource(`${start}/events?file=${encodeURIComponent(file)}`);
    stream.onmessage = (event) => { take(JSON.parse(event.data)); };
    stream.onerror = () => { if (stream && stream.readyState === EventSource.CLOSED) gone(); };
  };
  // A preview that was started again has another token: this page has to come from it.
  const gone = () => { rest(); if (!document.hidden) setTimeout(seek, 300); };
  const seek = () => {
    fetch(location.href, { method: "HEAD" }).then(() => reload(), () => setTimeout(seek, 1000));
  };
  const rest = () => {
    if (shared) shared.postMessage({ file: null });
    if (stream) { stream.close(); stream = null; }
  };

  const take = (told) => {
    const page = told.pages[file];
    if (page === undefined) return; // it was told before it knew of us
    const now = page ? page.key : "";
    const styled = swapStyles(told.styles);
    if ((now !== key && !styled) || told.pictures) { reload(); return; }
    key = now;
    showProblems(told.problems, told.trouble);
    if (page) { showBar(page, told.problems); showRibbon(page); }
    showHint(told.edited, told.edits);
    document.documentElement.dataset.therapyblogPreview = "ready";
  };

  const begin = () => {
    for (const one of [ribbon, panel, bar, hint]) one.host.hidden = true;
    document.body.append(ribbon.host, hint.host, bar.host, panel.host);
    new ResizeObserver(() => {
      for (const one of [bar, hint]) one.host.style.setProperty("--lift", `${ribbon.host.offsetHeight}px`);
    }).observe(ribbon.host);
    goBack();
    document.addEventListener("visibilitychange", () => (document.hidden ? rest() : follow()));
    addEventListener("pagehide", rest);
    addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
    follow();
  };
  if (document.body && document.readyState !== "loading") begin();
  else addEventListener("DOMContentLoaded", begin);
  // Pictures without a size push the text about until they are there; whoever moves meanwhile is left where they are.
  let moved = false;
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    addEventListener(kind, () => { moved = true; }, { once: true, passive: true });
  }
  addEventListener("load", () => {
    if (!moved) goBack();
    try { sessionStorage.removeItem(PLACE); } catch { /* there was nothing to forget */ }
  });
})();
