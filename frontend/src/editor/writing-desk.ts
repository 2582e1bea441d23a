/** The writing view as a whole: what is typed is saved, what is saved is seen, and what others change is met. */
import { undo } from "@codemirror/commands";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { WINDOW, on, type Opened, type Problem } from "../api.js";
import { announce, fill, h, icon } from "../dom.js";
import { confirmed } from "../parts/dialog.js";
import { notice, toast, tried } from "../parts/notices.js";
import { place as addressOf } from "../route.js";
import { openSite } from "../state.js";
import { t, type Key } from "../words.js";
import { countText } from "./counts.js";
import { Exchange } from "./exchange.js";
import { heading, titleOf, type Heading } from "./heading.js";
import { lettersOf, pageBeside, type PageBeside } from "./page-beside.js";
import { takeDropped } from "./paste.js";
import { shownPicture } from "./pictures.js";
import { problemList, problemNote, type ProblemList } from "./problem-list.js";
import { goToProblem, place, problemsField, repair, setProblems, type Found } from "./problems.js";
import { fileShown, showFile } from "./quiet-marks.js";
import type { SaveState } from "./saving.js";
import { bodyStart } from "./settings-fold.js";
import { keepUndo, textEditor } from "./text-editor.js";
import { componentLabel, keyBindings, writingTools } from "./tools.js";
import { toolbar, type Toolbar } from "./toolbar.js";
import { askVersion } from "./versions.js";

const COUNT_PAUSE = 350;
const FOLLOW_PAUSE = 120;
const SHOWS = "therapyblog-page-shown";
const STATES: Readonly<Record<SaveState["kind"], { words: Key; icon: "check" | "pen" | "warning" }>> = {
  saved: { words: "pen_saved", icon: "check" },
  writing: { words: "pen_writing", icon: "pen" },
  saving: { words: "pen_writing", icon: "pen" },
  failed: { words: "pen_failed", icon: "warning" },
  gone: { words: "pen_gone", icon: "warning" },
  conflict: { words: "pen_conflict", icon: "warning" },
};

type Side = "text" | "page";

export class WritingDesk {
  readonly element: HTMLElement;
  readonly title: string;
  private readonly path: string;
  private readonly view: EditorView;
  private readonly exchange: Exchange;
  private readonly page: PageBeside;
  private readonly bar: Toolbar;
  private readonly head: Heading;
  private readonly problems: ProblemList;
  private readonly state = h("p", { class: "w-state", role: "status" });
  private readonly trouble = h("div", { class: "w-trouble" });
  private readonly counts = h("p", { class: "w-counts" });
  private readonly scroller: HTMLElement;
  private readonly ends: (() => void)[] = [];
  private readonly timers = { count: 0, follow: 0 };
  private followed = "";

  constructor(private readonly opened: Opened) {
    this.path = opened.path;
    this.title = titleOf(opened, opened.values);
    const sheet = h("div", { class: "w-editor" });
    this.view = this.makeEditor(sheet);
    this.problems = problemList(
      () => this.view,
      (found) => this.reach(found),
    );
    this.exchange = new Exchange(this.path, this.view, opened, {
      state: (state) => this.showState(state),
      values: (values) => this.head.show(values),
      problems: (problems) => this.showProblems(problems),
      page: (address) => this.showPage(address),
    });
    this.head = heading(opened, {
      language: this.language(),
      rename: (setting, value) => this.exchange.set([{ setting: [setting], value }]),
      toText: () => this.view.focus(),
      toggleFile: () => this.toggleFile(),
      ready: async () => {
        await this.exchange.set([{ setting: ["status"], value: null }]);
        toast(t("pen_ready_said"), undefined, "good");
        this.view.focus();
      },
    });
    this.page = pageBeside((letters) => this.goToLetters(letters));
    this.bar = toolbar(writingTools({ path: this.path }), () => this.view);
    const about = h("p", { id: "w-editor-about", class: "only-heard" }, t("pen_editor_about"));
    this.scroller = h("div", { class: "w-scroller" }, h("div", { class: "w-column" }, this.head.element, about, sheet));
    this.element = this.layout();
    this.listen();
    this.showState({ kind: "saved" });
    this.showProblems(opened.problems);
    this.count();
    this.showPage(opened.address ?? "");
    this.exchange.takeUpKept(opened);
    // Once it is on the page.
    requestAnimationFrame(() => {
      this.head.fit();
      if (this.isEmpty()) this.view.focus();
    });
  }

  // ---- what stands where

  private makeEditor(sheet: HTMLElement): EditorView {
    return textEditor(sheet, {
      path: this.path,
      text: this.opened.text,
      language: this.language(),
      isReadOnly: this.opened.read_only,
      isText: this.opened.kind !== "settings",
      describedBy: "w-editor-about",
      label: t("pen_editor"),
      surroundings: {
        componentLabel,
        pictureLabel: (description) => (description === "" ? t("pen_picture_bare") : t("pen_picture_named", { words: description })),
        picture: (path) => shownPicture(this.path, path),
      },
      notes: { note: (found, view) => problemNote(found, () => repair(view, found)) },
      keys: keyBindings({ path: this.path, save: () => void this.exchange.saving.flush(), toBar: () => this.bar.focus() }),
      heard: (update) => this.heard(update),
    });
  }

  private layout(): HTMLElement {
    const side = (kind: Side, words: string): HTMLElement =>
      h("button", { type: "button", class: "segment-button", "aria-pressed": String(kind === "text"), "data-side": kind, onclick: () => this.showSide(kind) }, words);
    const isPageShown = localStorage.getItem(SHOWS) !== "no";
    const pageButton: HTMLElement = h(
      "button",
      { type: "button", class: "w-head-button w-page-switch", "aria-pressed": String(isPageShown), onclick: () => this.togglePage(pageButton) },
      icon("eye", "small"),
      h("span", null, t("pen_page_switch")),
    );
    const { kind } = this.opened;
    const back = kind === "settings" ? addressOf("settings") : addressOf("list", kind);
    return h(
      "div",
      { class: `writing ${isPageShown ? "" : "writing-alone"} ${kind === "settings" ? "writing-file" : ""}`, "data-side": "text" },
      h(
        "div",
        { class: "w-head" },
        h("a", { class: "w-back", href: back }, icon("back", "small"), h("span", null, t("pen_back"))),
        this.state,
        h("div", { class: "w-sides", role: "group", "aria-label": t("pen_sides") }, side("text", t("pen_side_text")), side("page", t("pen_side_page"))),
        h("button", { type: "button", class: "w-head-button", onclick: () => void this.versions() }, icon("restore", "small"), h("span", null, t("pen_versions"))),
        pageButton,
      ),
      h(
        "div",
        { class: "w-body" },
        h(
          "section",
          { class: "w-text", "aria-label": t("pen_side_text") },
          kind === "settings" || this.opened.read_only ? h("div") : this.bar.element,
          this.trouble,
          this.scroller,
          this.problems.list,
          h("div", { class: "w-foot" }, this.counts, this.problems.button),
        ),
        this.page.element,
      ),
    );
  }

  private isEmpty(): boolean {
    return this.view.state.doc.sliceString(bodyStart(this.view.state)).trim() === "" && !this.opened.read_only;
  }

  private language(): string {
    const own = this.opened.values["language"];
    return typeof own === "string" && own !== "" ? own : openSite().language;
  }

  // ---- what happens

  private listen(): void {
    const listen = (target: EventTarget, name: string, heard: () => void): void => {
      target.addEventListener(name, heard);
      this.ends.push(() => target.removeEventListener(name, heard));
    };
    const { saving } = this.exchange;
    listen(window, "blur", () => void saving.flush());
    listen(window, "online", () => void saving.flush());
    listen(window, "pagehide", () => this.goAway());
    listen(document, "visibilitychange", () => (document.visibilityState === "hidden" ? this.goAway() : void this.exchange.compare()));
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => takeDropped(this.view, event));
    listen(this.scroller, "scroll", () => this.followLater());
    this.ends.push(
      on("files", ({ paths, window: author }) => {
        if (paths.includes(this.path) && author !== WINDOW) void this.exchange.compare();
        else if (!paths.includes(this.path)) this.page.renew();
      }),
      on("page", ({ path, problems, address }) => {
        if (path !== this.path) return;
        this.showProblems(problems);
        this.showPage(address ?? "");
        this.page.renew();
      }),
      on("connection", ({ there }) => there && void saving.flush()),
    );
  }

  private heard(update: ViewUpdate): void {
    // The first updates come while the view is being made.
    if (!this.element) return;
    if (update.docChanged) {
      this.exchange.saving.touched();
      clearTimeout(this.timers.count);
      this.timers.count = window.setTimeout(() => this.count(), COUNT_PAUSE);
    }
    if (update.docChanged || update.selectionSet) {
      this.followLater();
      this.bar.update(update.view);
    }
    if (update.startState.field(problemsField) !== update.state.field(problemsField)) this.problems.update();
  }

  private goAway(): void {
    keepUndo(this.path, this.view);
    void this.exchange.saving.flush(true);
  }

  /** Leave for another view. What cannot be saved is not left without a question. */
  async leave(): Promise<boolean> {
    const { saving } = this.exchange;
    await this.head.save();
    await saving.flush();
    if (saving.isDirty && !(await confirmed(t("pen_leave_title"), t("pen_leave_about"), t("pen_leave_yes"), true))) return false;
    this.goAway();
    saving.end();
    this.page.end();
    this.head.end();
    for (const end of this.ends) end();
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
    this.view.destroy();
    return true;
  }

  // ---- saving

  private showState(state: SaveState): void {
    const { words, icon: name } = STATES[state.kind];
    const isBad = state.kind === "failed" || state.kind === "conflict" || state.kind === "gone";
    this.state.dataset["state"] = state.kind;
    // A screen reader hears what matters, not every pause.
    this.state.setAttribute("aria-live", isBad ? "assertive" : "off");
    fill(this.state, icon(name, "small"), h("span", null, t(this.opened.read_only ? "pen_read_only" : words)));
    if (state.kind === "failed" || state.kind === "gone") this.showTrouble(state.says, state.kind === "gone");
    else if (state.kind === "conflict") this.showConflict();
    else this.trouble.replaceChildren();
  }

  private showTrouble(says: string, isGone: boolean): void {
    const { saving } = this.exchange;
    const again = isGone
      ? h("button", { type: "button", class: "button", id: "w-back", onclick: () => void saving.putBack() }, t("pen_gone_back"))
      : h("button", { type: "button", class: "button", id: "w-again", onclick: () => void saving.flush() }, t("pen_again"));
    const copy = h("button", { type: "button", class: "button", id: "w-copy", onclick: () => void this.copyAll() }, t("pen_copy_all"));
    const about = isGone ? null : h("p", null, t("pen_failed_about"));
    const title = h("p", null, h("strong", null, isGone ? t("pen_gone") : t("pen_failed_title")));
    fill(this.trouble, notice("bad", title, h("p", null, says), about, h("div", { class: "row" }, again, copy)));
  }

  private async copyAll(): Promise<void> {
    await tried(() => navigator.clipboard.writeText(this.view.state.doc.toString()));
    announce(t("pen_copied"));
  }

  private showConflict(): void {
    const decide = h("button", { type: "button", class: "button", id: "w-decide", onclick: () => void this.exchange.decide() }, t("pen_conflict_decide"));
    const title = h("p", null, h("strong", null, t("pen_conflict_title")));
    // No window opens by itself: keys that are pressed meanwhile would choose in it.
    fill(this.trouble, notice("bad", title, h("p", null, t("pen_conflict_short")), decide));
  }

  private async versions(): Promise<void> {
    await this.exchange.saving.flush();
    const text = await askVersion(this.path, this.view.state.doc.toString());
    if (text === null) return;
    this.exchange.replaceText(text, true);
    await this.exchange.readValues();
    const back = (): void => {
      this.view.focus();
      undo(this.view);
    };
    toast(t("pen_versions_taken"), { label: t("pen_undo"), run: back });
  }

  // ---- text and page

  private showPage(address: string): void {
    const base = openSite().preview;
    // What the settings change is seen on the first page.
    if (this.opened.kind === "settings") {
      this.page.show(base);
      return;
    }
    this.page.show(address === "" || address.startsWith(base) ? address : new URL(address.replace(/^\/+/, ""), base).href);
  }

  private togglePage(button: HTMLElement): void {
    const isAlone = this.element.classList.toggle("writing-alone");
    button.setAttribute("aria-pressed", String(!isAlone));
    localStorage.setItem(SHOWS, isAlone ? "no" : "yes");
    this.view.requestMeasure();
  }

  private showSide(side: Side): void {
    this.element.dataset["side"] = side;
    for (const button of this.element.querySelectorAll<HTMLElement>("button[data-side]")) {
      button.setAttribute("aria-pressed", String(button.dataset["side"] === side));
    }
    if (side === "page") void this.exchange.saving.flush();
    else this.view.requestMeasure();
  }

  private toggleFile(): void {
    const isShown = !this.view.state.field(fileShown);
    this.view.dispatch({ effects: showFile.of(isShown), ...(isShown ? { selection: { anchor: 0 } } : {}) });
    this.element.classList.toggle("writing-file", isShown);
    this.head.showFile(isShown);
    if (isShown) this.view.focus();
    else void this.exchange.readValues();
  }

  /** The page goes along with what is read or written here. */
  private followLater(): void {
    if (this.timers.follow !== 0) return;
    this.timers.follow = window.setTimeout(() => {
      this.timers.follow = 0;
      this.follow();
    }, FOLLOW_PAUSE);
  }

  private follow(): void {
    const { doc, selection } = this.view.state;
    const box = this.scroller.getBoundingClientRect();
    const caret = this.view.hasFocus ? this.view.coordsAtPos(selection.main.head) : null;
    const isSeen = caret !== null && caret.top >= box.top && caret.bottom <= box.bottom;
    const top = this.view.lineBlockAtHeight(box.top + box.height / 4 - this.view.documentTop);
    const first = doc.lineAt(bodyStart(this.view.state)).number;
    let { number } = doc.lineAt(isSeen ? selection.main.head : top.from);
    // A blank line has no words; the paragraph above it has.
    while (number > first && lettersOf(doc.line(number).text) === "") number -= 1;
    const words = number <= first ? "" : lettersOf(doc.line(number).text);
    if (this.followed === `${number} ${words}`) return;
    this.followed = `${number} ${words}`;
    this.page.follow({ words, part: Math.max(0, number - first) / Math.max(1, doc.lines - first) });
  }

  private goToLetters(letters: string): void {
    if (letters === "") return;
    const { doc } = this.view.state;
    for (let number = 1; number <= doc.lines; number += 1) {
      const line = doc.line(number);
      const own = lettersOf(line.text);
      if (own.length < 3 || !(letters.startsWith(own) || own.startsWith(letters))) continue;
      this.showSide("text");
      this.view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
      this.view.focus();
      return;
    }
  }

  /** Show a line of the file (counted from 1), with the note of what is to be mended there. */
  goToLine(number: number): void {
    const { doc } = this.view.state;
    if (!(number >= 1 && number <= doc.lines)) return;
    const line = doc.line(number);
    const found = this.view.state.field(problemsField).find(({ from }) => from >= line.from && from <= line.to);
    if (line.from < bodyStart(this.view.state)) this.toggleFile();
    if (found) goToProblem(this.view, found);
    else this.view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
    this.view.focus();
  }

  private count(): void {
    if (this.opened.kind === "settings") return;
    const body = this.view.state.doc.sliceString(bodyStart(this.view.state));
    const { words, minutes } = countText(body, this.language());
    fill(this.counts, `${t("pen_words", { n: words })} · ${t("pen_minutes", { n: minutes })}`);
  }

  private showProblems(problems: readonly Problem[]): void {
    const own = problems.filter((problem) => problem.path === this.path || problem.path === "");
    const { newest } = this.exchange.saving;
    const found = place(own, newest, this.exchange.changesSince(newest).desc);
    this.view.dispatch({ effects: setProblems.of(found) });
    this.problems.update();
  }

  private reach(found: Found): void {
    if (found.from < bodyStart(this.view.state)) this.toggleFile();
  }
}
