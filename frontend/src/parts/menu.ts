/** A button with a few things to do behind it; by arrows, Escape and a click beside it as everywhere. */
import { h, icon, uniqueId } from "../dom.js";
import type { IconName } from "../icons.js";

export interface MenuItem {
  label: string;
  icon: IconName;
  run: () => unknown;
  danger?: boolean;
}

export function menuButton(label: string, items: MenuItem[]): HTMLElement {
  const id = uniqueId("menu");
  const button = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, "aria-haspopup": "menu", popovertarget: id },
    icon("more"),
  );
  const list = h("div", { id, class: "menu-list", role: "menu", popover: "auto", "aria-label": label });
  for (const item of items) {
    list.append(
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          tabindex: -1,
          class: item.danger ? "menu-item menu-item-danger" : "menu-item",
          onclick: () => {
            list.hidePopover();
            item.run();
          },
        },
        icon(item.icon),
        h("span", null, item.label),
      ),
    );
  }
  const rows = () => [...list.children] as HTMLElement[];
  list.addEventListener("beforetoggle", (event) => {
    if ((event as ToggleEvent).newState !== "open") return;
    const box = button.getBoundingClientRect();
    const height = items.length * 46 + 16;
    const top = box.bottom + height > innerHeight ? Math.max(8, box.top - height) : box.bottom + 4;
    list.style.setProperty("top", `${top}px`);
    if (document.dir === "rtl") list.style.setProperty("left", `${Math.max(8, box.left)}px`);
    else list.style.setProperty("right", `${Math.max(8, document.documentElement.clientWidth - box.right)}px`);
  });
  list.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState === "open") rows()[0]?.focus();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = rows();
      all[(all.indexOf(document.activeElement as HTMLElement) + step + all.length) % all.length]?.focus();
    } else if (event.key === "Tab") list.hidePopover();
  });
  return h("div", { class: "menu" }, button, list);
}
