// The sheet of one finding.
const TOOLS = ["AWS CLI", "SAM", "Terraform"];
// What a fix asks of its reader, and what to know before its commands run.
const ASKS = {
  fix: ["Fix", ""],
  investigate: ["Investigate first", "These commands only read: they show what has to change."],
  decide: ["Decide first", "These commands are right only after a decision: read the risk first."],
  advice: ["Advice", "No command fits every case: these words say what to do."],
};

function findingSheet(data, row) {
  const check = data.checks[data.check[row]], about = data.functions[data.function[row]];
  const state = OUTCOMES[data.outcome[row]], found = findingsOf(data, row);
  return h("article", { class: "sheet-body" },
    h("h2", { tabindex: -1 }, check.title),
    h("p", { class: "meta" }, severity(SEVERITIES[data.severity[row]]), h("span", null, capital(STATES[state])),
      h("span", null, h("code", null, check.id)), h("span", null, capital(check.category)),
      h("span", null, `first seen ${data.days[data.seen[row]]}`),
      data.change[row] ? h("span", null, `${data.kinds[data.change[row] - 1]} since the last audit`) : null),
    h("p", null, h("a", { href: `#${functionAnchor(about)}` }, bdi(about.name)), ` in ${about.region}`, about.owner ? [", owner ", bdi(about.owner)] : null),
    found.map((finding) => findingCard(finding, found.length > 1)),
    reasonCard(data, row, state),
    why(check),
    found.length ? fixCards(check, found) : remedyCard(check),
    waiverCard(data, row, state, check, about),
    links(check),
    h("p", { class: "script" }, copyButton("Copy as Markdown", () => ticket(data, row, check, about, state, found))));
}

// For a ticket: fences that no line of the text can close, and no text that becomes markup.
function ticket(data, row, check, about, state, found) {
  const plain = (text) => text.replace(/[\\`*_{}[\]<>()#+!|~@]/g, "\\$&").replace(/\s+/g, " ");
  const block = (text, kind) => {
    const longest = Math.max(2, ...(text.match(/`+/g) || []).map((run) => run.length));
    const fence = "`".repeat(longest + 1);
    return [`${fence}${kind}`, text, fence, ""];
  };
  const lines = [`### ${capital(SEVERITIES[data.severity[row]])}: ${plain(check.title)}`, "",
    `${plain(about.name)} in ${plain(about.region)}${about.owner ? `, owner ${plain(about.owner)}` : ""}. State: ${STATES[state]}. Check \`${check.id}\`, id \`${idOf(data, row)}\`.`, ""];
  for (const finding of found) {
    lines.push(plain(finding.message), "");
    for (const [key, value] of finding.evidence) lines.push(`- ${plain(key)}: ${plain(value)}`);
    if (finding.evidence.length) lines.push("");
  }
  if (check.rationale) lines.push(`**Why it matters:** ${plain(check.rationale)}`, "");
  const asked = found.find((finding) => finding.fix[0]) || found[0];
  const [title, hint] = ASKS[asked ? asked.kind : "fix"];
  if (check.remedy) lines.push(`**${title}:** ${plain(check.remedy)}`, "");
  if (asked && asked.fix[0]) lines.push(...(hint ? [hint, ""] : []), ...block(asked.fix[0], "sh"));
  if (check.risk) lines.push(`**Risk of the fix:** ${plain(check.risk)}`, "");
  return lines.join("\n");
}

function findingCard(finding, several) {
  const doubt = finding.confidence === "high" ? null : h("p", { class: "aside" }, `Confidence ${finding.confidence}: look before you act.`);
  return h("section", { class: "card" },
    h("h3", null, "Evidence"),
    h("p", { dir: "auto" }, several && finding.severity ? severity(finding.severity) : null, several && finding.severity ? " " : null, finding.message),
    finding.evidence.length ? h("dl", { class: "evidence" }, finding.evidence.map(([key, value]) => [h("dt", null, key), h("dd", { dir: "auto" }, value)])) : null,
    finding.cause ? h("p", { class: "aside" }, "Cause ", h("code", null, finding.cause)) : null, doubt);
}

function reasonCard(data, row, state) {
  const reason = reasonOf(data, row);
  if (!reason) return null;
  const title = { unknown: "Why it is not known", fail: "Note", waived: "Note" }[state] || "Why";
  return h("section", { class: "card" }, h("h3", null, title), h("p", { dir: "auto" }, reason));
}

function why(check) {
  return h("section", { class: "card" }, h("h3", null, "Why it matters"), h("p", null, prose(check.rationale || check.title)),
    check.operations.length ? h("p", { class: "aside" }, "Verified with ", check.operations.map((o, i) => [i ? ", " : "", h("code", null, o)]), ".") : null);
}

// The fixes of some findings by what they ask, each different one once; advice alone where there is no command.
function remedies(found) {
  const made = new Map();
  for (const { kind, fix } of found) {
    const lists = made.get(kind) || [], list = TOOLS.map((tool, i) => [tool, fix[i]]).filter(([, text]) => text);
    if (!lists.some((other) => String(other) === String(list))) made.set(kind, [...lists, list]);
  }
  if (made.size > 1) made.delete("advice");
  return Object.keys(ASKS).filter((kind) => made.has(kind)).map((kind) => ({ title: ASKS[kind][0], hint: ASKS[kind][1], lists: made.get(kind).filter((list) => list.length) }));
}

const remedyWords = (check) => [check.remedy ? h("p", null, prose(check.remedy)) : null, check.risk ? h("p", null, h("b", null, "Risk of the fix: "), prose(check.risk)) : null];

// The check's words are the same for all kinds, so they come once.
function fixCards(check, found) {
  return remedies(found).map(({ title, hint, lists }, i) => h("section", { class: "card" }, h("h3", null, title), i ? null : remedyWords(check),
    hint ? h("p", { class: "aside" }, hint) : null, lists.map((list) => tabs(list, title))));
}

function remedyCard(check) {
  return check.remedy ? h("section", { class: "card" }, h("h3", null, "How a failure is fixed"), remedyWords(check)) : null;
}

// JSON strings are YAML strings, so any name can be quoted so.
function waiverText(data, check, about) {
  const severe = check.severity === "critical" || check.severity === "high";
  const until = new Date(`${data.day}T00:00:00Z`);
  until.setUTCDate(until.getUTCDate() + (severe ? 90 : 365));
  const lines = [`  - id: ${JSON.stringify(`${about.name}-${check.id}`)}`, `    checks: [${check.id}]`, "    match:",
    `      function: ${JSON.stringify(about.arn)}`, "    kind: accepted_risk  # or mitigated_elsewhere, false_positive",
    '    reason: ""  # at least 15 characters', '    owner: ""'];
  if (severe) lines.push('    ticket: ""');
  return [...lines, `    created: ${data.day}`, `    expires: ${until.toISOString().slice(0, 10)}`].join("\n");
}

function waiverCard(data, row, state, check, about) {
  const waiver = data.waivers[data.waiver[row] - 1];
  const used = waiver ? h("dl", { class: "evidence" }, [["waiver", waiver.id], ["kind", waiver.kind.replace(/_/g, " ")], ["reason", waiver.reason],
    ["owner", waiver.owner], ["ticket", waiver.ticket], ["created", waiver.created], ["expires", waiver.expires]]
    .filter(([, v]) => v).map(([k, v]) => [h("dt", null, k), h("dd", { dir: "auto" }, v)])) : null;
  if (state !== "fail") return used ? h("section", { class: "card" }, h("h3", null, "Waiver"), used) : null;
  return h("section", { class: "card" }, h("h3", null, "Waive it"), used,
    h("p", null, "Where the risk is accepted, add this to auditor-waivers.yaml and say why."), paste(waiverText(data, check, about), "the waiver"));
}

function links(check) {
  const safe = check.references.filter((link) => link.startsWith("https://"));
  if (!safe.length && !check.frameworks.length) return null;
  return h("section", { class: "card" }, h("h3", null, "References"),
    safe.map((link) => h("p", null, h("a", { href: link, rel: "noopener noreferrer" }, link.slice(8)))),
    check.frameworks.length ? h("p", { class: "aside" }, check.frameworks.join(" · ")) : null);
}
