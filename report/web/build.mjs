// Builds dist/page.html, the one file that the program embeds; with --check, says whether it is what
// the sources give and writes nothing; with --tests, builds the tests for node.
//   node build.mjs [--check | --tests]
// The same sources give the same bytes. The page is ASCII, so that any compiler takes its bytes.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const path = (...parts) => join(here, ...parts);
const common = { bundle: true, charset: "ascii", legalComments: "none", logLevel: "warning" };

/** The coasts, projected: what src/land-built.ts exports, as numbers. */
async function projectedLand() {
  const built = await esbuild.build({
    ...common,
    entryPoints: [path("src/land-built.ts")],
    write: false,
    format: "esm",
  });
  const module = await import(
    `data:text/javascript;base64,${Buffer.from(built.outputFiles[0].text).toString("base64")}`
  );
  return Object.entries(module)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
    .join("\n");
}

function landPlugin(contents) {
  return {
    name: "land",
    setup(build) {
      build.onLoad({ filter: /land-built\.ts$/ }, () => ({ contents, loader: "js" }));
    },
  };
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const ascii = (text) => text.replace(/[^\x00-\x7f]/gu, (c) => `&#${c.codePointAt(0)};`);

async function page() {
  const script = (
    await esbuild.build({
      ...common,
      entryPoints: [path("src/main.ts")],
      write: false,
      format: "iife",
      minify: true,
      target: "es2022",
      plugins: [landPlugin(await projectedLand())],
    })
  ).outputFiles[0].text.trim();
  const style = (
    await esbuild.build({
      ...common,
      entryPoints: [path("page.css")],
      write: false,
      minify: true,
    })
  ).outputFiles[0].text.trim();
  if (/<\/script|<!--/i.test(script)) throw new Error("the script would end its own element");
  const csp = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const parts = { csp, style, script };
  const html = ascii(readFileSync(path("page.html"), "utf8")).replace(
    /@(csp|style|script)@/g,
    (_, name) => parts[name],
  );
  if (/[^\x00-\x7f]/.test(html)) throw new Error("the page is not ASCII");
  if (process.argv.includes("--check")) {
    if (readFileSync(path("dist/page.html"), "utf8") === html) return;
    console.log("report/web/dist/page.html is not what its sources give: `make web` builds it");
    process.exitCode = 1;
    return;
  }
  mkdirSync(path("dist"), { recursive: true });
  writeFileSync(path("dist/page.html"), html);
  console.log(`report/web/dist/page.html: ${html.length} bytes`);
}

async function tests() {
  const entries = readdirSync(path("test")).filter((name) => name.endsWith(".test.ts"));
  await esbuild.build({
    ...common,
    entryPoints: entries.map((name) => path("test", name)),
    format: "esm",
    platform: "node",
    outdir: path("../../build/web/tests"),
    outExtension: { ".js": ".mjs" },
  });
}

await (process.argv.includes("--tests") ? tests() : page());
