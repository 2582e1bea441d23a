/** Windows over the page: `<dialog>`, which keeps the focus inside, closes by Escape and gives the focus back. */
import { h, icon, uniqueId, type Child } from "../dom.js";
import { t } from "../words.js";

interface Asked {
  title: string;
  body: Child;
  foot?: Child;
  wide?: boolean;
}

/** Open a window; it is gone from the page when it is closed. */
export function openDialog({ title, body, foot, wide }: Asked): HTMLDialogElement {
  const id = uniqueId("dialog");
  const dialog: HTMLDialogElement = h(
    "dialog",
    { class: wide ? "dialog dialog-wide" : "dialog", "aria-labelledby": id },
    h(
      "div",
      { class: "dialog-head" },
      h("h2", { id }, title),
      h("button", { type: "button", class: "icon-button", "aria-label": t("close"), onclick: () => dialog.close() }, icon("close")),
    ),
    h("div", { class: "dialog-body" }, body),
    foot ? h("div", { class: "dialog-foot" }, foot) : null,
  );
  dialog.addEventListener("close", () => dialog.remove());
  // A click beside the window closes it, as Escape does.
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Ask before something is done; resolves to whether it shall be. */
export function confirmed(title: string, about: Child, yes: string, danger = false): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = false;
    const dialog = openDialog({
      title,
      body: h("p", null, about),
      foot: [
        h("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("cancel")),
        h(
          "button",
          {
            type: "button",
            class: danger ? "button button-danger" : "button button-main",
            onclick: () => {
              answer = true;
              dialog.close();
            },
          },
          yes,
        ),
      ],
    });
    dialog.addEventListener("close", () => resolve(answer));
  });
}
