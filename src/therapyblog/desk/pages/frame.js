// In each page of the desk's preview: says which page it is and which paragraph somebody pressed, and scrolls as the
// desk says. Only the desk that holds the frame is listened to and told. Other scripts of the page can say the same, so
// the desk takes all of it for nothing but words and numbers.
"use strict";
(() => {
  const { desk, file, key } = document.currentScript.dataset;
  if (parent === window) return;
  const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, blockquote, pre, td, th, dt, dd, figcaption, summary";
  const MOST_WORDS = 200;
  const FROM_TOP = 0.3; // the part of the window that stays above the place where the text is
  const PLACE = "therapyblog-place:";
  const tell = (what, more = {}) => {
    const { scrollHeight, clientHeight } = document.documentElement;
    const y = Math.round(scrollY);
    parent.postMessage({ therapyblog: what, file, key, y, height: scrollHeight, seen: clientHeight, ...more }, desk);
  };

  // A line of the text and its paragraph here have the same letters and digits.
  const letters = (words) => words.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase().slice(0, MOST_WORDS);
  const text = () => document.querySelector("main") ?? document.body;
  const isIn = (words, found) => found !== "" && (found.startsWith(words) || (found.length > 8 && words.startsWith(found)));
  const place = ({ words, part }) => {
    const sought = typeof words === "string" ? words.slice(0, MOST_WORDS) : "";
    const article = text().getBoundingClientRect();
    const top = article.top + article.height * Math.min(1, Math.max(0, Number(part) || 0));
    if (sought === "") return top;
    // The same words may stand in several places: the one that is nearest to where the text is.
    const tops = [...text().querySelectorAll(BLOCKS)]
      .filter((block) => isIn(sought, letters(block.textContent)))
      .map((block) => block.getBoundingClientRect().top);
    return tops.reduce((best, one) => (Math.abs(one - top) < Math.abs(best - top) ? one : best), tops[0] ?? top);
  };
  const find = (where) => {
    const y = scrollY + place(where) - document.documentElement.clientHeight * FROM_TOP;
    scrollTo({ top: Math.max(0, y), behavior: "instant" });
  };

  const commands = {
    find,
    reload: () => {
      // A page without an origin has no storage and no history of its own, but its frame has a name.
      window.name = `${PLACE}${Math.round(scrollY)}`;
      location.reload();
    },
    scroll: ({ y }) => scrollTo({ top: Number(y) || 0, behavior: "instant" }),
  };
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== desk || !data || !Object.hasOwn(commands, data.therapyblog)) return;
    commands[data.therapyblog](data);
  });
  addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || target.closest("a, button, input, select, textarea, label, summary")) return;
    const block = target.closest(BLOCKS);
    if (block && text().contains(block)) tell("chosen", { words: block.textContent.slice(0, 4 * MOST_WORDS) });
  });
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; tell("scroll"); });
  }, { passive: true });
  const begin = () => {
    if (window.name.startsWith(PLACE)) commands.scroll({ y: window.name.slice(PLACE.length) });
    window.name = "";
    tell("ready");
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
