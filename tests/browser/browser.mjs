// Opens reports in Debian's Chromium, without any network.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
  "--no-first-run", "--enable-precise-memory-info",
];
export const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";
export const REPORTS = process.env.REPORTS;
export const path = (name) => `${REPORTS}/${name}.html`;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const launch = (...flags) => chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND", ...flags] });

// A page of the report with everything it asked for and complained of.
export async function open(browser, name, { hash = "", width = 1280, height = 900, init, ...context } = {}) {
  const page = await (await browser.newContext({ viewport: { width, height }, ...context })).newPage();
  const seen = { requests: [], errors: [], dialogs: [] };
  page.on("request", (request) => { if (!request.url().startsWith("data:")) seen.requests.push(request.url()); });
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) seen.errors.push(message.text()); });
  page.on("pageerror", (error) => seen.errors.push(error.message));
  page.on("dialog", (dialog) => { seen.dialogs.push(dialog.message()); dialog.dismiss(); });
  if (init) await page.addInitScript(init);
  await page.goto(`file://${path(name)}${hash}`);
  if (context.javaScriptEnabled !== false && !init) await page.waitForSelector("html.ready", { timeout: 60000 });
  return { page, seen };
}

export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0].target} ${v.nodes[0].failureSummary}`);
}
