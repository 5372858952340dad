// The report of an organization, in a real browser.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, path, violations } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const SAMPLES = ["organization-ordinary", "organization-hostile", "organization-empty", "organization-1000"];

async function open(name, { width = 1280, ...context } = {}) {
  const page = await (await browser.newContext({ viewport: { width, height: 900 }, ...context })).newPage();
  const seen = { requests: [], errors: [], dialogs: [] };
  page.on("request", (request) => { if (!request.url().startsWith("data:")) seen.requests.push(request.url()); });
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) seen.errors.push(message.text()); });
  page.on("pageerror", (error) => seen.errors.push(error.message));
  page.on("dialog", (dialog) => { seen.dialogs.push(dialog.message()); dialog.dismiss(); });
  await page.goto(`file://${path(name)}`, { waitUntil: "load" });
  return { page, seen };
}

test("one file, no request, no error, and hostile names stay text", async () => {
  for (const name of [...SAMPLES, "organization-10000"]) {
    const { page, seen } = await open(name);
    await page.waitForTimeout(200);
    assert.deepEqual(seen, { requests: [`file://${path(name)}`], errors: [], dialogs: [] }, name);
    assert.match(await page.getAttribute("meta[http-equiv=Content-Security-Policy]", "content"), /^default-src 'none'/);
    await page.context().close();
  }
});

test("axe finds nothing, in light and dark, wide and on a phone", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 390]) {
      for (const name of SAMPLES) {
        const { page } = await open(name, { colorScheme, width });
        assert.deepEqual(await violations(page), [], `${colorScheme} ${width} ${name}`);
        await page.context().close();
      }
    }
  }
});

test("without script the accounts that matter are there", async () => {
  const { page } = await open("organization-1000", { javaScriptEnabled: false });
  const text = await page.textContent("body");
  for (const words of ["nothing critical or high open", "could not be reached", "role/template-"]) assert.ok(text.includes(words), words);
  await page.context().close();
});

test("nothing is wider than a phone", async () => {
  for (const name of SAMPLES) {
    const { page } = await open(name, { width: 390 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name);
    await page.context().close();
  }
});

test("1,000 accounts are half a megabyte and 10,000 are two", () => {
  assert.ok(statSync(path("organization-1000")).size <= 500_000);
  assert.ok(statSync(path("organization-10000")).size <= 2_000_000);
});

// Time is not asserted here: it is told, for whoever measures.
test("how long 10,000 accounts take to open", async (t) => {
  const { page } = await open("organization-10000");
  const [entry] = await page.evaluate(() => performance.getEntriesByType("navigation").map((e) => e.toJSON()));
  t.diagnostic(`load event after ${Math.round(entry.loadEventEnd)} ms, first contents after ${Math.round(entry.domContentLoadedEventEnd)} ms`);
  await page.context().close();
});
