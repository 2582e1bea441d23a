/** The first page of a site: what it says of free places, what to do next, what falls due, what needs a look. */
import { call, on, type Site } from "../api.js";
import { announce, fill, h, icon, type Child } from "../dom.js";
import { segments } from "../parts/form-controls.js";
import { newDocument } from "../parts/new-document.js";
import { sentence, toast, tried } from "../parts/notices.js";
import { statePill } from "../parts/states.js";
import { place, type Open } from "../route.js";
import { openSite, refreshSite } from "../state.js";
import { day, t, type Key } from "../words.js";

/** Where each of the first steps is taken. */
const STEPS: Record<string, string> = {
  who: place("list", "practitioner"),
  credentials: place("list", "practitioner"),
  post: place("list", "post"),
  contact: place("list", "page"),
  privacy: place("list", "page"),
  publish: place("publish"),
};

export const open: Open = async () => {
  await refreshSite();
  const { documents } = await call("documents.list", {}).catch(() => ({ documents: [] }));
  const title = t("nav_home");
  const element = h("div", { class: "page" });

  const availability = (site: Site): Child => {
    const about = h("p", { class: "soft", id: "accepting-about" }, t(`accepting_${site.accepting}_about`));
    const options = (["open", "waitlist", "closed"] as const).map((value) => ({
      value,
      label: [h("span", { class: `dot dot-${value}`, "aria-hidden": "true" }), h("span", null, t(`accepting_${value}`))],
    }));
    const chosen = async (value: string) => {
      const worked = await tried(() => call("site.accepting", { value }));
      await refreshSite();
      if (worked === null) draw();
      else {
        about.textContent = t(`accepting_${value}_about` as Key);
        announce(t("saved"));
      }
    };
    return h(
      "section",
      { class: "sheet availability", "aria-labelledby": "accepting" },
      h("h2", { id: "accepting" }, t("accepting_title")),
      segments(t("accepting_title"), options, site.accepting, chosen, "segments segments-large"),
      about,
    );
  };

  const checklist = (site: Site): Child => {
    if (!site.checklist || site.checklist.length === 0) return null;
    const steps = site.checklist.map((step) => (typeof step === "string" ? { name: step as string, done: false } : step));
    const done = steps.filter((step) => step.done).length;
    const next = steps.find((step) => !step.done);
    const dismiss = async () => {
      if ((await tried(() => call("checklist.dismiss", {}))) === null) return;
      await refreshSite();
      draw();
      toast(t("checklist_gone"));
    };
    return h(
      "section",
      { class: "sheet checklist", "aria-labelledby": "first-steps" },
      h("div", { class: "section-head" }, h("h2", { id: "first-steps" }, t("first_steps")), h("span", { class: "soft small" }, t("steps_done", { done, total: steps.length }))),
      h("progress", { max: steps.length, value: done, "aria-label": t("first_steps") }),
      h(
        "ol",
        { class: "steps", role: "list" },
        steps.map((step) => {
          const words = t(`step_${step.name}` as Key);
          const inner = [icon(step.done ? "done" : "circle"), h("span", null, words), step.done && h("span", { class: "only-heard" }, t("step_done"))];
          const path = "path" in step && step.path ? place(step.path.startsWith("practitioners/") ? "form" : "write", step.path) : STEPS[step.name];
          return h(
            "li",
            { class: step.done ? "step is-done" : step === next ? "step is-next" : "step" },
            step.done || !path ? h("span", { class: "step-line" }, inner) : h("a", { class: "step-line", href: path }, inner, icon("next", "small")),
          );
        }),
      ),
      h("button", { type: "button", class: "button button-quiet", onclick: dismiss }, t("checklist_dismiss")),
    );
  };

  const problems = (site: Site): Child => {
    if (site.trouble) {
      return h("a", { class: "sheet card-link card-bad", href: place("problems") }, icon("warning"), h("span", null, h("strong", null, t("trouble")), h("span", { class: "soft" }, site.trouble)), icon("next"));
    }
    if (site.problems === 0) return h("div", { class: "sheet card-line" }, icon("done"), h("span", null, t("no_problems")));
    return h(
      "a",
      { class: "sheet card-link card-note", href: place("problems") },
      icon("note"),
      h("span", null, h("strong", null, t("problems_n", { n: site.problems })), h("span", { class: "soft" }, t("problems_about"))),
      icon("next"),
    );
  };

  const due = (site: Site): Child =>
    site.due.length > 0 &&
    h(
      "section",
      { class: "sheet stack", "aria-labelledby": "due" },
      h("h2", { id: "due" }, t("due_title")),
      h(
        "ul",
        { class: "due", role: "list" },
        site.due.slice(0, 6).map((entry) => h("li", null, h("span", { class: "due-day" }, day(entry.day)), h("bdi", null, sentence(entry.says)))),
      ),
    );

  const recent = (): Child => {
    const posts = documents
      .filter((entry) => entry.kind === "post")
      .sort((first, second) => Number(second.state === "draft") - Number(first.state === "draft") || (second.updated ?? second.date ?? "").localeCompare(first.updated ?? first.date ?? ""))
      .slice(0, 5);
    return h(
      "section",
      { class: "sheet stack", "aria-labelledby": "recent" },
      h("div", { class: "section-head" }, h("h2", { id: "recent" }, t("recent")), h("a", { href: place("list", "post") }, t("all_posts"))),
      posts.length === 0 && h("p", { class: "soft" }, t("no_posts_yet")),
      h(
        "ul",
        { class: "plain-rows", role: "list" },
        posts.map((entry) =>
          h("li", null, h("a", { class: "plain-row", href: place("write", entry.path) }, h("span", { class: "row-title" }, entry.title), statePill(entry))),
        ),
      ),
    );
  };

  const draw = () => {
    const site = openSite();
    fill(
      element,
      h(
        "div",
        { class: "page-head home-head" },
        h("h1", null, site.title),
        h(
          "div",
          { class: "row" },
          site.preview && h("a", { class: "button", href: site.preview, target: "_blank", rel: "noopener" }, icon("eye", "small"), t("see_site")),
          h("button", { type: "button", class: "button button-main", onclick: () => newDocument("post") }, icon("pen", "small"), t("write_post")),
        ),
      ),
      h(
        "div",
        { class: "home-grid" },
        h("div", { class: "stack home-wide" }, availability(site), checklist(site), recent()),
        h("div", { class: "stack" }, publishCard(), problems(site), due(site)),
      ),
    );
  };
  draw();
  const end = on("site", async ({ problems: count, trouble }) => {
    const site = openSite();
    if (site.problems === count && (site.trouble ?? "") === trouble) return;
    await refreshSite();
    draw();
  });
  return { title, element, leave: () => end() };
};

const publishCard = (): Child =>
  h(
    "a",
    { class: "sheet card-link card-publish", href: place("publish") },
    icon("publish"),
    h("span", null, h("strong", null, t("nav_publish")), h("span", null, t("publish_card"))),
    icon("next"),
  );
