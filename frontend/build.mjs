/**
 * Writes the desk's pages: src/ → src/therapyblog/desk/static/, byte for byte the same on every machine.
 *
 * `desk.js` is what the first page needs; every view is a chunk that is fetched when it is opened. `LICENCES.txt` holds
 * the licences of everything that ends in the bundle.
 */
import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "therapyblog", "desk", "static");

// What else lies there is written by hand.
for (const name of ["chunks", "words"]) await rm(join(out, name), { recursive: true, force: true });
await mkdir(join(out, "words"), { recursive: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: [
    { in: "src/main.ts", out: "desk" },
    { in: "src/style/desk.css", out: "desk" },
  ],
  chunkNames: "chunks/[name]-[hash]",
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox115", "safari16.4"],
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

for (const name of ["desk.html", "icon.svg"]) await cp(join(here, "src", name), join(out, name));
for (const name of (await readdir(join(here, "src", "words"))).sort()) {
  const words = JSON.parse(await readFile(join(here, "src", "words", name), "utf8"));
  await writeFile(join(out, "words", name), `${JSON.stringify(words)}\n`);
}
await writeFile(join(out, "LICENCES.txt"), await licences(Object.keys(metafile.inputs)));

/** The licence texts of the packages that these files come from. */
async function licences(files) {
  const packages = new Set();
  for (const file of files) {
    const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file);
    if (found) packages.add(found[1]);
  }
  const texts = ["The desk's pages hold code of these packages, each under its own licence.\n"];
  for (const name of [...packages].sort()) {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence text`);
    const text = (await readFile(join(folder, file), "utf8")).replaceAll("\r\n", "\n").trim();
    texts.push(`${"=".repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`);
  }
  return texts.join("\n");
}
