/** The open site, as it was last read; whoever shows it hears of changes. */
import { call, showsSite, type Site } from "./api.js";

let site: Site | null = null;
const heard = new Set<() => void>();

/** The open site; there is one wherever a view of a site is shown. */
export function openSite(): Site {
  if (!site) throw new Error("no site is open");
  return site;
}

export function hasSite(): boolean {
  return site !== null;
}

export function setSite(value: Site | null): void {
  site = value;
  showsSite(value?.id ?? "");
  for (const tell of heard) tell();
}

/** Read the site again; without one that is open there is `null`. */
export async function refreshSite(): Promise<Site | null> {
  try {
    setSite(await call("site.read", {}));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "Refusal") throw error;
    setSite(null);
  }
  return site;
}

export function onSite(tell: () => void): void {
  heard.add(tell);
}
