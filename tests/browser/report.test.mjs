// The twelve figures of the report, in a real browser.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus, loadavg, tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { CHROMIUM, FLAGS, REPORTS, launch, open, path, violations } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const anchor = (name, pattern) => readFileSync(path(name), "utf8").match(pattern)[1];
const FINDING = /id="(f-[^"]+)"/, FUNCTION = /<tr id="(fn\/[^"]+)"/;

test("1. one file, no request, no error, a policy without unsafe", async () => {
  for (const name of ["believable", "empty", "single", "hostile", "typical"]) {
    const { page, seen } = await open(browser, name);
    await page.waitForTimeout(200);
    assert.deepEqual(seen.requests, [`file://${path(name)}`], name);
    assert.deepEqual(seen.errors, [], name);
    const policy = await page.getAttribute("meta[http-equiv=Content-Security-Policy]", "content");
    assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'none'$/);
    await page.context().close();
  }
});

test("2a. axe finds nothing, in light and dark, in every filter state and on every sheet", async () => {
  const finding = anchor("believable", FINDING), about = anchor("believable", FUNCTION);
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, hash] of [["believable", ""], ["believable", "#q=nothing-matches-this"], ["believable", "#view=functions"], ["believable", `#${finding}`], ["believable", `#${about}`], ["empty", ""], ["single", ""], ["hostile", ""]]) {
      const { page } = await open(browser, name, { hash, colorScheme });
      assert.deepEqual(await violations(page), [], `${colorScheme} ${name}${hash}`);
      await page.context().close();
    }
  }
  const { page } = await open(browser, "believable");
  const chips = await page.$$(".chips .chip");
  assert.ok(chips.length > 10);
  for (const chip of chips) {
    await chip.click();
    assert.deepEqual(await violations(page), [], `chip ${await chip.textContent()}`);
    await chip.click();
  }
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  assert.deepEqual(await violations(page), [], "everything unfolded");
  await page.context().close();
  const plain = await open(browser, "believable", { width: 390, height: 844 });
  assert.deepEqual(await violations(plain.page), [], "phone");
  await plain.page.context().close();
});

test("2b. Lighthouse gives accessibility and best practices 100", async () => {
  const { default: lighthouse } = await import("lighthouse");
  const { launch: start } = await import("chrome-launcher");
  const server = createServer((request, response) => {
    if (request.url !== "/") { response.writeHead(404).end(); return; }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(readFileSync(path("believable")));
  });
  await new Promise((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  const chrome = await start({ chromePath: CHROMIUM, chromeFlags: FLAGS });
  try {
    const { lhr } = await lighthouse(`http://127.0.0.1:${server.address().port}/`, { port: chrome.port, onlyCategories: ["accessibility", "best-practices"], logLevel: "silent" });
    const failed = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 1).map((audit) => audit.id);
    assert.equal(lhr.categories.accessibility.score, 1, String(failed));
    assert.equal(lhr.categories["best-practices"].score, 1, String(failed));
  } finally {
    chrome.kill();
    server.close();
  }
});

test("2d. names that backticks set in a check's words are code, in the list and on the sheet", async () => {
  const { page } = await open(browser, "believable", { hash: `#${anchor("believable", FINDING)}` });
  const [raw, code] = await page.evaluate(() => {
    const words = [...document.querySelectorAll("dialog .card p")].filter((p) => !p.closest(".paste")).map((p) => p.textContent);
    return [words.filter((text) => /`[^`]+`/.test(text)), document.querySelectorAll("dialog .card p code").length];
  });
  assert.deepEqual(raw, []);
  assert.ok(code > 2, String(code));
  await page.context().close();
});

test("2e. a fix says what it asks and with which tools, folded in the page, in the panels and without script", async () => {
  const kinds = { "admin-role": "Fix", "deprecated-runtime": "Decide first", "unnecessary-vpc": "Investigate first", "shared-role": "Advice" };
  const { page } = await open(browser, "believable");
  for (const [check, title] of Object.entries(kinds)) {
    await page.fill("#search", `check:${check} status:fail`);
    await page.waitForFunction((id) => location.hash.includes(id), check);
    const row = page.locator(".list a").first();
    const about = await row.getAttribute("href");
    await row.click();
    assert.equal(await page.locator(`dialog h3:text-is("${title}")`).count(), 1, `${check} ${about}`);
    const tools = await page.locator("dialog [role=tab]").allInnerTexts();
    assert.deepEqual(tools, title === "Advice" ? [] : ["AWS CLI", "SAM", "Terraform"], check);
    await page.locator("dialog a[href^='#fn/']").first().click();
    const folded = page.locator("dialog li", { has: page.locator(`a[href="${about}"]`) }).locator("summary");
    await folded.waitFor();
    assert.match(await folded.innerText(), new RegExp(`^${title}`), check);
    await folded.focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog details[open]").waitFor();
    const commands = page.locator("dialog details[open] [role=tabpanel]:not([hidden])");
    if (tools.length) await commands.first().waitFor();
    assert.equal(await commands.count(), tools.length ? 1 : 0, check);
    await page.keyboard.press("Escape");
  }
  await page.context().close();
  const plain = await open(browser, "believable", { javaScriptEnabled: false });
  const folded = await plain.page.locator("#listing summary").allInnerTexts();
  assert.ok(folded.length > 10);
  for (const words of folded) assert.match(words, /^(Fix with|Investigate first with|Decide first, then) AWS CLI, SAM or Terraform/);
  await plain.page.context().close();
});

test("2c. severity is a shape and a word, not a colour alone", async () => {
  const { page } = await open(browser, "believable");
  const marks = await page.evaluate(() => ["critical", "high", "medium", "low", "info"].map((word) => {
    const element = document.querySelector(`.counts .sev.sev-${word}`), style = getComputedStyle(element, "::before");
    return [element.textContent, `${style.clipPath} ${style.width}`];
  }));
  assert.deepEqual(marks.map(([word]) => word), ["Critical", "High", "Medium", "Low", "Info"]);
  assert.equal(new Set(marks.map(([, shape]) => shape)).size, 5);
  await page.context().close();
});

test("3. the keyboard reaches everything, focus is seen, nothing moves by itself", async () => {
  const { page } = await open(browser, "believable");
  assert.equal(await page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count(), 0);
  const expected = await page.evaluate(() => [...document.querySelectorAll("a[href],button:not([disabled]),input,select,summary,[tabindex='0']")]
    .filter((e) => e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })).length);
  const reached = await page.evaluate(() => { document.body.focus(); globalThis.reached = new Set(); return 0; });
  assert.equal(reached, 0);
  let invisible = 0;
  for (let i = 0; i < expected + 3; i++) {
    await page.keyboard.press("Tab");
    invisible += await page.evaluate(() => {
      const e = document.activeElement;
      if (e === document.body) return 0;
      globalThis.reached.add(e);
      return getComputedStyle(e).outlineStyle === "none" ? 1 : 0;
    });
  }
  assert.equal(invisible, 0, "controls without visible focus");
  assert.ok((await page.evaluate(() => globalThis.reached.size)) >= expected, "controls that Tab reaches");

  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  await page.keyboard.type("sev:critical");
  await page.waitForFunction(() => location.hash === "#q=sev%3Acritical");
  const rows = Number(await page.getAttribute(".list", "aria-rowcount"));
  assert.match(await page.textContent("[role=status][aria-live=polite]"), new RegExp(`^${rows} results in `));
  await page.keyboard.press("Escape");
  await page.waitForFunction((n) => Number(document.querySelector(".list").getAttribute("aria-rowcount")) > n, rows);

  await page.focus(".list a[tabindex='0']");
  await page.keyboard.press("End");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".row").getAttribute("aria-rowindex") === document.querySelector(".list").getAttribute("aria-rowcount")), true);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".row").getAttribute("aria-rowindex")), "2");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog:not([open])", { state: "attached" });
  assert.equal(await page.evaluate(() => document.activeElement.closest(".row")?.getAttribute("aria-rowindex")), "2", "focus comes back");
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  assert.doesNotMatch(readFileSync(path("believable"), "utf8"), /\btransition:|\banimation:|@keyframes/);
  await page.context().close();
});

// Wall time where the machine is free; the main thread's own time where others use it too.
const metric = (metrics, name) => metrics.find((m) => m.name === name).value;
const QUERIES = ["orders", "sev:high check:*dlq", "tag:env=prod -status:unknown retention", "/aws/lambda/orders-api"];

async function measured(name) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const read = async () => (await session.send("Performance.getMetrics")).metrics;
  await page.goto(`file://${path(name)}`);
  await page.waitForSelector("html.ready", { timeout: 60000 });
  const worked = metric(await read(), "TaskDuration") * 1000;
  const figures = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    return { load: navigation.loadEventEnd, ready: performance.getEntriesByName("ready")[0].startTime, nodes: document.querySelectorAll("*").length };
  });
  figures.worked = worked;
  figures.file = statSync(path(name)).size / 1e6;
  await page.waitForTimeout(700); // the idle work after the start
  figures.search = 0;
  for (const query of QUERIES) {
    const before = metric(await read(), "ScriptDuration") + metric(await read(), "LayoutDuration");
    const wall = await page.evaluate((words) => {
      // The wait before the search starts is typing time, not search time.
      const later = globalThis.setTimeout, input = document.querySelector("#search");
      globalThis.setTimeout = (act) => { act(); return 0; };
      input.value = words;
      const start = performance.now();
      input.dispatchEvent(new Event("input"));
      void document.querySelector(".list").offsetHeight;
      globalThis.setTimeout = later;
      return performance.now() - start;
    }, query);
    const own = (metric(await read(), "ScriptDuration") + metric(await read(), "LayoutDuration") - before) * 1000;
    figures.search = Math.max(figures.search, Math.min(wall, own || wall));
  }
  await session.send("HeapProfiler.collectGarbage");
  figures.heap = metric(await read(), "JSHeapUsedSize") / 1e6;
  await context.close();
  return figures;
}

const LIMITS = {
  typical: { file: 2, load: 1000, ready: 1500, nodes: 5000, search: 100, heap: 150 },
  worst: { file: 10, load: 2000, ready: 2000, nodes: 5000, heap: 150 },
};

for (const [name, limits] of Object.entries(LIMITS)) {
  test(`4. 10,000 functions, ${name} case: size, load, DOM, search, heap`, async (t) => {
    const runs = [await measured(name), await measured(name), await measured(name)];
    const best = Object.fromEntries(Object.keys(runs[0]).map((key) => [key, Math.min(...runs.map((run) => run[key]))]));
    t.diagnostic(JSON.stringify(best, (_, v) => (typeof v === "number" ? Math.round(v * 100) / 100 : v)));
    const busy = loadavg()[0] > cpus().length;
    if (busy) t.diagnostic(`the machine is busy (load ${loadavg()[0].toFixed(1)}): the main thread's own time counts`);
    for (const [key, limit] of Object.entries(limits)) {
      const value = busy && (key === "load" || key === "ready") ? Math.min(best.worked, best[key]) : best[key];
      assert.ok(value <= limit, `${key} ${value} > ${limit}`);
    }
  });
}

test("5. without JavaScript the report reads, and says what is missing", async () => {
  for (const name of ["believable", "typical"]) {
    const { page } = await open(browser, name, { javaScriptEnabled: false });
    const text = await page.innerText("body");
    for (const heading of ["Top fixes", "Trend", "Scores by category", "Checks", "Functions", "Findings", "Waivers", "Not assessed", "Disabled checks", "Method", "Passed checks"]) assert.ok(text.includes(heading), heading);
    assert.match(text, /JavaScript is off\..*Missing are: the search and the filters/s);
    const listed = await page.locator("#listing li").count();
    assert.ok(listed <= 500);
    if (name === "typical") assert.match(text, /and [\d,]+ more findings in report\.json/);
    const criticals = Number((await page.innerText(".counts li.sev-critical b")).replace(",", ""));
    const shown = await page.locator("#listing .group:has(h3 .sev-critical) li").count();
    assert.equal(shown, Math.min(criticals, 500));
    await page.context().close();
  }
});

test("6. it prints on A4 and Letter: header, page x of y, nothing cut, few pages", async (t) => {
  const folder = mkdtempSync(`${tmpdir()}/print-`);
  for (const name of ["believable", "typical", "hostile"]) {
    for (const format of ["A4", "Letter"]) {
      const { page } = await open(browser, name);
      const start = performance.now();
      const file = `${folder}/${name}-${format}.pdf`;
      writeFileSync(file, await page.pdf({ format }));
      const seconds = (performance.now() - start) / 1000;
      const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8", maxBuffer: 1e9 });
      const pages = Number(execFileSync("pdfinfo", [file], { encoding: "utf8" }).match(/Pages:\s+(\d+)/)[1]);
      t.diagnostic(`${name} ${format}: ${pages} pages in ${seconds.toFixed(1)} s`);
      const sheets = text.split("\f").slice(0, pages);
      sheets.forEach((sheet, i) => {
        assert.match(sheet, /Lambda audit - 111122223333 - 2026-11-20 - grade \S+/, `header of page ${i + 1}`);
        assert.ok(sheet.includes(`Page ${i + 1} of ${pages}`), `number of page ${i + 1}`);
      });
      const boxes = execFileSync("pdftotext", ["-bbox", file, "-"], { encoding: "utf8", maxBuffer: 1e9 });
      const width = Number(boxes.match(/<page width="([\d.]+)"/)[1]);
      assert.ok(Math.max(...boxes.match(/xMax="[\d.]+"/g).map((m) => Number(m.slice(6, -1)))) < width - 20, "text at the right edge");
      if (name === "believable") assert.ok((text.match(/Check +Severity +Failed/g) || []).length >= 1);
      if (name === "typical") assert.ok(pages <= 60 && seconds <= 5, `${pages} pages, ${seconds} s`);
      await page.context().close();
    }
  }
  const { page } = await open(browser, "believable");
  await page.emulateMedia({ media: "print" });
  const style = await page.evaluate(() => ({ head: getComputedStyle(document.querySelector("thead")).display, row: getComputedStyle(document.querySelector("tbody tr")).breakInside }));
  assert.deepEqual(style, { head: "table-header-group", row: "avoid" });
  const links = await page.evaluate(() => [...document.querySelectorAll("a[href^='https://']")].filter((a) => !a.textContent.includes(a.getAttribute("href").slice(8))).length);
  assert.equal(links, 0, "links whose address is not their text");
  await page.context().close();
});

test("7. it fits at 390 and 320 pixels", async () => {
  const finding = anchor("believable", FINDING), about = anchor("believable", FUNCTION), hostile = anchor("hostile", FINDING), strange = anchor("hostile", FUNCTION);
  for (const width of [390, 320, 768, 1280]) {
    for (const [name, hash] of [["believable", ""], ["believable", `#${finding}`], ["believable", `#${about}`], ["empty", ""], ["hostile", ""], ["hostile", `#${hostile}`], ["hostile", `#${strange}`], ["typical", ""]]) {
      const { page } = await open(browser, name, { hash, width, height: 844 });
      const wide = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth, document.querySelector("dialog").scrollWidth));
      assert.equal(wide, width, `${name}${hash} at ${width}`);
      await page.context().close();
    }
  }
});

test("7b. the first screen holds what decides, at 1280 × 900 and 390 × 844, without JavaScript", async () => {
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    const { page } = await open(browser, "believable", { width, height, javaScriptEnabled: false });
    const low = await page.evaluate(() => [...document.querySelectorAll("h1, .meta, .mark, .value, .cap, .counts li, .facts dd, .go a")].map((e) => [e.className || e.tagName, e.getBoundingClientRect().bottom]));
    for (const [what, bottom] of low) assert.ok(bottom <= height, `${what} ends at ${bottom} of ${height}`);
    const text = await page.innerText(".summary");
    for (const part of ["shop-production", "111122223333", "eu-west-1, us-east-1, eu-central-1", "20 Nov 2026, 12:00 UTC", "lambda-auditor 0.1.0, score model 1", "38.7", "F?", "F because", "Critical", "High", "Medium", "Low", "Assessed", "Waivers", "Since last audit", "Top fixes"]) assert.ok(text.includes(part), part);
    await page.context().close();
  }
});

test("8. hostile text stays text", async () => {
  const { page, seen } = await open(browser, "hostile");
  const found = await page.evaluate(() => ({
    scripts: document.scripts.length, images: document.images.length, styles: document.querySelectorAll("style").length,
    handlers: [...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => a.name.startsWith("on"))).length,
    links: [...document.links].filter((a) => !/^(https:|file:)/.test(a.href)).length,
    // \ufffd is what a browser makes of a NUL.
    bad: /[\u0000-\u0008\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd]/.test(document.body.innerText.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "")),
  }));
  assert.deepEqual(found, { scripts: 2, images: 0, styles: 1, handlers: 0, links: 0, bad: false });
  const text = await page.innerText("body");
  for (const part of ["<script>alert(1)</script>", "</script><img src=x onerror=alert(2)>", "]]><!--", "javascript:alert(3)", "abc[U+202E]gnp.exe", "nul\u2400bell\u2407esc\u241b", "[U+D800]lone", "line[U+2028]para[U+2029]end", "a|b`c`d", "{{ 7*7 }}{% raw %}", "${alert(4)}"]) assert.ok(text.includes(part), part);
  const rows = await page.$$eval(".list a", (links) => links.map((a) => a.getAttribute("href")));
  const functions = await page.evaluate(() => [...document.querySelectorAll("tr[id^='fn/']")].map((row) => `#${row.id}`));
  for (const hash of [...rows.slice(0, 12), ...functions]) {
    await page.evaluate((h) => { location.hash = h; }, hash);
    await page.waitForSelector("dialog[open] h2");
    assert.equal(await page.locator("dialog script, dialog img, dialog style").count(), 0);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector("dialog").open);
  }
  assert.deepEqual(seen.dialogs, []);
  assert.deepEqual(seen.errors, []);
  await page.context().close();
});

test("8b. the list as CSV holds no formula and every row", async () => {
  const { page } = await open(browser, "hostile");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
  const text = readFileSync(await download.path(), "utf8");
  assert.doesNotMatch(text, /(^|,)"[=+\-@]/m);
  assert.ok(text.includes(`"'=HYPERLINK(""http://x"",""y"")"`));
  await page.context().close();
});

test("9. no path, user or environment of the machine is in the file", async () => {
  for (const name of ["believable", "single"]) {
    const { page } = await open(browser, name);
    const all = (await page.content()) + (await page.evaluate(async () => {
      const bytes = Uint8Array.from(atob(document.getElementById("data").textContent), (c) => c.charCodeAt(0));
      return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
    }));
    for (const secret of [process.cwd(), REPORTS, process.env.HOME]) if (secret && secret.length > 4) assert.ok(!all.includes(secret), secret);
    assert.doesNotMatch(all, /A[KS]IA[0-9A-Z]{16}/);
    await page.context().close();
  }
});

test("10. equal reports are equal files", () => {
  const python = process.env.PYTHON || "../../.venv/bin/python";
  const folder = mkdtempSync(`${tmpdir()}/again-`);
  execFileSync(python, ["write_reports.py", folder, "believable", "hostile"], { env: { ...process.env, PYTHONHASHSEED: "7", TZ: "Asia/Tokyo", LC_ALL: "C" } });
  for (const name of ["believable", "hostile"]) {
    const [first, second] = [path(name), `${folder}/${name}.html`].map((file) => createHash("sha256").update(readFileSync(file)).digest("hex"));
    assert.equal(first, second, name);
  }
});

test("11. title, language, one h1, landmarks, skip link, counts in the navigation", async () => {
  for (const name of ["believable", "empty"]) {
    const { page } = await open(browser, name);
    assert.match(await page.title(), /^(F\? 38\.7|n\/a) - 111122223333 - 2026-11-20 - lambda-auditor$/);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    assert.equal(await page.locator("h1").count(), 1);
    for (const role of ["banner", "navigation", "main", "contentinfo"]) assert.equal(await page.getByRole(role).count(), 1, role);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    assert.ok(await page.locator("nav .n").count() >= 8);
    await page.context().close();
  }
});

test("12. an older browser keeps the static part and a notice", async () => {
  const { page, seen } = await open(browser, "believable", { init: "delete globalThis.DecompressionStream" });
  assert.ok(await page.isVisible("#old-browser"));
  assert.match(await page.innerText("#old-browser"), /Chrome 80, Firefox 113 or Safari 16\.4/);
  assert.ok(await page.isVisible("#listing li"));
  assert.ok(!(await page.isVisible("#explorer")));
  assert.deepEqual(seen.errors, []);
  await page.context().close();
});

test("13. the address is the state: filters, findings and functions are links", async () => {
  const finding = anchor("believable", FINDING), about = anchor("believable", FUNCTION);
  const { page } = await open(browser, "believable", { hash: `#${finding}` });
  assert.match(finding, /^f-[a-z-]+-[0-9a-f]{12}$/);
  assert.ok(await page.isVisible("dialog h3:text-is('Evidence')"));
  for (const tool of ["AWS CLI", "SAM", "Terraform"]) assert.ok(await page.isVisible(`dialog [role=tab]:text-is('${tool}')`), tool);
  assert.match(await page.innerText("dialog"), /Verified with lambda:ListFunctions, lambda:GetPolicy/);
  assert.match(await page.innerText("dialog"), /- id: .*\n {4}checks: \[.*\n {4}match:/);
  await page.evaluate((h) => { location.hash = h; }, `#${about}`);
  await page.waitForSelector("dialog .diagram svg[role=img]");
  assert.match(await page.innerText("dialog"), /of 100\n+100 less \d+ points? is/);
  await page.evaluate(() => { location.hash = "#q=sev:high%20status:fail"; });
  await page.waitForFunction(() => !document.querySelector("dialog").open);
  assert.equal(await page.inputValue("#search"), "sev:high status:fail");
  assert.equal(await page.getAttribute(".chip.sev-high", "aria-pressed"), "true");
  assert.equal(await page.locator(".list .row .sev:not(.sev-high)").count(), 0);
  await page.context().close();
});
