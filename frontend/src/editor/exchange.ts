/** Between the window and the file: what is typed goes there, what others write comes here, and neither is lost. */
import { isolateHistory } from "@codemirror/commands";
import { ChangeSet, Transaction, type Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { Refusal, Unreachable, WINDOW, call, type Change, type Opened, type Problem, type Values } from "../api.js";
import { inWords, toast } from "../parts/notices.js";
import { t } from "../words.js";
import { askWhichText } from "./conflict.js";
import { keepText, keptText } from "./kept.js";
import { changesBetween } from "./line-diff.js";
import { Saving, type Outcome, type SaveState, type Version } from "./saving.js";

const KEEPALIVE_MOST = 60_000;
/** What the server calls a file that was deleted or renamed. */
const GONE = "gone";

/** Who is told what became of the file. */
export interface Told {
  readonly state: (state: SaveState) => void;
  readonly values: (values: Values) => void;
  readonly problems: (problems: readonly Problem[]) => void;
  readonly page: (address: string) => void;
}

/** The changes that make another text of one. */
const changeSet = (base: Text, text: string): ChangeSet => {
  const before = base.toString();
  return before === text ? ChangeSet.empty(base.length) : ChangeSet.of(changesBetween(before, text), base.length, "\n");
};

export class Exchange {
  readonly saving: Saving;
  private isDeciding = false;

  constructor(
    private readonly path: string,
    private readonly view: EditorView,
    opened: Opened,
    private readonly told: Told,
  ) {
    this.saving = new Saving(
      {
        doc: () => view.state.doc,
        send: (version, isLeaving) => this.send(version, isLeaving),
        changed: told.state,
        differs: (sent, now) => this.absorb(sent, now),
        keep: (version) => keepText(path, version),
      },
      { doc: view.state.doc, digest: opened.digest },
    );
  }

  /** What was typed here since the server had a text of which it tells something. */
  changesSince(text: Text): ChangeSet {
    return changeSet(text, this.view.state.doc.toString());
  }

  private async send(version: Version, isLeaving: boolean): Promise<Outcome> {
    try {
      const request = { path: this.path, text: version.text, digest: version.digest, window: WINDOW };
      const answer = await call("documents.save", request, { keepalive: isLeaving && version.text.length < KEEPALIVE_MOST });
      return { kind: "saved", digest: answer.digest, text: answer.text ?? version.text };
    } catch (error) {
      if (error instanceof Refusal && error.code === GONE) return { kind: "gone", says: inWords(error) };
      if (error instanceof Refusal && error.theirs !== null) return { kind: "changed", theirs: error.theirs };
      const says = error instanceof Unreachable ? t("pen_unreachable") : inWords(error);
      return { kind: "failed", says, mayPass: !(error instanceof Refusal) || error.status >= 500 };
    }
  }

  /** Write what differs, and only that; `canUndo` says whether it may be taken back here. */
  replaceText(text: string, canUndo: boolean): void {
    this.change(changeSet(this.view.state.doc, text), canUndo);
  }

  private change(changes: ChangeSet, canUndo: boolean): void {
    if (changes.empty) return;
    // One step back undoes this and nothing that was typed before.
    this.view.dispatch({ changes, annotations: [Transaction.addToHistory.of(canUndo), isolateHistory.of("full")] });
  }

  /** Take in what the file holds now, though something may have been typed since it held `base`. */
  private absorb(base: Text, version: Version): void {
    const theirs = changeSet(base, version.text);
    const mine = changeSet(base, this.view.state.doc.toString());
    this.change(theirs.map(mine, true), false);
    this.saving.adopt(this.view.state.toText(version.text), version.digest);
  }

  /** Look at what the file holds now, and follow it; where something here is not saved, both are shown. */
  async compare(): Promise<void> {
    await this.saving.alone(async () => {
      if (this.saving.conflict !== null) return;
      try {
        const now = await call("documents.open", { path: this.path });
        if (now.digest !== this.saving.digest) this.meet(now);
        else if (this.saving.isGone) this.saving.adopt(this.saving.base, now.digest);
      } catch (error) {
        if (error instanceof Refusal && error.code === GONE) this.saving.vanish(inWords(error));
        else if (error instanceof Refusal) toast(inWords(error), undefined, "bad");
      }
    });
  }

  private meet(now: Opened): void {
    const isSame = this.view.state.doc.toString() === now.text;
    if (!this.saving.isDirty || isSame) this.absorb(this.saving.base, now);
    else this.saving.meet({ text: now.text, digest: now.digest });
    this.told.values(now.values);
    this.told.problems(now.problems);
    this.told.page(now.address ?? "");
  }

  /** Read the settings again, after the text that holds them was changed as a whole. */
  async readValues(): Promise<void> {
    await this.saving.flush();
    const now = await call("documents.open", { path: this.path }).catch(() => null);
    if (now !== null) this.told.values(now.values);
  }

  /** Write settings into the file; the server changes their lines and no others. */
  async set(changes: Change[]): Promise<void> {
    await this.saving.alone(async () => {
      if (this.saving.conflict !== null || this.saving.isDirty) return;
      const { base, digest } = this.saving;
      try {
        const answer = await call("documents.set", { path: this.path, digest, changes, window: WINDOW });
        this.absorb(base, answer);
        this.told.values(answer.values);
        this.told.problems(answer.problems);
      } catch (error) {
        if (error instanceof Refusal && error.theirs !== null) this.absorb(base, error.theirs);
        else toast(inWords(error), undefined, "bad");
      }
    });
  }

  /** Show both texts, and do what is chosen. Whatever it is, the other text is among the saved versions or here. */
  async decide(): Promise<void> {
    const { conflict } = this.saving;
    if (conflict === null || this.isDeciding) return;
    this.isDeciding = true;
    const way = await askWhichText(this.saving.base.toString(), this.view.state.doc.toString(), conflict.text);
    this.isDeciding = false;
    if (way === null || this.saving.conflict !== conflict) return;
    if (way.kind === "theirs") this.replaceText(conflict.text, true);
    if (way.kind === "together") this.replaceText(way.text, true);
    this.saving.adopt(this.view.state.toText(conflict.text), conflict.digest);
    await this.saving.flush();
    this.view.focus();
  }

  /** Put back what could not be saved the last time this tab had the text open. */
  takeUpKept(opened: Opened): void {
    const kept = keptText(this.path);
    if (kept === null || kept.text === opened.text) {
      keepText(this.path, null);
      return;
    }
    this.replaceText(kept.text, true);
    if (kept.digest === opened.digest) this.saving.touched();
    else this.saving.meet({ text: opened.text, digest: opened.digest });
    toast(t("pen_kept"), undefined, "note");
  }
}
