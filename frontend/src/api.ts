/**
 * The desk's calls: a name and a request → an answer, and the stream of what happens meanwhile.
 *
 * The key of the desk comes once in the fragment of the address. It is taken out of the address at once, kept in this
 * tab only, and sent in a header.
 */

export type Kind = "post" | "page" | "practitioner" | "series" | "settings";
export type State = "published" | "draft" | "scheduled" | "unlisted" | "needs-a-look";
export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };
export type Values = { [name: string]: Value };
/** A setting's place: names and, in lists, positions. */
export type Setting = (string | number)[];

export interface Edit {
  from_line: number;
  from_column: number;
  to_line: number;
  to_column: number;
  text: string;
}

export interface Problem {
  code: string;
  severity: "error" | "warning" | "hint";
  path: string;
  line: number | null;
  column: number | null;
  says: string;
  fix: string;
  repair?: { label: string; edits: Edit[] } | null;
}

export interface Step {
  name: string;
  done: boolean;
  path?: string | null;
}

export interface Site {
  /** Tells this opening of the site from others; sent with every call. */
  id: string;
  folder: string;
  title: string;
  language: string;
  languages: string[];
  kinds: Partial<Record<Kind, number>>;
  accepting: "open" | "waitlist" | "closed";
  preview: string;
  checklist: Step[] | null;
  problems: number;
  /** Why there is nothing to see of the site; empty where there is. */
  trouble?: string;
  due: { day: string; says: string }[];
}

export interface Entry {
  path: string;
  kind: Kind;
  title: string;
  state: State;
  until?: string | null;
  date?: string | null;
  updated?: string | null;
  series?: string | null;
  part?: number | null;
  topic?: string | null;
  words: number;
  digest: string;
  address?: string | null;
  mistakes: number;
}

export interface Opened {
  path: string;
  kind: Kind;
  text: string;
  digest: string;
  encoding_kept: boolean;
  read_only: boolean;
  problems: Problem[];
  values: Values;
  body_starts_line: number;
  address?: string | null;
  words: number;
  minutes: number;
}

export interface Choice {
  value: string;
  label: string;
}

export type FieldKind =
  | "text" | "line" | "date" | "yes-no" | "choice" | "list" | "number" | "picture" | "colour" | "person" | "post"
  | "group" | "groups" | "named-groups";

export interface Field {
  setting: Setting;
  kind: FieldKind;
  label: string;
  about: string;
  choices?: (string | Choice)[] | null;
  required: boolean;
  default?: Value;
  fields?: Field[] | null;
}

export interface FormGroup {
  name: string;
  title: string;
  fields: Field[];
}

export interface Change {
  setting: Setting;
  value: Value;
}

export interface SetAnswer {
  text: string;
  digest: string;
  values: Values;
  problems: Problem[];
}

export interface Picture {
  path: string;
  width: number | null;
  height: number | null;
  bytes: number;
  alt?: string | null;
  used_in: string[];
  url?: string | null;
}

export interface Question {
  name: string;
  words: string;
  kind: string;
  choices?: (string | Choice)[] | null;
  /** Whether it is one after the answers so far. */
  asked?: boolean;
  default?: string | null;
}

export interface SavedVersion {
  id: string;
  saved_at: string;
  words: number;
  first_line: string;
}

export interface Binned {
  id: string;
  path: string;
  title?: string | null;
  deleted_at?: string | null;
}

/** Where to publish, and what the person has answered so far. */
export interface PublishAnswers {
  to?: string;
  name?: string;
  way?: string;
  answers?: Record<string, string>;
  /** The questions, word for word, that were answered with yes. */
  agreed?: string[];
  secret?: string;
  keep?: boolean;
  /** Problem code → why its present cases may go live. */
  anyway?: Record<string, string>;
}

export interface Destination {
  name: string;
  words: string;
  address: string;
  is_default: boolean;
  agreed: boolean;
  published_at: string | null;
}

export interface Way {
  way: string;
  words: string;
  wants_secret: boolean;
}

/** What a publication would do, or did. */
export interface Published {
  destination: string;
  address: string;
  published: boolean;
  words: string;
  pages: { address: string; change: "new" | "changed" | "removed" }[];
  stops: Problem[];
  wrong: string[];
  notes: string[];
  readable: string[];
  left_out: string[];
}

/** What to bring, and into which folder. */
export interface ImportSource {
  folder: string;
  address?: string;
  /** The name of files that were sent before. */
  upload?: string;
  /** Which program it comes from, where that is not recognised. */
  kind?: string;
  /** Whether pictures that still lie at the old address are fetched. */
  pictures?: boolean;
}

export interface Imported {
  folder: string;
  kind: string;
  came: Record<string, number>;
  kept: string[];
  look: { path: string; says: string }[];
  left: { title: string; says: string }[];
  addresses_lost: number;
}

interface Task {
  task: string;
}
type Nothing = Record<string, never>;
type Found<T> = T[] | { [name: string]: T[] };

/** name → [request, answer] */
export interface Calls {
  "sites.list": [Nothing, { sites: { folder: string; title: string; there: boolean }[]; example: boolean; open?: string }];
  "sites.forget": [{ folder: string }, unknown];
  "sites.open": [{ folder: string }, Site];
  "sites.questions": [{ language?: string; answers?: Record<string, string> }, { questions: Question[] }];
  "sites.create": [{ folder: string; answers: Record<string, string> }, Site];
  "sites.example": [Nothing, Site];
  "folders.list": [
    { folder?: string },
    { folder: string; parent: string | null; folders: { name: string; is_site: boolean }[]; home: string },
  ];
  "imports.add": [{ name: string; base64: string; upload?: string }, { upload: string }];
  "imports.start": [ImportSource, Task];
  "imports.undo": [Nothing, Values];
  "site.read": [Nothing, Site];
  "site.problems": [Nothing, { problems: Problem[] }];
  "site.accepting": [{ value: string; practitioner?: string }, unknown];
  "documents.list": [{ kind?: Kind }, { documents: Entry[] }];
  "documents.open": [{ path: string }, Opened];
  "documents.save": [
    { path: string; text: string; digest: string; window: string },
    { digest: string; saved_at: string; text?: string },
  ];
  "documents.set": [{ path: string; digest: string; changes: Change[]; window: string }, SetAnswer];
  "documents.create": [{ kind: Kind; title: string; text?: string }, { path: string }];
  "documents.duplicate": [{ path: string }, { path: string }];
  "documents.rename": [{ path: string; title?: string; address?: string; redirect: boolean }, { path: string }];
  "documents.delete": [{ path: string }, { bin_id: string }];
  "bin.list": [Nothing, Found<Binned>];
  "bin.restore": [{ id: string }, { path: string }];
  "versions.list": [{ path: string }, Found<SavedVersion>];
  "versions.read": [{ path: string; id: string }, { text: string }];
  "versions.restore": [{ path: string; id: string; digest: string }, { text: string; digest: string }];
  "forms.read": [{ kind: Kind; language: string }, { groups: FormGroup[] }];
  "pictures.list": [Nothing, Found<Picture>];
  "pictures.add": [{ name: string; base64: string; folder?: string }, { path: string; markdown_path: string }];
  "pictures.delete": [{ path: string }, { bin_id: string }];
  "pictures.read": [{ path: string; width?: number }, { base64: string; type: string }];
  "texts.convert": [{ html?: string; text?: string; rtf?: string }, { markdown: string; notes: string[] }];
  "texts.import": [{ name: string; base64: string }, { path: string; report: unknown }];
  "publish.destinations": [Nothing, { destinations: Destination[]; ways: Way[] }];
  "publish.questions": [
    { way: string },
    { questions: { setting: string; words: string; default: string; optional: boolean }[] },
  ];
  "publish.setup": [PublishAnswers, Task];
  "publish.plan": [PublishAnswers, Task];
  "publish.start": [PublishAnswers, Task];
  "publish.undo": [PublishAnswers, Task];
  "checklist.dismiss": [Nothing, unknown];
  "desk.end": [Nothing, unknown];
}

export type CallName = keyof Calls;

interface RefusedAnswer {
  error?: { code?: string; says?: string; fix?: string; at?: Refusal["at"] };
  theirs?: Refusal["theirs"];
  question?: string;
  setting?: string;
  kinds?: Record<string, string>;
}

/** A refusal: what the desk says, the way out, and the place. */
export class Refusal extends Error {
  readonly code: string;
  readonly fix: string;
  readonly at: { path: string; line: number | null; column: number | null } | null;
  /** What lies on the disk instead, where somebody else changed it. */
  readonly theirs: { text: string; digest: string } | null;
  readonly status: number;
  /** The name of the question whose answer is refused. */
  readonly question: string;
  /** The name of the setting whose value is refused. */
  readonly setting: string;
  /** The programs to choose from and their words, where it is not recognised which one files come from. */
  readonly kinds: Record<string, string>;

  constructor(status: number, answer: RefusedAnswer) {
    super(answer.error?.says ?? "");
    this.name = "Refusal";
    this.status = status;
    this.code = answer.error?.code ?? "";
    this.fix = answer.error?.fix ?? "";
    this.at = answer.error?.at ?? null;
    this.theirs = answer.theirs ?? null;
    this.question = answer.question ?? "";
    this.setting = answer.setting ?? "";
    this.kinds = answer.kinds ?? {};
  }
}

/** The desk does not answer: it was ended, or the computer slept. */
export class Unreachable extends Error {}

const TOKEN = "therapyblog-token";
/** Names this window, so that the desk can tell its savings from another's. */
export const WINDOW = crypto.randomUUID();

/** Take the key out of the address, before anything else sees it. Returns whether there is one. */
export function takeToken(): boolean {
  const found = /(?:^#|&)token=([\w-]+)/.exec(location.hash);
  if (found?.[1]) {
    sessionStorage.setItem(TOKEN, found[1]);
    history.replaceState(null, "", `${location.pathname}#/`);
  }
  return sessionStorage.getItem(TOKEN) !== null;
}

let siteId = "";

/** Say with every call which site this window shows, so that nothing is ever written into another one. */
export function showsSite(id: string): void {
  siteId = id;
}

function post(name: string, request: unknown, keepalive = false): Promise<Response> {
  return fetch(`/api/${name}`, {
    method: "POST",
    body: JSON.stringify(request),
    headers: {
      "Content-Type": "application/json",
      "X-Therapyblog-Token": sessionStorage.getItem(TOKEN) ?? "",
      ...(siteId ? { "X-Therapyblog-Site": siteId } : {}),
    },
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
    keepalive,
  });
}

/**
 * Ask the desk. Throws `Refusal` where it says no, and `Unreachable` where it does not answer. With `keepalive` the
 * question outlives the page (up to 64 KB, Fetch standard).
 */
export async function call<N extends CallName>(
  name: N,
  request: Calls[N][0],
  { keepalive = false }: { keepalive?: boolean } = {},
): Promise<Calls[N][1]> {
  let response: Response;
  try {
    response = await post(name, request, keepalive);
  } catch (error) {
    tell({ event: "connection", there: false });
    throw new Unreachable(String(error));
  }
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer as RefusedAnswer);
  return answer as Calls[N][1];
}

/** The list of an answer, whether it comes bare or below a name. */
export function listed<T>(answer: Found<T>): T[] {
  return Array.isArray(answer) ? answer : (Object.values(answer).find(Array.isArray) ?? []);
}

export interface TaskEvent {
  event: "task";
  id: string;
  stage?: string;
  done?: number;
  total?: number;
  says?: string;
  result?: unknown;
  error?: { code?: string; says?: string; fix?: string };
  setting?: string;
}
export type DeskEvent =
  /** Files changed: by this or another window of the desk, or (`window` is null) by somebody else. */
  | { event: "files"; paths: string[]; window?: string | null }
  | { event: "site"; problems: number; trouble: string }
  | { event: "opened"; site: string; folder: string }
  | { event: "notice"; says: string }
  | { event: "page"; path: string; problems: Problem[]; address?: string | null }
  | TaskEvent
  | { event: "alive" }
  | { event: "connection"; there: boolean };
type Named<E extends DeskEvent["event"]> = Extract<DeskEvent, { event: E }>;

const listeners = new Map<string, Set<(event: never) => void>>();
const tasks = new Map<string, TaskEvent>();

/** Hear of events of this name. Returns what ends it. */
export function on<E extends DeskEvent["event"]>(name: E, heard: (event: Named<E>) => void): () => void {
  const known = listeners.get(name) ?? new Set();
  listeners.set(name, known);
  known.add(heard as (event: never) => void);
  return () => known.delete(heard as (event: never) => void);
}

function tell(event: DeskEvent): void {
  if (event.event === "task") tasks.set(event.id, event);
  for (const heard of [...(listeners.get(event.event) ?? [])]) heard(event as never);
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/**
 * Follow the events until the page is left; after a break, again.
 *
 * A browser opens six connections to a server at most, and a stream keeps one for good. So one window has the stream,
 * and hands on to the others what it is told; when it is closed, another one takes its place.
 */
export async function follow(): Promise<void> {
  const name = `therapyblog-events-${(sessionStorage.getItem(TOKEN) ?? "").slice(0, 8)}`;
  const others = new BroadcastChannel(name);
  let leads = false;
  others.onmessage = ({ data }: MessageEvent<DeskEvent | "new">) => {
    if (data !== "new") tell(data);
    else if (leads) for (const event of tasks.values()) others.postMessage(event);
  };
  others.postMessage("new");
  await navigator.locks.request(name, async () => {
    leads = true;
    await lead((event) => {
      others.postMessage(event);
      tell(event);
    });
  });
}

async function lead(told: (event: DeskEvent) => void): Promise<never> {
  for (let wait = 250; ; wait = Math.min(wait * 2, 8000)) {
    try {
      const response = await post("events", {});
      if (!response.ok || !response.body) throw new Error(String(response.status));
      told({ event: "connection", there: true });
      for await (const line of lines(response.body)) {
        wait = 250;
        told(JSON.parse(line) as DeskEvent);
      }
    } catch {
      // Told below.
    }
    told({ event: "connection", there: false });
    await pause(wait);
  }
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.trim()) yield part;
  }
}

/** Wait for a task's end; `heard` gets every stage. Returns its result, or throws `Refusal`. */
export function finished<T>(id: string, heard: (event: TaskEvent) => void = () => {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = (event: TaskEvent) => {
      if (event.id !== id) return;
      heard(event);
      if (event.result === undefined && event.error === undefined) return;
      end();
      tasks.delete(id);
      if (event.error) reject(new Refusal(422, event as RefusedAnswer));
      else resolve(event.result as T);
    };
    const end = on("task", look);
    const known = tasks.get(id);
    if (known) look(known);
  });
}
