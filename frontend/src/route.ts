/** Where somebody is: the part of the address behind `#`, one row a view. */

export interface View {
  /** What the view is called, for the window's title and for who hears the page. */
  title: string;
  element: HTMLElement;
  /** Called before another view comes: what is not saved is saved. `false` stays here. */
  leave?(): Promise<boolean | void> | boolean | void;
  /** Whether the view takes the whole window: the way about the desk steps back. */
  wide?: boolean;
}

export type Open = (...parts: string[]) => Promise<View>;

/** The address of a place in the desk: `place("write", "posts/a.md")`. */
export function place(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

/** The parts of the present address. */
export function parts(): string[] {
  return location.hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}

/** Go to a place; `instead` leaves no step back to the present one. */
export function go(parts: string[], instead = false): void {
  const hash = place(...parts);
  if (instead) {
    history.replaceState(null, "", hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = hash;
}
