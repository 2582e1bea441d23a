/** Elements from names and values, never from HTML: what comes out of a file is text, whatever it says. */
import { ICONS, type IconName } from "./icons.js";

export type Child = Node | string | number | false | null | undefined | Child[];
type Listener = (event: never) => unknown;
type Attribute = string | number | boolean | null | undefined | Listener;
export type Attributes = { [name: string]: Attribute };

/** Make an element. `onclick` and the like are listeners; `true` sets an attribute without a value, `false` none. */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes | null = null,
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as unknown as EventListener);
    else if (name === "value" && "value" in element) (element as unknown as HTMLInputElement).value = String(value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

function add(parent: Node, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) add(parent, child);
    else if (child instanceof Node) parent.appendChild(child);
    else if (child !== false && child !== null && child !== undefined) parent.appendChild(new Text(String(child)));
  }
}

/** Put other children into an element; what had the focus has it again where it has the same id. */
export function fill(parent: Element, ...children: Child[]): void {
  const focused = parent.contains(document.activeElement) ? document.activeElement?.id : "";
  parent.replaceChildren();
  add(parent, children);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing beside words; screen readers pass it over. */
export function icon(name: IconName, size: "small" | "medium" | "large" = "medium"): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 24 24",
    class: `icon icon-${size} icon-${name}`,
    "aria-hidden": "true",
    focusable: "false",
  })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.appendChild(path);
  return svg;
}

const once = new Map<string, number>();

/** An id that nothing else on the page has. */
export function uniqueId(stem: string): string {
  const count = (once.get(stem) ?? 0) + 1;
  once.set(stem, count);
  return `${stem}-${count}`;
}

const polite = h("div", { class: "only-heard", role: "status", "aria-live": "polite" });
const alert = h("div", { class: "only-heard", role: "alert" });

/** The regions that screen readers listen to; part of the page from the start. */
export const liveRegions = [polite, alert] as const;

/** Tell a screen reader, without moving anything. */
export function announce(words: string, urgently = false): void {
  const region = urgently ? alert : polite;
  region.textContent = "";
  setTimeout(() => (region.textContent = words), 60);
}
