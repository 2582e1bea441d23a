/** The pictures of the site: what they show, and where each is used. */
import { call, listed, on, type Picture } from "../api.js";
import { fill, h, icon, type Child } from "../dom.js";
import { confirmed, openDialog } from "../parts/dialog.js";
import { dropZone } from "../parts/form-controls.js";
import { toast, tried } from "../parts/notices.js";
import { PICTURES, bringPictures } from "../parts/picture-choice.js";
import { thumbnail } from "../parts/thumbnails.js";
import { openPlace } from "../parts/new-document.js";
import { place, type Open } from "../route.js";
import { number, t } from "../words.js";

const fileName = (path: string) => path.replace(/^.*\//, "");
const size = (bytes: number) =>
  bytes < 1_000_000 ? t("kilobytes", { n: Math.max(1, Math.round(bytes / 1000)) }) : t("megabytes", { amount: number(Math.round(bytes / 100_000) / 10) });

export const open: Open = async () => {
  let pictures = listed(await call("pictures.list", {}));
  const { documents } = await call("documents.list", {}).catch(() => ({ documents: [] }));
  const titles = new Map(documents.map((entry) => [entry.path, entry]));
  const title = t("nav_pictures");
  const grid = h("ul", { class: "pictures", role: "list" });
  const search = h("input", { type: "search", class: "input", "aria-label": t("search"), placeholder: t("search"), autocomplete: "off" });

  const read = async () => {
    pictures = listed(await call("pictures.list", {}));
    draw();
  };
  const bring = async (files: File[]) => {
    const paths = await bringPictures(files);
    if (paths.length === 0) return;
    await read();
    toast(t("pictures_brought", { n: paths.length }));
  };
  const remove = async (picture: Picture) => {
    const used = picture.used_in.length;
    const yes = await confirmed(t("delete_picture", { name: fileName(picture.path) }), used ? t("picture_is_used", { n: used }) : t("delete_about"), t("delete"), true);
    const gone = yes && (await tried(() => call("pictures.delete", { path: picture.path })));
    if (!gone) return;
    await read();
    toast(t("deleted", { title: fileName(picture.path) }), {
      label: t("undo"),
      run: async () => {
        await tried(() => call("bin.restore", { id: gone.bin_id }));
        await read();
      },
    });
  };
  const show = (picture: Picture) => {
    const facts = [picture.width && picture.height ? `${number(picture.width)} × ${number(picture.height)}` : "", size(picture.bytes)].filter(Boolean);
    const dialog = openDialog({
      title: fileName(picture.path),
      wide: true,
      body: h(
        "div",
        { class: "picture-about" },
        h("div", { class: "picture-large" }, thumbnail(picture.path, picture.alt ?? "", 960)),
        h(
          "div",
          { class: "stack" },
          h("p", { class: "soft small" }, facts.join(" · ")),
          h("div", null, h("h3", null, t("picture_shows")), h("p", null, picture.alt || h("span", { class: "soft" }, t("no_alt_about")))),
          h("div", null, h("h3", null, t("used_in")), uses(picture)),
          h(
            "div",
            { class: "row" },
            h("button", { type: "button", class: "button button-quiet menu-item-danger", onclick: () => (dialog.close(), remove(picture)) }, icon("bin", "small"), t("delete")),
          ),
        ),
      ),
    });
    dialog.addEventListener("click", (event) => {
      if ((event.target as Element).closest("a")) dialog.close();
    });
  };
  const uses = (picture: Picture): Child =>
    picture.used_in.length === 0
      ? h("p", { class: "soft" }, t("used_nowhere"))
      : h(
          "ul",
          { class: "uses", role: "list" },
          picture.used_in.map((path) => {
            const entry = titles.get(path);
            return h("li", null, h("a", { href: place(...openPlace(entry?.kind ?? "post", path)) }, entry?.title ?? path));
          }),
        );
  const card = (picture: Picture): Child =>
    h(
      "li",
      null,
      h(
        "button",
        { type: "button", class: "picture-card", onclick: () => show(picture) },
        thumbnail(picture.path, "", 480),
        h("span", { class: "picture-words" }, h("span", { class: "picture-name" }, fileName(picture.path)), h("span", { class: "soft small" }, picture.used_in.length ? t("used_n", { n: picture.used_in.length }) : t("used_nowhere"))),
        !picture.alt && picture.used_in.length > 0 && h("span", { class: "pill pill-scheduled" }, t("no_alt")),
      ),
    );
  const draw = () => {
    const words = search.value.toLocaleLowerCase().trim();
    const found = pictures.filter((picture) => `${picture.path} ${picture.alt ?? ""}`.toLocaleLowerCase().includes(words));
    fill(
      grid,
      found.map(card),
      pictures.length === 0 && h("li", { class: "empty" }, icon("picture", "large"), h("p", null, t("no_pictures"))),
      pictures.length > 0 && found.length === 0 && h("li", { class: "empty" }, t("nothing_found")),
    );
  };
  search.addEventListener("input", draw);
  draw();
  const element = h(
    "div",
    { class: "page" },
    h("div", { class: "page-head" }, h("h1", null, title), h("p", { class: "lead" }, t("pictures_lead"))),
    h("div", { class: "stack" }, dropZone(t("drop_pictures"), PICTURES, true, bring), h("div", { class: "search-field" }, icon("search"), search), grid),
  );
  const end = on("files", ({ paths }) => {
    if (paths.some((path) => path.startsWith("media/"))) void read().catch(() => {});
  });
  return { title, element, leave: () => end() };
};
