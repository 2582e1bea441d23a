/* What a person would notice on a page and a program can find: text outside the window, cut off, or over other text; what
   moved; what can be reached. Run in the page; defines `looking`. */
globalThis.looking = (() => {
  "use strict";

  const name = (node) => {
    const classes = [...node.classList].map((one) => `.${one}`).join("");
    const words = (node.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `${node.localName}${node.id ? `#${node.id}` : ""}${classes}${words ? ` “${words}”` : ""}`;
  };

  const style = (node, pseudo) => getComputedStyle(node, pseudo);

  /* Only for screen readers: a pixel, or cut to nothing. */
  const forEars = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const box = one.getBoundingClientRect();
      const cut = style(one).clipPath === "inset(50%)";
      if (cut || (style(one).position === "absolute" && box.width <= 1 && box.height <= 1)) return true;
    }
    return false;
  };

  /* Where a summary ends that is cut after some lines on purpose: what stands below that is not seen. */
  const clamped = (node) => {
    for (let one = node; one; one = one.parentElement) {
      if (style(one).webkitLineClamp !== "none") return one.getBoundingClientRect().bottom - 4;
    }
    return Infinity;
  };

  /* Every line of text that can be seen: its element, its words and its rectangle. */
  const lines = () => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walk.nextNode(); text; text = walk.nextNode()) {
      const node = text.parentElement;
      if (!text.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName)) continue;
      if (!node.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) || forEars(node)) continue;
      if (node.closest(".skip-link:not(:focus)")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const clamp = clamped(node);
      for (const box of range.getClientRects()) {
        if (box.width > 1 && box.height > 1 && box.top < clamp) found.push({ node, text, box });
      }
    }
    return found;
  };

  const scroller = (node) => {
    for (let one = node; one && one !== document.body; one = one.parentElement) {
      if (["auto", "scroll"].includes(style(one).overflowX)) return one;
    }
    return null;
  };

  /* Text that reaches beyond the window and cannot be scrolled to in a box of its own. */
  const outside = () => {
    const width = document.documentElement.clientWidth;
    const found = lines()
      .filter(({ node, box }) => (box.right > width + 1 || box.left < -1) && !scroller(node))
      .map(({ node, box }) => `${name(node)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} of ${width}`);
    const wide = document.documentElement.scrollWidth - width;
    if (wide > 0) found.unshift(`the page scrolls sideways by ${wide} px`);
    return [...new Set(found)].slice(0, 8);
  };

  /* Text that a box without a scroll bar cuts off. A summary that is cut after some lines on purpose ends with dots. */
  const cut = () => {
    const found = [];
    for (const { node, box } of lines()) {
      for (let one = node; one && one !== document.body; one = one.parentElement) {
        const own = style(one);
        if (own.position === "fixed") break;
        if (![own.overflowX, own.overflowY].some((value) => ["hidden", "clip"].includes(value))) continue;
        if (own.webkitLineClamp !== "none") continue;
        const edge = one.getBoundingClientRect();
        const beyond = Math.max(box.right - edge.right, edge.left - box.left, box.bottom - edge.bottom, edge.top - box.top);
        if (beyond > 2) found.push(`${name(node)} is cut off by ${name(one).slice(0, 40)}: ${Math.round(beyond)} px`);
      }
    }
    return [...new Set(found)].slice(0, 8);
  };

  /* Text over text. A line box is taller than its letters, so only the middle half of each counts. */
  const overlapping = () => {
    const seen = lines().map(({ node, text, box }) => ({
      node, text, left: box.left, right: box.right, top: box.top + box.height / 4, bottom: box.bottom - box.height / 4,
    })).sort((a, b) => a.top - b.top);
    const found = [];
    seen.forEach((one, place) => {
      for (let next = place + 1; next < seen.length && seen[next].top < one.bottom; next += 1) {
        const other = seen[next];
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - other.top;
        if (across > 2 && down > 2 && one.text !== other.text && !scroller(one.node) && !scroller(other.node)) {
          found.push(`${name(one.node)} lies over ${name(other.node)}`);
        }
      }
    });
    return [...new Set(found)].slice(0, 8);
  };

  /* Small shapes that styles draw: what they are made of, so that it can be told whether colours of the system hide them. */
  const shapes = () => {
    const found = [];
    for (const node of document.querySelectorAll("body *")) {
      if (!node.checkVisibility() || forEars(node)) continue;
      for (const pseudo of ["::before", "::after"]) {
        const own = style(node, pseudo);
        if (own.content !== '""' || own.display === "none") continue;
        const bordered = ["Top", "Left"].some((side) => own[`border${side}Style`] !== "none" && parseFloat(own[`border${side}Width`]));
        const filled = own.backgroundImage !== "none" || own.maskImage !== "none" || !/, 0\)$/.test(own.backgroundColor);
        if (filled) found.push({ name: `${name(node)}${pseudo}`, bordered, kept: own.forcedColorAdjust === "none", masked: own.maskImage !== "none" });
      }
    }
    return found;
  };

  /* What is in its place by itself and sticks out of the page. */
  const sticking = () => {
    const found = [];
    const all = (selector, within = document) => [...within.querySelectorAll(selector)].filter((one) => one.checkVisibility());
    const box = (node) => node.getBoundingClientRect();
    /* A summary ends with dots: no line stands below them. */
    for (const node of all("body *")) {
      const most = Number(style(node).webkitLineClamp);
      if (!most || !node.textContent.trim()) continue;
      const high = node.clientHeight / parseFloat(style(node).lineHeight);
      if (high > most + 0.5) found.push(`${name(node)} goes on below its ${most} lines`);
    }
    /* All parts of a text have its width; only the picture above it may be wider. */
    const column = all(".text > .prose, .text > .text__body > .prose").map(box).find((one) => one.height > 0);
    for (const node of column ? all(".text > :not(.lead-picture), .prose > *, .prose > .table-wrap, .after-text > *") : []) {
      const { left, right } = box(node);
      if (left < column.left - 1 || right > column.right + 1) found.push(`${name(node)} is wider than the text`);
    }
    for (const node of all(".text, .after-text")) {
      const first = [...node.children].find((one) => one.checkVisibility() && !one.matches(".lead-picture"));
      if (column && first && Math.abs(box(first).left - column.left) > 1) found.push(`${name(first)} stands beside the text`);
    }
    for (const nav of all("nav")) {
      const current = all("[aria-current]", nav).map(name);
      if (current.length > 1) found.push(`current at once: ${current.join(", ")}`);
    }
    if (all("main .crisis__lines").length && all("footer .crisis__lines").length) found.push("the crisis lines stand there twice");
    const near = all(".neighbours a").map((one) => one.href);
    for (const link of all(".related .card__title a")) if (near.includes(link.href)) found.push(`${name(link)} is offered twice`);
    /* A row of entries runs as the page does. */
    const [one, two] = all(".site-menu li").map(box);
    const fromRight = document.documentElement.dir === "rtl";
    if (two && one.top === two.top && one.left > two.left !== fromRight) found.push("the menu runs against the page");
    return found;
  };

  /* Opens the menu that a telephone folds. */
  const unfold = () => {
    for (const one of document.querySelectorAll(".site-menu__fold")) one.open = true;
  };

  /* Everything that a key can reach, in the order of the page. */
  const reachable = () =>
    [...document.querySelectorAll("a[href], button, input, textarea, select, summary, iframe, [tabindex], audio[controls], video[controls]")]
      .filter((node) => node.tabIndex >= 0 && !node.disabled && node.checkVisibility({ visibilityProperty: true }));

  /* Scrolls through the page, as a reader does, so that what waits for that is there; then back to the top. */
  const scrollThrough = async () => {
    const step = innerHeight * 0.8;
    for (let at = 0; at < document.documentElement.scrollHeight && at < 60 * step; at += step) {
      scrollTo({ top: at, behavior: "instant" });
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    await Promise.all([...document.images].filter((one) => !one.complete).map((one) => one.decode().catch(() => 0)));
    scrollTo({ top: 0, behavior: "instant" });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  };

  const text = () => [...new Set(lines().map(({ text: one }) => one))].map((one) => one.data.trim().replace(/\s+/g, " "));

  const brokenPictures = () => [...document.images].filter((one) => one.complete && !one.naturalWidth).map((one) => one.src);

  return { brokenPictures, cut, lines, name, outside, overlapping, reachable, scrollThrough, shapes, sticking, text, unfold };
})();
