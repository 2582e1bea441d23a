/** Saves what is typed: at each pause, and at the latest after two seconds; never over what somebody else wrote. */
import { Text } from "@codemirror/state";

/** A text as the server knows it. */
export interface Version {
  readonly text: string;
  readonly digest: string;
}

/** How an attempt to save ended. */
export type Outcome =
  /** `text` is what the file holds now; the server leaves out what no text may hold. */
  | { readonly kind: "saved"; readonly digest: string; readonly text: string }
  | { readonly kind: "changed"; readonly theirs: Version }
  | { readonly kind: "gone"; readonly says: string }
  | { readonly kind: "failed"; readonly says: string; readonly mayPass: boolean };

export type SaveState =
  | { readonly kind: "saved" }
  | { readonly kind: "writing" }
  | { readonly kind: "saving" }
  | { readonly kind: "failed"; readonly says: string }
  /** The file was deleted or renamed elsewhere: nothing is saved until somebody wants it back. */
  | { readonly kind: "gone"; readonly says: string }
  | { readonly kind: "conflict"; readonly theirs: Version };

/** What saving needs from outside. */
export interface Surface {
  /** The text in the window. */
  readonly doc: () => Text;
  readonly send: (version: Version, isLeaving: boolean) => Promise<Outcome>;
  readonly changed: (state: SaveState) => void;
  /** The file holds another text than the one that was sent. */
  readonly differs: (sent: Text, now: Version) => void;
  /** Keeps a text in the tab while the server has it not; `null` when it has. */
  readonly keep: (version: Version | null) => void;
}

const PAUSE = 400;
const LONGEST = 1500;
const AGAIN = [1000, 2000, 4000, 8000, 15_000];

export class Saving {
  private state: SaveState = { kind: "saved" };
  private timer = 0;
  private firstChange = 0;
  private failures = 0;
  private sending: Promise<void> | null = null;
  private sent: Text | null = null;
  private isEnded = false;

  /** `saved` is the text that the server has, with its digest. */
  constructor(
    private readonly surface: Surface,
    private saved: { readonly doc: Text; readonly digest: string },
  ) {}

  get digest(): string {
    return this.saved.digest;
  }

  /** The text that is on its way to the server, or else the one that it has: what it tells is about this one. */
  get newest(): Text {
    return this.sent ?? this.saved.doc;
  }

  /** The text that came from the server or went there last. */
  get base(): Text {
    return this.saved.doc;
  }

  get isDirty(): boolean {
    return !this.surface.doc().eq(this.saved.doc);
  }

  /** Whether nothing may be saved before somebody decided. */
  private get isHeld(): boolean {
    return this.state.kind === "conflict" || this.state.kind === "gone" || this.isEnded;
  }

  get isGone(): boolean {
    return this.state.kind === "gone";
  }

  get conflict(): Version | null {
    return this.state.kind === "conflict" ? this.state.theirs : null;
  }

  /** Something was typed. */
  touched(): void {
    if (this.isHeld) {
      this.keep();
      return;
    }
    if (!this.isDirty && this.sending === null) {
      this.settle();
      return;
    }
    const now = performance.now();
    this.firstChange ||= now;
    if (this.state.kind !== "failed") this.enter({ kind: "writing" });
    this.wait(Math.max(0, Math.min(PAUSE, this.firstChange + LONGEST - now)));
  }

  /** Save now, if there is something to save; resolves when no request is on its way. */
  async flush(isLeaving = false): Promise<void> {
    clearTimeout(this.timer);
    this.timer = 0;
    if (isLeaving) this.keep();
    else while (this.sending !== null) await this.sending;
    if (this.isHeld || !this.isDirty) return;
    this.sending = this.send(isLeaving).finally(() => {
      this.sending = null;
    });
    await this.sending;
  }

  /** Do something else with the file, while nothing is saved; what is typed meanwhile is saved afterwards. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    await this.flush();
    while (this.sending !== null) await this.sending;
    const running = work();
    const over = (): void => {
      this.sending = null;
      if (this.isDirty) this.touched();
    };
    this.sending = running.then(over, over);
    return running;
  }

  /** The server's text is this one now, and the window shows it or goes on from it. */
  adopt(doc: Text, digest: string): void {
    this.saved = { doc, digest };
    this.failures = 0;
    this.state = { kind: "writing" };
    if (this.isDirty) this.touched();
    else this.settle();
  }

  /** Somebody else changed the file while there is something here that is not saved. */
  meet(theirs: Version): void {
    clearTimeout(this.timer);
    this.keep();
    this.enter({ kind: "conflict", theirs });
  }

  /** The file is not there any more. */
  vanish(says: string): void {
    clearTimeout(this.timer);
    this.keep();
    this.enter({ kind: "gone", says });
  }

  /** Write the file anew. */
  async putBack(): Promise<void> {
    this.saved = { doc: Text.empty, digest: "" };
    this.state = { kind: "writing" };
    await this.flush();
  }

  end(): void {
    this.isEnded = true;
    clearTimeout(this.timer);
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.firstChange = 0;
    this.surface.keep(null);
    this.enter({ kind: "saved" });
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), milliseconds);
  }

  private enter(state: SaveState): void {
    if (state.kind === this.state.kind && state.kind !== "failed") return;
    this.state = state;
    this.surface.changed(state);
  }

  private keep(): void {
    if (!this.isDirty) return;
    this.surface.keep({ text: this.surface.doc().toString(), digest: this.saved.digest });
  }

  private async send(isLeaving: boolean): Promise<void> {
    const doc = this.surface.doc();
    this.firstChange = 0;
    if (isLeaving || this.failures > 0) this.keep();
    if (this.state.kind !== "failed") this.enter({ kind: "saving" });
    this.sent = doc;
    const outcome = await this.surface.send({ text: doc.toString(), digest: this.saved.digest }, isLeaving);
    this.sent = null;
    if (outcome.kind === "saved") {
      this.failures = 0;
      this.saved = { doc, digest: outcome.digest };
      if (outcome.text !== doc.toString()) {
        this.surface.differs(doc, outcome);
      } else if (this.isDirty) {
        this.state = { kind: "writing" };
        this.touched();
      } else {
        this.settle();
      }
    } else if (outcome.kind === "changed") {
      this.changed(outcome.theirs, doc);
    } else if (outcome.kind === "gone") {
      this.vanish(outcome.says);
    } else {
      this.keep();
      this.enter({ kind: "failed", says: outcome.says });
      const longer = outcome.mayPass ? AGAIN[Math.min(this.failures, AGAIN.length - 1)]! : AGAIN.at(-1)!;
      this.failures += 1;
      if (!this.isEnded) this.wait(longer);
    }
  }

  /** An answer that was lost may have been a success: then the file holds what was sent. */
  private changed(theirs: Version, sent: Text): void {
    if (theirs.text === sent.toString()) this.adopt(sent, theirs.digest);
    else this.meet(theirs);
  }
}
