/** Publish: what will change, what stops it, how far it is, what was verified, and the way back. */
import { Refusal, call, finished, type Plan, type Question, type TaskEvent, type Values } from "../api.js";
import { announce, fill, h, icon, type Child } from "../dom.js";
import { confirmed } from "../parts/dialog.js";
import { labelled, selectOf, type Labelled } from "../parts/form-controls.js";
import { inWords, notice, says } from "../parts/notices.js";
import { progressOf } from "../parts/progress.js";
import { inOwnWords } from "../parts/settings-form.js";
import type { Open } from "../route.js";
import { moment, t } from "../words.js";
import { problemItem } from "./problems.js";

interface Destination {
  name: string;
  address?: string;
  words?: string;
  way?: string;
}
interface Way {
  name: string;
  words: string;
}

/** A list in an answer, whatever it is called there. */
const listIn = <T,>(answer: Values, ...names: string[]): T[] => {
  for (const name of names) if (Array.isArray(answer[name])) return answer[name] as T[];
  return [];
};

export const open: Open = async () => {
  const title = t("nav_publish");
  const main = h("div", { class: "stack stack-wide" });
  let left = false;
  const status = await call("publish.status", {}).catch(() => ({}) as Values);
  const last = (status.last ?? null) as { at?: string; address?: string } | null;
  let canUndo = status.can_undo === true;
  let destinations: Destination[] = [];
  let chosen: string | undefined;

  const focusFirst = () => main.querySelector<HTMLElement>("h2, button")?.focus({ preventScroll: true });
  const failed = (error: unknown, again: () => unknown) =>
    fill(main, says(error), h("div", { class: "row" }, h("button", { type: "button", class: "button", onclick: again }, t("try_again"))));

  const begin = async () => {
    try {
      const answer = await call("publish.destinations", {});
      destinations = listIn<Destination>(answer, "destinations");
      if (destinations.length === 0) await setup();
      else await plan();
    } catch (error) {
      failed(error, begin);
    }
  };

  const setup = async () => {
    const ways = listIn<Way>(await call("publish.questions", {}), "ways");
    fill(
      main,
      h(
        "section",
        { class: "sheet stack", "aria-labelledby": "ways" },
        h("h2", { id: "ways", tabindex: -1 }, t("where_publish")),
        h("p", { class: "soft" }, t("where_publish_about")),
        h(
          "ul",
          { class: "folders", role: "list" },
          ways.map((way) =>
            h("li", null, h("button", { type: "button", class: "folder", onclick: () => ask(way) }, icon("publish"), h("span", { class: "grow" }, way.words), icon("next", "small"))),
          ),
        ),
      ),
    );
  };

  const ask = async (way: Way) => {
    try {
      const answer = await call("publish.questions", { way: way.name });
      const questions = listIn<Question>(answer, "questions");
      const fields: { question: Question; control: HTMLInputElement | HTMLSelectElement; shown: Labelled }[] = questions.map((question) => {
        const choices = (question.choices ?? []).map((item) => (typeof item === "string" ? { value: item, label: inOwnWords(item) } : item));
        const control = choices.length > 0 ? selectOf(choices, question.default ?? "") : h("input", { type: "text", value: question.default ?? "", autocomplete: "off", spellcheck: false });
        return { question, control, shown: labelled(control, { label: question.words }) };
      });
      const secretWords = typeof answer.secret === "string" ? answer.secret : "";
      const secret = h("input", { type: "password", autocomplete: "off" });
      const secretShown = labelled(secret, { label: secretWords || t("password"), about: t("password_about") });
      const wrong = h("div", { role: "alert" });
      const button = h("button", { type: "submit", class: "button button-main" }, t("try_connection"));
      fill(
        main,
        h(
          "form",
          {
            class: "sheet stack",
            novalidate: true,
            onsubmit: async (event: Event) => {
              event.preventDefault();
              button.disabled = true;
              fill(wrong);
              try {
                const answers = Object.fromEntries(fields.map(({ question, control }) => [question.name, control.value.trim()]));
                const { says: words } = await call("publish.setup", { name: way.name, answers, ...(secretWords && secret.value ? { secret: secret.value } : {}) });
                announce(words);
                await begin();
                main.prepend(notice("good", words || t("connection_works")));
              } catch (error) {
                const field = error instanceof Refusal ? fields.find(({ question }) => question.name === error.question) : undefined;
                if (field) {
                  field.shown.wrong(inWords(error));
                  field.control.focus();
                } else fill(wrong, says(error));
              } finally {
                button.disabled = false;
              }
            },
          },
          h("h2", { tabindex: -1 }, way.words),
          fields.map(({ shown }) => shown.element),
          secretWords && secretShown.element,
          wrong,
          h("div", { class: "row" }, button, h("button", { type: "button", class: "button button-quiet", onclick: setup }, t("another_way"))),
        ),
      );
      fields[0]?.control.focus();
    } catch (error) {
      failed(error, setup);
    }
  };

  const plan = async () => {
    const progress = progressOf(t("looking"));
    fill(main, h("div", { class: "sheet stack" }, progress.element));
    try {
      const { task } = await call("publish.plan", chosen ? { to: chosen } : {});
      const found = await finished<Plan>(task, (event: TaskEvent) => progress.show(event));
      if (!left) show(found);
    } catch (error) {
      if (!left) failed(error, plan);
    }
  };

  const changesOf = ({ changes }: Plan): Child => {
    const total = changes.new + changes.changed + changes.removed;
    if (total === 0) return notice("good", h("p", null, h("strong", null, t("nothing_changed"))), h("p", null, t("nothing_changed_about")));
    const figure = (count: number, words: Child, tone: string) => count > 0 && h("li", { class: `change-figure change-${tone}` }, h("span", { class: "change-count" }, count), h("span", null, words));
    return [
      h(
        "ul",
        { class: "change-figures", role: "list" },
        figure(changes.new, t("change_new", { n: changes.new }), "new"),
        figure(changes.changed, t("change_changed", { n: changes.changed }), "changed"),
        figure(changes.removed, t("change_removed", { n: changes.removed }), "removed"),
      ),
      changes.pages.length > 0 &&
        h(
          "details",
          { class: "entry" },
          h("summary", null, h("span", { class: "entry-name" }, t("which_pages"))),
          h(
            "ul",
            { class: "change-pages", role: "list" },
            changes.pages.map((page) => h("li", null, h("span", { class: `pill pill-${page.change === "removed" ? "needs-a-look" : page.change === "new" ? "published" : "scheduled"}` }, t(`page_${page.change}`)), h("span", null, page.title || page.address))),
          ),
        ),
    ];
  };

  const show = (found: Plan) => {
    const stops = found.stops ?? [];
    const choice =
      destinations.length > 1
        ? selectOf(destinations.map((destination) => ({ value: destination.name, label: destination.address || destination.name })), chosen ?? destinations[0]?.name ?? "")
        : null;
    choice?.classList.add("input", "input-small");
    choice?.setAttribute("aria-label", t("where_publish"));
    choice?.addEventListener("change", () => {
      chosen = choice.value;
      void plan();
    });
    fill(
      main,
      stops.length > 0
        ? h(
            "section",
            { class: "sheet stack", "aria-labelledby": "stops" },
            h("h2", { id: "stops", tabindex: -1 }, t("stops_title", { n: stops.length })),
            h("p", { class: "soft" }, t("stops_about")),
            h("ul", { class: "problems", role: "list" }, stops.map((problem) => problemItem(problem, plan))),
            h("div", { class: "row" }, h("button", { type: "button", class: "button", onclick: plan }, icon("restore", "small"), t("look_again"))),
          )
        : h(
            "section",
            { class: "sheet stack publish-card", "aria-labelledby": "changes" },
            h("h2", { id: "changes", tabindex: -1 }, t("what_changes")),
            choice,
            changesOf(found),
            h("p", { class: "soft" }, t("goes_to", { address: found.address })),
            h(
              "div",
              { class: "row" },
              h("button", { type: "button", class: "button button-main button-large", onclick: () => start(found) }, icon("publish"), t("publish_now")),
              canUndo && h("button", { type: "button", class: "button button-quiet", onclick: undo }, icon("restore", "small"), t("undo_publish")),
            ),
          ),
      h("p", { class: "soft small" }, last?.at ? t("published_last", { moment: moment(last.at) }) : t("never_published"), " ", h("button", { type: "button", class: "link-button", onclick: setup }, t("another_place"))),
    );
    focusFirst();
  };

  const start = async (found: Plan) => {
    if (!found.agreed && !(await confirmed(t("agree_title"), t("agree_about", { address: found.address }), t("agree_yes")))) return;
    const progress = progressOf(t("publishing"));
    fill(main, h("div", { class: "sheet stack" }, progress.element, h("p", { class: "soft" }, t("publishing_about"))));
    try {
      const { task } = await call("publish.start", { ...(chosen ? { to: chosen } : {}), ...(found.agree ? { agree: found.agree } : {}) });
      const result = await finished<Values>(task, (event) => progress.show(event));
      if (!left) published(found, result);
    } catch (error) {
      if (!left) failed(error, plan);
    }
  };

  const published = (found: Plan, result: Values) => {
    const address = String(result.address ?? found.address);
    canUndo = true;
    fill(
      main,
      h(
        "section",
        { class: "sheet published", "aria-labelledby": "published" },
        h("span", { class: "published-mark" }, icon("check", "large")),
        h("h2", { id: "published", tabindex: -1 }, t("published_title")),
        h("p", { class: "lead" }, typeof result.says === "string" && result.says ? result.says : t("published_about")),
        h(
          "div",
          { class: "row" },
          /^https?:/.test(address) && h("a", { class: "button button-main button-large", href: address, target: "_blank", rel: "noopener noreferrer" }, t("see_on_web"), icon("outside", "small")),
          h("button", { type: "button", class: "button", onclick: undo }, icon("restore", "small"), t("undo_publish")),
        ),
      ),
    );
    announce(t("published_title"), true);
    focusFirst();
  };

  const undo = async () => {
    if (!(await confirmed(t("undo_publish"), t("undo_publish_about"), t("undo_publish")))) return;
    const progress = progressOf(t("undoing"));
    fill(main, h("div", { class: "sheet stack" }, progress.element));
    try {
      const answer = (await call("publish.undo", {})) as { task?: string };
      if (answer.task) await finished(answer.task, (event) => progress.show(event));
      canUndo = false;
      await plan();
      main.prepend(notice("good", t("undone")));
      announce(t("undone"));
    } catch (error) {
      failed(error, plan);
    }
  };

  void begin();
  const element = h("div", { class: "page page-narrow" }, h("div", { class: "page-head" }, h("h1", null, title), h("p", { class: "lead" }, t("publish_lead"))), main);
  return { title, element, leave: () => void (left = true) };
};
