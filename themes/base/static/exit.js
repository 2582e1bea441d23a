// The exit button: leaves at once, by the link or by pressing Shift three times. Without this script the link works alone.
(() => {
  "use strict";
  const box = document.querySelector("[data-exit-keys]");
  const link = box && box.querySelector("a[data-exit]");
  if (!link) return;
  const NEEDED = 3;
  const SECONDS = 5;
  const root = document.documentElement;
  const title = document.title;
  const says = box.querySelector("[data-exit-says]");
  const { two, one, over, leaving } = box.dataset;
  let presses = 0;
  let alone = false; // whether Shift is down and nothing else was pressed with it
  let timer = 0;

  const say = (text) => {
    says.textContent = text;
  };

  const start = () => {
    clearTimeout(timer);
    presses = 0;
  };

  const leave = () => {
    start();
    // What is seen goes first: the other page may take its time.
    root.classList.add("is-left");
    document.title = leaving;
    say(leaving);
    // The link's own `noreferrer` does not reach as far as this: the other site need not learn where its visitor was.
    const silence = document.createElement("meta");
    silence.name = "referrer";
    silence.content = "no-referrer";
    document.head.append(silence);
    location.replace(link.href);
  };

  const press = () => {
    clearTimeout(timer);
    presses += 1;
    if (presses >= NEEDED) {
      leave();
      return;
    }
    say(presses === 1 ? two : one);
    timer = setTimeout(() => {
      start();
      say(over);
      timer = setTimeout(() => say(""), SECONDS * 1000);
    }, SECONDS * 1000);
  };

  document.addEventListener("click", (event) => {
    const found = event.target instanceof Element && event.target.closest("a[data-exit]");
    // With a key held, or another button, the reader asks the browser for a new tab.
    if (!found || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift") {
      if (!event.repeat) alone = !(event.ctrlKey || event.metaKey || event.altKey);
      return;
    }
    alone = false;
    if (presses) {
      start();
      say("");
    }
  });

  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    press();
  });

  // A page that the browser kept as it was left comes back whole, not blank.
  addEventListener("pageshow", () => {
    start();
    alone = false;
    root.classList.remove("is-left");
    document.title = title;
    say("");
  });
})();
