// In each page of the desk's preview: tells the desk which page it is and how far it is scrolled, and scrolls as it says.
// Other scripts of the page can say the same, so the desk takes all of it for nothing but numbers and a name.
"use strict";
(() => {
  const { desk, file, key } = document.currentScript.dataset;
  if (parent === window) return;
  const tell = (what) => {
    const { scrollHeight, clientHeight } = document.documentElement;
    const y = Math.round(scrollY);
    parent.postMessage({ therapyblog: what, file, key, y, height: scrollHeight, seen: clientHeight }, desk);
  };
  const commands = {
    scroll: ({ y }) => scrollTo({ top: Number(y) || 0, behavior: "instant" }),
    reload: () => location.reload(),
  };
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== desk || !data || !Object.hasOwn(commands, data.therapyblog)) return;
    commands[data.therapyblog](data);
  });
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; tell("scroll"); });
  }, { passive: true });
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => tell("ready"));
  else tell("ready");
})();
