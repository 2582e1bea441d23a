/**
 * Publish: what will change, what stops it, how far it is, what was verified, and the way back.
 *
 * Where a question must be answered first or a password is wanted, the task ends with it, and is started again with the
 * answer.
 */
import { Refusal, call, finished, type CallName, type Destination, type Problem, type PublishAnswers, type Published, type Way } from "../api.js";
import { announce, fill, h, icon, type Child } from "../dom.js";
import { confirmed, openDialog } from "../parts/dialog.js";
import { labelled, selectOf } from "../parts/form-controls.js";
import { inWords, notice, says } from "../parts/notices.js";
import { progressOf } from "../parts/progress.js";
import type { Open } from "../route.js";
import { openSite } from "../state.js";
import { moment, t, type Key } from "../words.js";
import { problemItem } from "./problems.js";

/** Somebody said no to a question, or gave no password: nothing more is done. */
class Declined extends Error {}

/** Ask for a password; `null` where none is given. */
function askSecret(words: string): Promise<{ secret: string; keep: boolean } | null> {
  return new Promise((resolve) => {
    let answer: { secret: string; keep: boolean } | null = null;
    const secret = h("input", { type: "password", autocomplete: "off" });
    const keep = h("input", { type: "checkbox", checked: true });
    const shown = labelled(secret, { label: words || t("password"), about: t("password_about") });
    const dialog = openDialog({
      title: t("password"),
      body: h(
        "form",
        {
          class: "stack",
          novalidate: true,
          onsubmit: (event: Event) => {
            event.preventDefault();
            if (!secret.value) return shown.wrong(t("must_not_be_empty"));
            answer = { secret: secret.value, keep: keep.checked };
            dialog.close();
          },
        },
        shown.element,
        h("label", { class: "check" }, keep, h("span", null, t("keep_password"))),
        h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, t("next"))),
      ),
    });
    secret.focus();
    dialog.addEventListener("close", () => resolve(answer));
  });
}

export const open: Open = async () => {
  const title = t("nav_publish");
  const main = h("div", { class: "stack stack-wide" });
  let left = false;
  let destinations: Destination[] = [];
  let ways: Way[] = [];
  const answers: PublishAnswers = { agreed: [], anyway: {} };
  const { documents } = await call("documents.list", {}).catch(() => ({ documents: [] }));
  const titles = new Map<string, string>();
  for (const entry of documents) if (entry.address) titles.set(entry.address.replace(openSite().preview, "/"), entry.title);

  /** Run a task, answering what it asks, with its progress shown. */
  const run = async <N extends CallName>(name: N, request: PublishAnswers, words: string, about = ""): Promise<Published> => {
    for (;;) {
      const progress = progressOf(words);
      fill(main, h("div", { class: "sheet stack" }, progress.element, about && h("p", { class: "soft" }, about)));
      const { task } = (await call(name, request as never)) as { task: string };
      try {
        return await finished<Published>(task, (event) => progress.show(event));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code === "question") {
          if (!(await confirmed(t("agree_title"), error.message, t("agree_yes")))) throw new Declined();
          request.agreed = [...(request.agreed ?? []), error.message];
        } else if (error.code === "secret") {
          const given = await askSecret(error.message);
          if (!given) throw new Declined();
          Object.assign(request, given);
        } else throw error;
      }
    }
  };
  const heading = () => main.querySelector<HTMLElement>("h2");
  const focusHeading = () => {
    const found = heading();
    if (!found) return;
    found.tabIndex = -1;
    found.focus({ preventScroll: true });
  };
  const failed = (error: unknown, again: () => unknown) => {
    if (left) return;
    const box = error instanceof Declined ? notice("note", t("nothing_done")) : says(error);
    fill(main, box, h("div", { class: "row" }, h("button", { type: "button", class: "button", onclick: again }, t("try_again")), destinations.length > 0 && h("button", { type: "button", class: "button button-quiet", onclick: setup }, t("another_place"))));
    announce(error instanceof Declined ? t("nothing_done") : inWords(error), true);
  };

  const begin = async () => {
    try {
      ({ destinations, ways } = await call("publish.destinations", {}));
      if (destinations.length === 0) return setup();
      answers.to ??= (destinations.find((place) => place.is_default) ?? destinations[0])?.name ?? "";
      await plan();
    } catch (error) {
      failed(error, begin);
    }
  };

  const setup = () => {
    fill(
      main,
      h(
        "section",
        { class: "sheet stack", "aria-labelledby": "ways" },
        h("h2", { id: "ways" }, t("where_publish")),
        h("p", { class: "soft" }, t("where_publish_about")),
        h(
          "ul",
          { class: "folders", role: "list" },
          ways.map((way) => h("li", null, h("button", { type: "button", class: "folder", onclick: () => ask(way) }, icon("publish"), h("span", { class: "grow" }, wayWords(way)), icon("next", "small")))),
        ),
        destinations.length > 0 && h("div", { class: "row" }, h("button", { type: "button", class: "button button-quiet", onclick: plan }, t("back"))),
      ),
    );
    focusHeading();
  };

  const ask = async (way: Way) => {
    try {
      const { questions } = await call("publish.questions", { way: way.way });
      const fields = questions.map((question) => {
        const control = h("input", { type: "text", value: question.default ?? "", autocomplete: "off", spellcheck: false });
        return { question, control, shown: labelled(control, { label: question.words, about: question.optional ? t("may_stay_empty") : null }) };
      });
      const secret = h("input", { type: "password", autocomplete: "off" });
      const keep = h("input", { type: "checkbox", checked: true });
      const wrong = h("div", null);
      const form = h(
        "form",
        { class: "sheet stack", novalidate: true },
        h("h2", null, wayWords(way)),
        fields.map(({ shown }) => shown.element),
        way.wants_secret && [
          labelled(secret, { label: t("password"), about: t("password_about") }).element,
          h("label", { class: "check" }, keep, h("span", null, t("keep_password"))),
        ],
        wrong,
        h(
          "div",
          { class: "row" },
          h("button", { type: "submit", class: "button button-main" }, t("try_connection")),
          h("button", { type: "button", class: "button button-quiet", onclick: setup }, t("another_way")),
        ),
      );
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        for (const { shown } of fields) shown.wrong("");
        const taken = new Set(destinations.map((place) => place.name));
        let name = "web";
        for (let count = 2; taken.has(name); count += 1) name = `web-${count}`;
        try {
          await run(
            "publish.setup",
            {
              name,
              way: way.way,
              answers: Object.fromEntries(fields.map(({ question, control }) => [question.setting, control.value.trim()])),
              ...(secret.value ? { secret: secret.value, keep: keep.checked } : {}),
            },
            t("trying"),
          );
          if (secret.value) answers.secret = secret.value;
          answers.to = name;
          await begin();
          if (!left) main.prepend(notice("good", t("connection_works")));
          announce(t("connection_works"));
        } catch (error) {
          if (left) return;
          fill(main, form);
          const field = error instanceof Refusal ? fields.find(({ question }) => question.setting === error.setting) : undefined;
          fill(wrong, field ? null : error instanceof Declined ? notice("note", t("nothing_done")) : says(error));
          field?.shown.wrong(inWords(error));
          (field?.control ?? fields[0]?.control)?.focus();
          announce(inWords(error), true);
        }
      });
      fill(main, form);
      fields[0]?.control.focus();
    } catch (error) {
      failed(error, setup);
    }
  };

  const plan = async () => {
    try {
      const found = await run("publish.plan", answers, t("looking"));
      if (!left) show(found);
    } catch (error) {
      failed(error, plan);
    }
  };

  const changesOf = ({ pages, words }: Published): Child => {
    const count = (change: string) => pages.filter((page) => page.change === change).length;
    if (pages.length === 0) {
      const nothing = !/\d/.test(words);
      return notice("good", h("p", null, h("strong", null, t(nothing ? "nothing_changed" : "only_files"))), h("p", null, t(nothing ? "nothing_changed_about" : "only_files_about")));
    }
    return [
      h(
        "ul",
        { class: "change-figures", role: "list" },
        (["new", "changed", "removed"] as const).map((change) => {
          const number = count(change);
          return number > 0 && h("li", { class: `change-figure change-${change}` }, h("span", { class: "change-count" }, number), h("span", null, t(`change_${change}`, { n: number })));
        }),
      ),
      h(
        "details",
        { class: "entry", open: pages.length <= 5 },
        h("summary", null, h("span", { class: "entry-name" }, t("which_pages"))),
        h(
          "ul",
          { class: "change-pages", role: "list" },
          pages.slice(0, 200).map((page) =>
            h(
              "li",
              null,
              h("span", { class: `pill pill-${page.change === "removed" ? "needs-a-look" : page.change === "new" ? "published" : "scheduled"}` }, t(`page_${page.change}`)),
              h("span", null, titles.get(page.address) ?? page.address),
            ),
          ),
          pages.length > 200 && h("li", { class: "soft" }, t("and_more", { n: pages.length - 200 })),
        ),
      ),
    ];
  };

  /** Something that exposes a person may be meant so: then why is asked, and kept. */
  const accept = (problem: Problem) => {
    const reason = h("input", { type: "text", autocomplete: "off", spellcheck: true });
    const shown = labelled(reason, { label: t("why_right"), about: t("why_right_about") });
    const dialog = openDialog({
      title: t("it_is_right"),
      body: h(
        "form",
        {
          class: "stack",
          novalidate: true,
          onsubmit: (event: Event) => {
            event.preventDefault();
            if (!reason.value.trim()) return shown.wrong(t("must_not_be_empty"));
            answers.anyway = { ...answers.anyway, [problem.code]: reason.value.trim() };
            dialog.close();
            void plan();
          },
        },
        h("p", null, problem.says),
        shown.element,
        h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, t("it_is_right"))),
      ),
    });
    reason.focus();
  };

  const show = (found: Published) => {
    const { stops } = found;
    const here = destinations.find((place) => place.name === answers.to);
    const choice =
      destinations.length > 1
        ? selectOf(destinations.map((place) => ({ value: place.name, label: place.address || place.words })), answers.to ?? "")
        : null;
    if (choice) {
      choice.classList.add("input", "input-small");
      choice.setAttribute("aria-label", t("where_publish"));
      choice.addEventListener("change", () => {
        answers.to = choice.value;
        delete answers.secret;
        void plan();
      });
    }
    fill(
      main,
      choice,
      stops.length > 0
        ? h(
            "section",
            { class: "sheet stack", "aria-labelledby": "stops" },
            h("h2", { id: "stops" }, t("stops_title", { n: stops.length })),
            h("p", { class: "soft" }, t("stops_about")),
            h(
              "ul",
              { class: "problems", role: "list" },
              stops.map((problem) => problemItem(problem, plan, problem.severity !== "error" && h("button", { type: "button", class: "button button-quiet", onclick: () => accept(problem) }, t("it_is_right")))),
            ),
            h("div", { class: "row" }, h("button", { type: "button", class: "button", onclick: plan }, icon("restore", "small"), t("look_again"))),
          )
        : h(
            "section",
            { class: "sheet stack publish-card", "aria-labelledby": "changes" },
            h("h2", { id: "changes" }, t("what_changes")),
            changesOf(found),
            h("p", { class: "soft" }, t("goes_to", { address: found.address || found.destination })),
            h(
              "div",
              { class: "row" },
              h("button", { type: "button", class: "button button-main button-large", onclick: start }, icon("publish"), t("publish_now")),
              here?.published_at && h("button", { type: "button", class: "button button-quiet", onclick: undo }, icon("restore", "small"), t("undo_publish")),
            ),
          ),
      h(
        "p",
        { class: "soft small" },
        here?.published_at ? t("published_last", { moment: moment(here.published_at) }) : t("never_published"),
        " ",
        h("button", { type: "button", class: "link-button", onclick: setup }, t("another_place")),
      ),
    );
    focusHeading();
    announce(stops.length > 0 ? t("stops_title", { n: stops.length }) : t("what_changes"));
  };

  const notesOf = (notes: readonly string[]): Child => notes.length > 0 && notice("note", notes.map((note) => h("p", null, note)));

  const start = async () => {
    try {
      const result = await run("publish.start", answers, t("publishing"), t("publishing_about"));
      if (left) return;
      if (!result.published && result.stops.length > 0) return show(result);
      published(result);
    } catch (error) {
      failed(error, plan);
    }
  };

  const published = ({ address, wrong, notes, readable }: Published) => {
    const good = wrong.length === 0;
    fill(
      main,
      h(
        "section",
        { class: "sheet published", "aria-labelledby": "published" },
        h("span", { class: good ? "published-mark" : "published-mark is-not-whole" }, icon(good ? "check" : "warning", "large")),
        h("h2", { id: "published" }, t(good ? "published_title" : "published_not_whole")),
        h("p", { class: "lead" }, t(good ? "published_about" : "published_not_whole_about")),
        h(
          "div",
          { class: "row" },
          /^https?:/.test(address) && h("a", { class: "button button-main button-large", href: address, target: "_blank", rel: "noopener noreferrer" }, t("see_on_web"), icon("outside", "small")),
          h("button", { type: "button", class: "button", onclick: undo }, icon("restore", "small"), t("undo_publish")),
        ),
      ),
      wrong.length > 0 && notice("bad", wrong.map((line) => h("p", null, line))),
      notesOf([...notes, ...readable.map((place) => t("still_readable", { address: place }))]),
    );
    focusHeading();
    announce(t(good ? "published_title" : "published_not_whole"), true);
  };

  const undo = async () => {
    if (!(await confirmed(t("undo_publish"), t("undo_publish_about"), t("undo_publish")))) return;
    try {
      const result = await run("publish.undo", { ...answers, anyway: {} }, t("undoing"));
      await begin();
      if (left) return;
      main.prepend(notice("good", h("p", null, t("undone")), result.left_out.length > 0 && h("p", null, t("stays_back", { n: result.left_out.length })), result.notes.map((note) => h("p", null, note))));
      announce(t("undone"));
    } catch (error) {
      failed(error, plan);
    }
  };

  void begin();
  const element = h("div", { class: "page page-narrow" }, h("div", { class: "page-head" }, h("h1", null, title), h("p", { class: "lead" }, t("publish_lead"))), main);
  return { title, element, leave: () => void (left = true) };
};

/** What a way is called, in the desk's language. */
function wayWords({ way, words }: Way): string {
  const key = `way_to_${way}` as Key;
  const known = t(key);
  return known === key ? words : known;
}
