/** Labelled controls: a label, what it is for, the control, and room for what is wrong with it. */
import { fill, h, icon, uniqueId, type Child } from "../dom.js";
import { t } from "../words.js";

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export interface Labelled {
  element: HTMLElement;
  /** Show what is wrong; empty takes it away. */
  wrong(words: string): void;
  /** Show for a moment that it is saved. */
  saved(): void;
}

interface About {
  label: Child;
  about?: Child;
  required?: boolean;
  /** Beside the control. */
  after?: Child;
}

/** Put a label, an explanation and a place for errors around a control. */
export function labelled(control: Control, { label, about, required, after }: About): Labelled {
  const id = control.id || uniqueId("field");
  control.id = id;
  control.classList.add("input");
  const error = h("p", { class: "field-error", id: `${id}-wrong`, hidden: true });
  const done = h("span", { class: "field-saved", hidden: true }, t("saved"));
  const described = [about ? `${id}-about` : "", error.id].filter(Boolean).join(" ");
  control.setAttribute("aria-describedby", described);
  if (required) control.setAttribute("aria-required", "true");
  let timer = 0;
  const element = h(
    "div",
    { class: "field" },
    h("div", { class: "field-head" }, h("label", { for: id }, label), required ? h("span", { class: "soft small" }, t("needed")) : null, done),
    about ? h("p", { class: "field-about", id: `${id}-about` }, about) : null,
    after ? h("div", { class: "field-row" }, control, after) : control,
    error,
  );
  return {
    element,
    wrong(words) {
      error.hidden = !words;
      control.setAttribute("aria-invalid", words ? "true" : "false");
      fill(error, words ? [icon("warning", "small"), h("span", null, words)] : null);
    },
    saved() {
      done.hidden = false;
      clearTimeout(timer);
      timer = window.setTimeout(() => (done.hidden = true), 2500);
    },
  };
}

export interface Option {
  value: string;
  label: Child;
}

/** Some choices of which one holds, beside each other; `chosen` hears of the new one. */
export function segments(
  legend: string,
  options: Option[],
  value: string,
  chosen: (value: string) => unknown,
  className = "segments",
): HTMLFieldSetElement {
  const name = uniqueId("choice");
  return h(
    "fieldset",
    null,
    h("legend", { class: "only-heard" }, legend),
    h(
      "div",
      { class: className },
      options.map((option) => {
        const radio = h("input", { type: "radio", name, value: option.value, checked: option.value === value });
        radio.addEventListener("change", () => chosen(option.value));
        return h("label", { class: "segment" }, radio, h("span", null, option.label));
      }),
    ),
  );
}

/** A choice from a list that unfolds. */
export function selectOf(options: Option[], value: string): HTMLSelectElement {
  return h(
    "select",
    null,
    options.map((option) => h("option", { value: option.value, selected: option.value === value }, option.label)),
  );
}

/** A file as base64, as calls take it. */
export async function base64Of(file: Blob): Promise<string> {
  return await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(file);
  });
}

/** A place to drop files on, with a button that opens the system's own window for them. */
export function dropZone(words: Child, accept: string, multiple: boolean, chosen: (files: File[]) => unknown): HTMLElement {
  const input = h("input", { type: "file", accept, multiple, class: "only-heard", tabindex: -1, "aria-hidden": "true" });
  const zone = h(
    "div",
    { class: "drop" },
    icon("bring", "large"),
    h("p", null, words),
    h("button", { type: "button", class: "button", onclick: () => input.click() }, t("choose_files")),
    input,
  );
  input.addEventListener("change", () => {
    if (input.files?.length) chosen([...input.files]);
    input.value = "";
  });
  takesFiles(zone, chosen);
  return zone;
}

/** Let files be dropped on an element. */
export function takesFiles(zone: HTMLElement, chosen: (files: File[]) => unknown): void {
  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("is-over");
  };
  zone.addEventListener("dragenter", over);
  zone.addEventListener("dragover", over);
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget as Node | null)) zone.classList.remove("is-over");
  });
  zone.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    zone.classList.remove("is-over");
    chosen([...event.dataTransfer.files]);
  });
}
