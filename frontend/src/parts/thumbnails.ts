/** Pictures of the site, small; each is fetched when it comes near the window. */
import { call } from "../api.js";
import { h, icon } from "../dom.js";

const known = new Map<string, Promise<string>>();

/** The address of a picture inside this window. */
export function pictureAddress(path: string, width: number): Promise<string> {
  const key = `${width}:${path}`;
  let address = known.get(key);
  if (!address) {
    address = call("pictures.read", { path, width }).then(async ({ base64, type }) => {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      return URL.createObjectURL(new Blob([bytes], { type }));
    });
    known.set(key, address);
    address.catch(() => known.delete(key));
  }
  return address;
}

/** Forget what was fetched of a picture that changed. */
export function forgetPicture(path: string): void {
  for (const key of [...known.keys()]) if (key.endsWith(`:${path}`)) known.delete(key);
}

const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      void load(entry.target as HTMLElement);
    }
  },
  { rootMargin: "300px" },
);

async function load(frame: HTMLElement): Promise<void> {
  try {
    const address = await pictureAddress(frame.dataset.path ?? "", Number(frame.dataset.width));
    const image = h("img", { alt: frame.dataset.alt ?? "", src: address });
    image.addEventListener("error", () => frame.replaceChildren(icon("picture", "large")));
    frame.replaceChildren(image);
  } catch {
    frame.replaceChildren(icon("picture", "large"));
  }
}

/** A frame in which the picture appears. */
export function thumbnail(path: string, alt = "", width = 480): HTMLElement {
  const frame = h("span", { class: "thumb", "data-path": path, "data-alt": alt, "data-width": width });
  watcher.observe(frame);
  return frame;
}
