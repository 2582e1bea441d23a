/**
 * CodeMirror's own styles, under the desk's policy: in a document it would write them into `<style>` elements, which
 * `style-src 'self'` forbids. Sheets that a script makes itself are allowed (CSSOM, "constructable style sheets"). They
 * are in a layer, so that the desk's sheet has the last word.
 */
import { StyleModule } from "style-mod";

const mounted = new WeakMap<object, Set<StyleModule>>();

StyleModule.mount = (root, modules) => {
  const known = mounted.get(root) ?? new Set<StyleModule>();
  mounted.set(root, known);
  const fresh = [modules].flat().filter((module) => !known.has(module));
  const sheets = fresh.map((module) => {
    known.add(module);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@layer editor { ${module.getRules()} }`);
    return sheet;
  });
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...sheets];
};
