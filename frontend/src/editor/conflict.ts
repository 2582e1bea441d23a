/** Somebody else changed the file while something here is not saved: both are shown, and nothing is lost either way. */
import { h } from "../dom.js";
import { t } from "../words.js";
import { ask } from "./dialog.js";
import { putTogether } from "./line-diff.js";
import { sideBySide } from "./side-by-side.js";

export type Way = { readonly kind: "mine" } | { readonly kind: "theirs" } | { readonly kind: "together"; readonly text: string; readonly both: number };

/** Ask which text shall stay; `null` to decide later. */
export function askWhichText(base: string, mine: string, theirs: string): Promise<Way | null> {
  const together = putTogether(base, mine, theirs);
  return ask<Way>({
    title: t("pen_conflict_title"),
    wide: true,
    body: (give) => {
      const choice = (kind: string, words: string, about: string, way: Way): HTMLElement =>
        h(
          "li",
          null,
          h("button", { type: "button", class: `button ${kind}`, "aria-describedby": `w-way-${way.kind}`, autofocus: way.kind === "together", onclick: () => give(way) }, words),
          h("p", { class: "w-about", id: `w-way-${way.kind}` }, about),
        );
      return [
        h("p", null, t("pen_conflict_about")),
        h(
          "ul",
          { class: "w-ways", role: "list" },
          choice(
            "button-main",
            t("pen_conflict_together"),
            together.both > 0 ? t("pen_conflict_both", { n: together.both }) : t("pen_conflict_none"),
            { kind: "together", ...together },
          ),
          choice("", t("pen_conflict_mine"), t("pen_conflict_mine_about"), { kind: "mine" }),
          choice("", t("pen_conflict_theirs"), t("pen_conflict_theirs_about"), { kind: "theirs" }),
        ),
        sideBySide(mine, theirs, t("pen_conflict_here"), t("pen_conflict_there")),
      ];
    },
  });
}
