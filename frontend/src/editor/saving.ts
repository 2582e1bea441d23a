/** Saves what is typed: at each pause, and at the latest after two seconds; never over what somebody else wrote. */
import type { Text } from "@codemirror/state";

/** A text as the server knows it. */
export interface Version {
  readonly text: string;
  readonly digest: string;
}

/** How an attempt to save ended. */
export type Outcome =
  | { readonly kind: "saved"; readonly digest: string }
  | { readonly kind: "changed"; readonly theirs: Version }
  | { readonly kind: "failed"; readonly says: string; readonly mayPass: boolean };

export type SaveState =
  | { readonly kind: "saved" }
  | { readonly kind: "writing" }
  | { readonly kind: "saving" }
  | { readonly kind: "failed"; readonly says: string }
  | { readonly kind: "conflict"; readonly theirs: Version };

/** What saving needs from outside. */
export interface Surface {
  /** The text in the window. */
  readonly doc: () => Text;
  readonly send: (version: Version, isLeaving: boolean) => Promise<Outcome>;
  readonly changed: (state: SaveState) => void;
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
  private isEnded = false;

  /** `saved` is the text that the server has, with its digest. */
  constructor(
    private readonly surface: Surface,
    private saved: { readonly doc: Text; readonly digest: string },
  ) {}

  get digest(): string {
    return this.saved.digest;
  }

  /** The text that came from the server or went there last. */
  get base(): Text {
    return this.saved.doc;
  }

  get isDirty(): boolean {
    return !this.surface.doc().eq(this.saved.doc);
  }

  get conflict(): Version | null {
    return this.state.kind === "conflict" ? this.state.theirs : null;
  }

  /** Something was typed. */
  touched(): void {
    if (this.state.kind === "conflict" || this.isEnded) return;
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
    if (this.state.kind === "conflict" || !this.isDirty || this.isEnded) return;
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
    const outcome = await this.surface.send({ text: doc.toString(), digest: this.saved.digest }, isLeaving);
    if (outcome.kind === "saved") {
      this.failures = 0;
      this.saved = { doc, digest: outcome.digest };
      if (this.isDirty) {
        this.state = { kind: "writing" };
        this.touched();
      } else {
        this.settle();
      }
    } else if (outcome.kind === "changed") {
      this.changed(outcome.theirs, doc);
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
