// The page of one function: for the team that owns it.
const BANDS = { critical: "0–49", high: "50–79", medium: "80–89", low: "90–99", info: "90–99" };
const POINTS = { 40: "critical", 15: "high", 5: "medium", 1: "low", 0: "info" };

function functionSheet(data, index) {
  const about = pageOf(data, data.functions[index]);
  const rows = [];
  for (let row = 0; row < data.size; row++) if (data.function[row] === index) rows.push(row);
  return h("article", { class: "sheet-body" },
    h("p", { class: "eyebrow" }, "Function"),
    h("h2", { tabindex: -1 }, bdi(about.name)),
    h("p", { class: "meta" }, h("span", null, about.region), h("span", null, about.runtime || about.kind), h("span", null, about.architecture),
      h("span", null, `${about.memory} MB`), h("span", null, `${about.timeout} s`), about.size ? h("span", null, bytes(about.size)) : null),
    h("p", { class: "aside" }, h("code", null, about.arn)),
    about.owner ? h("p", null, "Owner: ", h("a", { href: `#q=${encodeURIComponent(`owner:"${about.owner}"`)}` }, bdi(about.owner))) : null,
    about.tags.length ? h("p", { class: "aside" }, "Tags ", about.tags.map(([k, v], i) => [i ? ", " : "", bdi(`${k}=${v}`)])) : null,
    scoreCard(data, about, rows), findingsCard(data, rows), invocationCard(about), reachCard(about), packageCard(about));
}

function scoreCard(data, about, rows) {
  const lost = about.deductions.reduce((sum, [, points]) => sum + points, 0);
  const worst = SEVERITIES[Math.min(...rows.filter((row) => data.outcome[row] === 1 || data.outcome[row] === 2).map((row) => data.severity[row]))];
  const plain = 100 - lost;
  const rule = plain === about.score || !BANDS[worst] ? "" : ` The worst open severity is ${worst}, so the score lies within ${BANDS[worst]}.`;
  const rowFor = (id) => rows.find((row) => data.checks[data.check[row]].id === id);
  return h("section", { class: "card", "aria-label": "Score" },
    h("div", { class: "score-line" }, h("p", { class: `mark grade-${about.grade[0].toLowerCase()}` }, h("span", { class: "vh" }, "Grade "), about.grade),
      h("div", null, h("p", { class: "value" }, h("strong", null, String(about.score)), " of 100"),
        h("p", null, about.deductions.length ? `100 less ${count(lost, "point")} is ${plain}.${rule}` : "Nothing is deducted."))),
    about.deductions.length ? h("ul", { class: "mini deductions" }, about.deductions.map(([id, points]) => {
      const row = rowFor(id), open = row !== undefined && data.outcome[row] === 2, title = (data.checks.find((c) => c.id === id) || { title: id }).title;
      return h("li", null, h("span", null, severity(POINTS[points] || "info")),
        h("span", null, row === undefined ? title : h("a", { href: `#${anchorOf(data, row)}` }, title), open ? h("small", null, " unknown, so it counts as open") : null), h("b", { class: "num" }, points ? `−${points}` : "0"));
    })) : null);
}

function invocationCard(about) {
  return h("section", { class: "card" }, h("h3", null, "How it is invoked"), diagram(about),
    about.sources.length ? h("ul", { class: "mini" }, about.sources.map(([mode, service, arn, qualifier, evidence]) =>
      h("li", null, h("span", null, capital(mode)), h("span", { dir: "auto" }, h("b", null, service), arn ? [" ", h("code", null, arn)] : null,
        h("br"), h("small", null, [qualifier ? `invokes ${qualifier}` : "", evidence].filter(Boolean).join(", by ")))))) : null,
    about.unsure ? h("p", { class: "aside", dir: "auto" }, `Not all sources are known: ${about.unsure}`) : null,
    facts([["VPC", about.vpc || "none"], ["Dead-letter target", about.deadLetters || "none"], ["On failure", about.destinations.join("\n") || "none"]]));
}

const facts = (pairs) => h("dl", { class: "evidence" }, pairs.map(([key, value]) => [h("dt", null, key), h("dd", { dir: "auto" }, value)]));

function reachCard(about) {
  return h("section", { class: "card" }, h("h3", null, "What its role may do"), about.role ? h("p", { class: "aside" }, h("code", null, about.role)) : null,
    about.reach.length ? h("ul", { class: "plain" }, about.reach.map((line) => h("li", { dir: "auto" }, line))) : h("p", { class: "aside" }, "Its reach was not determined."));
}

function packageCard(about) {
  const largest = Math.max(...about.parts.map(([, size]) => size), 1);
  const whole = about.kind === "Image" ? "A container image." : about.size ? `A zip package of ${bytes(about.size)}.` : "A zip package.";
  return h("section", { class: "card" }, h("h3", null, "Its package"), h("p", null, whole),
    about.parts.length ? h("ul", { class: "parts" }, about.parts.map(([name, size]) => h("li", null, bdi(name), bar(size / largest), h("span", { class: "num" }, bytes(size)))))
      : h("p", { class: "aside" }, "Its content was not read; --packages does."),
    about.layers.length ? [h("h4", null, "Layers"), h("ul", { class: "plain" }, about.layers.map((arn) => h("li", null, h("code", null, arn))))] : null);
}

function findingsCard(data, rows) {
  return h("section", { class: "card" }, h("h3", null, `Findings `, h("span", { class: "n" }, String(rows.length))),
    rows.length ? h("ul", { class: "mini" }, rows.map((row) => h("li", null, severity(SEVERITIES[data.severity[row]]), aFinding(data, row))))
      : h("p", { class: "aside" }, "None."));
}

// What it is, and folded what fixes it: an owner reads one page and acts.
function aFinding(data, row) {
  const check = data.checks[data.check[row]], found = findingsOf(data, row);
  const said = found.map((finding) => finding.message).join(" ") || reasonOf(data, row);
  return h("div", null, h("a", { href: `#${anchorOf(data, row)}` }, check.title), " ", h("small", null, STATES[OUTCOMES[data.outcome[row]]]),
    said ? h("p", { class: "aside", dir: "auto" }, said) : null, remedies(found).map((remedy) => folded(check, remedy)));
}

function opening(title, tools) {
  const last = tools.length - 1, named = last > 0 ? `${tools.slice(0, last).join(", ")} or ${tools[last]}` : tools[0];
  return !named ? title : title === ASKS.decide[0] ? `${title}, then ${named}` : `${title} with ${named}`;
}

function folded(check, { title, hint, lists }) {
  const tools = TOOLS.filter((tool) => lists.some((list) => list.some(([name]) => name === tool)));
  return h("details", { ontoggle: ({ target }) => {
    if (target.open && !target.children[1]) target.append(h("div", null, remedyWords(check), hint ? h("p", { class: "aside" }, hint) : null, lists.map((list) => tabs(list, title))));
  } }, h("summary", null, opening(title, tools), h("span", { class: "vh" }, ` for ${check.title}`)));
}
