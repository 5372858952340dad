// Reading with a purpose: what a reader must find is at most two clicks from the top of the page.
// A click follows a link or unfolds what is folded.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const OFF = { javaScriptEnabled: false }, ON = { javaScriptEnabled: true };
const PHONE = { width: 390, height: 844 };
const READERS = [
  ["believable", OFF], ["believable", ON], ["believable", { ...OFF, ...PHONE }], ["believable", { ...ON, ...PHONE }],
  ["single", OFF], ["single", ON], ["hostile", OFF], ["hostile", ON], ["typical", OFF], ["typical", ON],
];

// One reader with one page, who goes back to the top before each question.
async function reader(name, way) {
  const { page } = await open(browser, name, way);
  const where = `${name}, ${way.width || 1280} wide, script ${way.javaScriptEnabled ? "on" : "off"}`;
  return { page, where, script: way.javaScriptEnabled, clicks: 0, top: page.url() };
}

async function ask(person, question) {
  await person.page.goto(`${person.top}#`);
  if (await person.page.locator("dialog[open]").count()) await person.page.keyboard.press("Escape");
  await person.page.evaluate(() => { scrollTo(0, 0); document.querySelectorAll("details[open]").forEach((d) => { d.open = false; }); });
  person.clicks = 0;
  await question();
  assert.ok(person.clicks <= 2, `${person.clicks} clicks: ${person.where}`);
}

async function click(person, locator) {
  await locator.click();
  person.clicks++;
}

// What the reader sees after a link: a sheet, or the place in the page that it leads to.
async function reached(person) {
  const { page } = person;
  if (await page.locator("dialog[open]").count()) return page.locator("dialog[open]");
  const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
  const place = page.locator(`[id="${id}"]`);
  assert.equal(await place.count(), 1, `a link leads nowhere: ${id}, ${person.where}`);
  const { top, height } = await place.evaluate((e) => ({ top: e.getBoundingClientRect().top, height: innerHeight }));
  assert.ok(top >= 0 && top < height, `out of sight: ${id} at ${top}, ${person.where}`);
  return place;
}

const sees = async (place, pattern, what, person) => assert.match(await place.innerText(), pattern, `${what}: ${person.where}`);

async function worstRisks(person) {
  const { page } = person, risks = page.locator("#in-short ol > li");
  const told = await risks.allInnerTexts();
  const failed = Number((await page.locator("#findings h2 .n").innerText()).replaceAll(",", ""));
  assert.ok(told.length >= Math.min(failed, 1) && told.length <= 3, `${told.length} risks of ${failed} failures: ${person.where}`);
  for (const [number, words] of told.entries()) {
    assert.match(words, /^(Critical|High|Medium|Low|Info) .+ at .+ Fix: \S/s);
    await ask(person, async () => {
      await click(person, risks.nth(number).locator("a").first());
      const place = await reached(person);
      assert.ok(await place.locator("dl.evidence dd").first().isVisible(), `evidence: ${person.where}`);
      if (/ Owner: /.test(words)) await sees(place, /owner \S/i, "owner", person);
      const folded = place.locator("summary").first();
      if (await folded.count()) await click(person, folded);
      assert.ok(await place.locator("pre code, :text('Advice')").first().isVisible(), `fix: ${person.where}`);
    });
  }
}

const QUESTIONS = [
  ["What changed:", /Since \d{4}-\d\d-\d\d|no earlier audit/, /Since .+ the score went from|cannot be compared|no earlier report/],
  ["Not assessed:", /unknown|failed|verdict at every function|did not run/, /Missing IAM action|Undecided results|Everything that applies was assessed/i],
  ["Whose it is:", /belong|open at the functions|--owner-tag/, /By owner|Method/],
];

async function changesGapsAndOwners(person) {
  for (const [link, told, found] of QUESTIONS) {
    await ask(person, async () => {
      await sees(person.page.locator("#in-short p", { hasText: link }), told, link, person);
      await click(person, person.page.locator("#in-short a", { hasText: link }));
      await sees(await reached(person), found, link, person);
    });
  }
}

for (const [name, way] of READERS) {
  test(`two clicks lead to each worst risk, and one to changes, gaps and owners: ${name}, ${JSON.stringify(way)}`, async () => {
    const person = await reader(name, way);
    await worstRisks(person);
    await changesGapsAndOwners(person);
    await person.page.context().close();
  });
}

test("what is not assessed names the right that is missing, and holds the policy that brings it", async () => {
  for (const way of [OFF, ON]) {
    const person = await reader("believable", way);
    await ask(person, async () => {
      await click(person, person.page.locator("#in-short a", { hasText: "Not assessed:" }));
      const place = await reached(person);
      await sees(place, /lambda:\w+/, "right", person);
      await sees(place, /"Version": "2012-10-17"/, "policy", person);
    });
    await person.page.context().close();
  }
});

test("a reader without a mouse gets there too: Tab to the worst risk, Enter, Tab to its fix, Enter", async () => {
  for (const way of [OFF, ON]) {
    const person = await reader("believable", way), { page } = person;
    const tab = async (wanted) => {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((selector) => document.activeElement.matches(selector), wanted)) return;
      }
      assert.fail(`Tab does not reach ${wanted}: ${person.where}`);
    };
    await tab("#in-short li a");
    await page.keyboard.press("Enter");
    await tab(person.script ? "dialog [role=tab]" : "#listing summary");
    await page.keyboard.press("Enter");
    const place = await reached(person);
    assert.ok(await place.locator("pre code").first().isVisible(), person.where);
    await page.context().close();
  }
});
