// The page in Chromium, as people meet it.
//   node browser.mjs CHROMIUM RESULTS SHOTS
//     RESULTS   a folder that holds folders of results: month, year, small, none, and both.html
//     SHOTS     where screenshots are left to be looked at
// Prints a line for each sentence; the last is "N passed, N failed".

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { mapFaults, strayDigits, wide } from "./faults.mjs";
import { at, readCsv, rounded, shown } from "./rounding.mjs";

const [, , executablePath, results, shots] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let passed = 0,
  failed = 0;

async function sentence(words, run) {
  try {
    const note = await run();
    passed++;
    console.log(`  ok       ${words}${typeof note === "string" ? ` (${note})` : ""}`);
  } catch (error) {
    failed++;
    console.log(`    ${String(error.message).split("\n").slice(0, 6).join("\n    ")}`);
    console.log(`  FAILED   ${words}`);
  }
}

function demand(condition, words) {
  if (!condition) throw new Error(words);
}

/** A page with what it complained of and what it asked for. */
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const noise = [];
  const asked = [];
  page.on("console", (message) => noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(error.message));
  page.on("request", (request) => asked.push(request.url()));
  const file = name.endsWith(".html") ? join(results, name) : join(results, name, "index.html");
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("body[data-drawn]", { state: "attached", timeout: 30000 });
  return { page, noise, asked, file, close: () => context.close() };
}

const answerOf = (name) => JSON.parse(readFileSync(join(results, name, "result.json"), "utf8"));
const tableOf = (name, file) => readCsv(readFileSync(join(results, name, file), "utf8"));

async function violations(page) {
  // The policy of the page holds for what is added to its document, not for what a test evaluates.
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`);
}

/** With the tables of numbers opened: of the colours of a theme, one of them tells all. */
async function accessible(page, tables = Infinity) {
  await page.evaluate((most) => {
    const all = [...document.querySelectorAll("details")];
    for (const element of all.slice(0, most)) element.open = true;
  }, tables);
  const found = await violations(page);
  demand(found.length === 0, found.join("\n"));
}

/** Numbers of result.json on the page that are not what they should be. */
async function wrongFacts(page, answers) {
  const facts = await page.$$eval("[data-json]", (elements) =>
    elements.map(({ dataset, textContent }) => ({ ...dataset, text: textContent })),
  );
  demand(facts.length > 20, `only ${String(facts.length)} numbers name their place`);
  const wrong = facts
    .map(({ json, kind, answer, text }) => {
      const value = at(answers[Number(answer ?? 0)], json);
      const wanted = value === undefined && text === "not there" ? text : shown(value, kind);
      return { json, text, wanted };
    })
    .filter(({ text, wanted }) => text !== wanted);
  demand(
    wrong.length === 0,
    wrong
      .slice(0, 5)
      .map(({ json, text, wanted }) => `${json}: "${text}", wanted "${wanted}"`)
      .join("\n"),
  );
  return `${String(facts.length)} numbers`;
}

async function quiet({ noise, asked, file }) {
  demand(noise.length === 0, noise.join("\n"));
  const outside = asked.filter((url) => url !== pathToFileURL(file).href);
  demand(outside.length === 0, `asked for ${outside.join(", ")}`);
}

async function year() {
  const opened = await open("year");
  const { page, file } = opened;
  await sentence("a full year is on the page within 5 MB", () => {
    const { size } = statSync(file);
    demand(size <= 5e6, `${String(size)} bytes`);
    return `${(size / 1e6).toFixed(2)} MB`;
  });
  await sentence("the first picture of a year does not wait for the hours", async () => {
    const times = await page.evaluate(() => ({
      paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
      hours: performance.getEntriesByName("hours-read")[0].startTime,
      drawn: performance.getEntriesByName("all-drawn")[0].startTime,
    }));
    const ms = (value) => `${value.toFixed(0)} ms`;
    demand(times.paint <= times.hours, `painted at ${ms(times.paint)}, read at ${ms(times.hours)}`);
    return `painted at ${ms(times.paint)}, everything drawn at ${ms(times.drawn)}`;
  });
  await sentence("a year makes no console message and asks for nothing", () => quiet(opened));
  await sentence("a year shows days, a month of it hours", async () => {
    const section = page.locator("#prices");
    await section.getByText("The numbers as tables").click();
    demand(
      (await section.locator("caption").first().textContent()).endsWith("whole study"),
      "period",
    );
    demand(
      (await section.locator(".scroll tbody").first().locator("tr").count()) === 365,
      "365 days",
    );
    await section.getByLabel("Period").selectOption({ label: "Feb 2030" });
    demand(
      (await section.locator(".scroll tbody").first().locator("tr").count()) === 28,
      "28 days",
    );
  });
  await sentence("a stretch drawn over a chart shows its hours", async () => {
    const section = page.locator("#prices");
    const plot = section.locator(".u-over").first();
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    await page.mouse.move(box.x + 0.52 * box.width, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.7 * box.width, box.y + 40, { steps: 4 });
    await page.mouse.up();
    const rows = await section.locator(".scroll tbody").first().locator("tr").count();
    demand(rows === 6 * 24, `${String(rows)} rows`);
    demand((await chosen(section)) === "15 Feb to 20 Feb", await chosen(section));
  });
  await sentence("a year prints on at most four pages", () => printed(page));
  await opened.close();
}

const chosen = (section) =>
  section.getByLabel("Period").evaluate((select) => select.selectedOptions[0].textContent);

async function printed(page) {
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString(
    "latin1",
  );
  const pages = (pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length;
  demand(pages >= 1 && pages <= 4, `${String(pages)} pages`);
  return `${String(pages)} pages`;
}

async function numbers(page) {
  const answer = answerOf("month");
  await sentence("every number equals result.json after its rounding", () =>
    wrongFacts(page, [answer]),
  );
  await sentence("headline and cards hold no other numbers", async () => {
    const stray = await page.evaluate(strayDigits);
    demand(stray.length === 0, stray.join("\n"));
  });
}

/** Texts of the map's tables by the id in their first cell. */
const cellsOf = (page, attribute) =>
  page.$$eval(`#map [${attribute}]`, (elements) =>
    elements.map((element) => [element.closest("tr").cells[0].textContent, element.textContent]),
  );

async function keyboard(page) {
  const slider = page.getByRole("slider");
  const words = () => slider.getAttribute("aria-valuetext");
  await sentence("the slider moves by keyboard, hour by hour and day by day", async () => {
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    demand((await words()) === "1 Jan 2030, 01:00 UTC", await words());
    await page.keyboard.press("PageUp");
    demand((await words()) === "2 Jan 2030, 01:00 UTC", await words());
    await page.keyboard.press("End");
    demand((await words()) === "31 Jan 2030, 23:00 UTC", await words());
    await page.keyboard.press("Home");
    demand((await words()) === "1 Jan 2030, 00:00 UTC", await words());
  });
  await sentence("play runs and stops by keyboard", async () => {
    const play = page.getByRole("button", { name: "Play" });
    await play.focus();
    await page.keyboard.press("Enter");
    const before = await words();
    await page.waitForFunction(
      (text) => document.querySelector("#map input").getAttribute("aria-valuetext") !== text,
      before,
    );
    await page.keyboard.press("Space");
    const still = await words();
    await page.waitForTimeout(600);
    demand((await words()) === still, "it went on");
    demand((await page.locator("#map.playing").count()) === 0, "flows still move");
  });
}

async function hours(page) {
  await sentence("flows and prices of an hour are those of the tables, rounded", async () => {
    const hour = 30;
    await page.getByRole("slider").fill(String(hour));
    await page.getByText("Flows and prices as tables").click();
    const prices = tableOf("month", "prices.csv");
    const flows = tableOf("month", "line_flows.csv");
    const wrong = [];
    for (const [bus, text] of await cellsOf(page, "data-price")) {
      const value = Number(prices.rows[hour][prices.headings.indexOf(`${bus} [USD/MWh]`)]);
      if (Math.abs(Number(text.replaceAll(",", "").replace("\u2212", "-")) - value) > 0.005 + 1e-9)
        wrong.push(`${bus}: ${text}, wanted ${rounded(value, 2)}`);
    }
    let seen = 0;
    for (const [line, text] of await cellsOf(page, "data-flow")) {
      const column = flows.headings.indexOf(`${line} [MW]`);
      if (column < 0) continue;
      seen++;
      const value = Number(flows.rows[hour][column]);
      if (Math.abs(Number(text.replaceAll(",", "").replace("\u2212", "-")) - value) > 0.5 + 1e-9)
        wrong.push(`${line}: ${text}, wanted ${rounded(value, 0)}`);
    }
    demand(seen > 10 && wrong.length === 0, wrong.slice(0, 5).join("\n"));
  });
}

async function files(page) {
  const buttons = page.locator(".exports button");
  const labels = await buttons.evaluateAll((all) =>
    all.map((one) => one.getAttribute("aria-label")),
  );
  const save = async (i) => {
    const [download] = await Promise.all([page.waitForEvent("download"), buttons.nth(i).click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  await sentence("hours as CSV are those of the table, rounded", async () => {
    const { name, bytes } = await save(labels.indexOf("Export over time as CSV"));
    const { rows } = readCsv(bytes.toString());
    const table = tableOf("month", "export.csv");
    demand(name === "export.csv" && rows.length === table.rows.length, name);
    rows.forEach(([time, mw], i) => {
      demand(time === table.rows[i][0], `row ${String(i)}: ${time}`);
      demand(Math.abs(Number(mw) - Number(table.rows[i][1])) <= 0.5 + 1e-9, `${time}: ${mw}`);
    });
  });
  await sentence("every picture can be saved as PNG and as SVG", async () => {
    const pictures = await page.locator("svg.map, svg.ranges, .chart, .heat").count();
    const kinds = ["PNG", "SVG"].map(
      (kind) => labels.filter((label) => label.endsWith(kind)).length,
    );
    demand(
      kinds.every((count) => count === pictures),
      `${String(pictures)} and ${String(kinds)}`,
    );
    demand(new Set(labels).size === labels.length, "two buttons have the same name");
    for (const i of labels.keys()) {
      const { name, bytes } = await save(i);
      if (name.endsWith(".png")) demand(bytes.subarray(1, 4).toString() === "PNG", name);
      else if (name.endsWith(".svg")) demand(/^<svg [^>]*xmlns=/.test(bytes.toString()), name);
      demand(bytes.length > (name.endsWith(".csv") ? 200 : 1500), `${name} is empty`);
    }
    return `${String(labels.length)} files`;
  });
}

async function month() {
  const opened = await open("month", { acceptDownloads: true });
  const { page } = opened;
  await page.screenshot({ path: join(shots, "month.png"), fullPage: true });
  await sentence("no text on the map covers another or is cut", async () => {
    const faults = await page.evaluate(mapFaults);
    demand(faults.length === 0, faults.join("\n"));
  });
  await numbers(page);
  await keyboard(page);
  await hours(page);
  await files(page);
  await sentence(
    "what was screened shows the worst outage of each hour, and prints too",
    async () => {
      const csv = tableOf("month", "security_hours.csv");
      const names = csv.rows.map((row) => row[csv.headings.indexOf("worst contingency")]);
      const first = page.locator("#outages .kinds li").first();
      const [, name, hours] = /^(.*), ([\d,]+) h$/.exec(await first.textContent());
      const wanted = names.filter((other) => other === name).length;
      demand(
        Number(hours.replace(",", "")) === wanted,
        `${name}: ${hours}, wanted ${String(wanted)}`,
      );
      return printed(page);
    },
  );
  await sentence("axe finds nothing on the page", () => accessible(page));
  await sentence("a month makes no console message and asks for nothing", () => quiet(opened));
  await opened.close();
}

/** The same page elsewhere: dark, narrow, without motion, on paper. */
async function elsewhere() {
  const dark = await open("month", { colorScheme: "dark" });
  await dark.page.screenshot({ path: join(shots, "dark.png"), fullPage: true });
  await sentence("axe finds nothing in the dark", () => accessible(dark.page, 1));
  await dark.close();
  const narrow = await open("month", { viewport: { width: 390, height: 844 } });
  await narrow.page.screenshot({ path: join(shots, "narrow.png"), fullPage: true });
  await sentence("at 390 pixels nothing but tables is wider than the screen", async () => {
    demand((await narrow.page.evaluate(wide)) === 0, "the page scrolls sideways");
    const faults = await narrow.page.evaluate(mapFaults);
    demand(faults.length === 0, faults.join("\n"));
  });
  await sentence("axe finds nothing at 390 pixels", () => accessible(narrow.page, 1));
  await narrow.close();
  const still = await open("month", { reducedMotion: "reduce" });
  await sentence("where motion is unwelcome, arrows stand still", async () => {
    await still.page.getByRole("button", { name: "Play" }).click();
    const moving = await still.page.$$eval(".motion", (paths) =>
      paths.filter((path) => getComputedStyle(path).animationName !== "none").map(({ id }) => id),
    );
    demand(moving.length === 0, `${String(moving.length)} flows move`);
  });
  await still.close();
}

async function others() {
  const small = await open("small");
  await small.page.screenshot({ path: join(shots, "small.png"), fullPage: true });
  await sentence("a network without coordinates has its page too", async () => {
    await quiet(small);
    await wrongFacts(small.page, [answerOf("small")]);
    await accessible(small.page);
  });
  await small.close();
  const none = await open("none");
  await none.page.screenshot({ path: join(shots, "none.png"), fullPage: true });
  await sentence("a study without an answer says so and why", async () => {
    await quiet(none);
    const text = await none.page.locator("header").textContent();
    demand(text.includes("infeasible"), text);
    demand(text.includes(answerOf("none").why.split("\n")[0]), text);
    await accessible(none.page);
  });
  await none.close();
  for (const [name, words] of [
    ["invest", "an investment has its page too"],
    ["adequacy", "a study of adequacy has its page too"],
  ]) {
    const opened = await open(name);
    await opened.page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    await sentence(words, async () => {
      await quiet(opened);
      const note = await wrongFacts(opened.page, [answerOf(name)]);
      await accessible(opened.page);
      await printed(opened.page);
      return note;
    });
    await opened.close();
  }
  const both = await open("both.html");
  await both.page.screenshot({ path: join(shots, "both.png"), fullPage: true });
  await sentence("two results are compared by numbers of both", async () => {
    await quiet(both);
    const note = await wrongFacts(both.page, [answerOf("month"), answerOf("other")]);
    await accessible(both.page);
    return note;
  });
  await both.close();
}

await year();
await month();
await elsewhere();
await others();
await browser.close();
console.log(`${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed > 0 ? 1 : 0;
