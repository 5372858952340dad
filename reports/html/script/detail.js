// The sheet of one finding.
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
    remedies(check, found),
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
  if (check.remedy) lines.push(`**Fix:** ${plain(check.remedy)}`, "");
  const command = found.map((finding) => finding.fix[0]).find(Boolean);
  if (command) lines.push(...block(command, "sh"));
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

function remedies(check, found) {
  const lists = found.map((finding) => ["AWS CLI", "SAM", "Terraform"].map((tool, i) => [tool, finding.fix[i]]).filter(([, text]) => text));
  const distinct = lists.filter((list, i) => list.length && lists.findIndex((other) => String(other) === String(list)) === i);
  if (!check.remedy && !distinct.length) return null;
  return h("section", { class: "card" }, h("h3", null, "Fix"), check.remedy ? h("p", null, prose(check.remedy)) : null,
    check.risk ? h("p", null, h("b", null, "Risk of the fix: "), prose(check.risk)) : null, distinct.map(tabs));
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
