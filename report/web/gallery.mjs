// Screenshots for docs/gallery.md.
//   node gallery.mjs CHROMIUM RESULTS PICTURES
//     RESULTS   a folder with the folders of results year and cable, and both.html
//     PICTURES  where the pictures go

import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { smallPng } from "./small-png.mjs";

const [, , executablePath, results, pictures] = process.argv;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1160, height: 800 }, ...options });
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve(results, name)).href);
  await page.waitForSelector("body[data-drawn]", { state: "attached" });
  return page;
}

/** The dots of a PNG, decoded by the browser on an empty page. */
const decoder = await browser.newPage();
async function keep(name, png) {
  const { width, height, base64 } = await decoder.evaluate(
    async (source) => {
      const image = await createImageBitmap(await (await fetch(source)).blob());
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let text = "";
      for (let i = 0; i < data.length; i += 8192)
        text += String.fromCharCode(...data.subarray(i, i + 8192));
      return { width: image.width, height: image.height, base64: btoa(text) };
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
  const small = smallPng(width, height, Buffer.from(base64, "base64"));
  writeFileSync(join(pictures, `${name}.png`), small);
}

async function parts(page, names) {
  for (const [selector, name] of names) await keep(name, await page.locator(selector).screenshot());
}

const year = await open("year/index.html", { viewport: { width: 1160, height: 1200 } });
await keep("year", await year.screenshot());
await parts(year, [
  ["#export .explorer", "export"],
  ["#export .bottlenecks", "limits"],
  ["#prices .explorer", "prices"],
  ["#generation", "generation"],
  ["#storage .explorer", "storage"],
]);

const evening = await open("year/index.html", { colorScheme: "dark" });
await evening.getByRole("slider").fill(String(24 * 196 + 15));
await evening.getByRole("slider").blur();
await parts(evening, [["#map", "evening"]]);

const phone = await open("year/index.html", { viewport: { width: 390, height: 844 } });
await keep("phone", await phone.screenshot());

const both = await open("both.html");
await keep("compare", await both.screenshot());

const cable = await open("cable/index.html", { viewport: { width: 1160, height: 1100 } });
await keep("investment", await cable.screenshot());
await parts(cable, [["#risk .pair >> nth=1", "drivers"]]);

await browser.close();
