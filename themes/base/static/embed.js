/* Click to load. Until a reader presses the button, nothing is asked of the other site;
   without this file the link beside it does the same in its own way. */
(() => {
  "use strict";
  for (const figure of document.querySelectorAll("figure.embed[data-embed-src]")) {
    const button = figure.querySelector("button.embed__show");
    const { embedSrc, embedReferrer, embedTitle } = figure.dataset;
    if (!button || !embedSrc.startsWith("https://")) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const frame = document.createElement("iframe");
      frame.className = "embed__frame";
      frame.title = embedTitle || "";
      frame.referrerPolicy = embedReferrer || "no-referrer";
      frame.allow = "fullscreen; encrypted-media; picture-in-picture";
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-presentation");
      frame.src = embedSrc;
      figure.prepend(frame);
      figure.classList.add("embed--shown");
      button.remove();
      // The button had the focus and is gone: what took its place has it now.
      frame.focus();
    }, { once: true });
  }
})();
