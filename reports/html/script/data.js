// The data: columns of numbers over a table of texts, as payload.py writes them.
const SEVERITIES = ["critical", "high", "medium", "low", "info"];
const OUTCOMES = ["pass", "fail", "unknown", "waived", "not_applicable"];
const STATES = { pass: "passed", fail: "failed", unknown: "unknown", waived: "waived", not_applicable: "not applicable" };
const KINDS = ["fix", "investigate", "decide"];
const FIELD = "\u007f";
const MARKS = /[\u0080-\u0083]/g;

async function unpack(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return model(JSON.parse(await new Response(stream).text()));
}

function model(raw) {
  const numbers = {};
  for (const name of ["function", "check", "outcome", "severity", "seen", "waiver", "reason", "change", "count",
    "message", "confidence", "own", "cause", "fix", "keys", "evidence"]) {
    numbers[name] = Uint32Array.from(raw[name]);
    raw[name] = null;
  }
  const size = numbers.function.length;
  const start = new Uint32Array(size + 1);
  for (let i = 0; i < size; i++) start[i + 1] = start[i] + numbers.count[i];
  return {
    ...numbers, size, start, ids: raw.ids, texts: raw.texts, fixes: raw.fixes, days: raw.days, kinds: raw.kinds,
    day: raw.day, account: raw.account, partition: raw.partition,
    checks: raw.checks.map(aCheck), functions: raw.functions.map((f) => aFunction(raw, f)), waivers: raw.waivers.map(aWaiver),
  };
}

function aCheck([id, title, category, severity, rationale, remedy, risk, references, frameworks, operations]) {
  return { id, title, category, severity, rationale, remedy, risk, references, frameworks, operations };
}

const fields = (text) => (text ? text.split(FIELD) : []);
const pairs = (list) => list.flatMap((key, i) => (i % 2 ? [] : [[key, list[i + 1]]]));

function aFunction(raw, [name, arn, region, runtime, score, grade, size, role, tags, page, lost, owner]) {
  const about = {
    name, arn: arn || `arn:${raw.partition}:lambda:${raw.texts[region]}:${raw.account}:function:${name}`, role: "",
    region: raw.texts[region], runtime: raw.texts[runtime], score, grade: raw.texts[grade], size, tags: pairs(fields(raw.texts[tags])), page, lost, owner: raw.texts[owner],
  };
  about.role = expand(raw.texts[role], about);
  return about;
}

// What only the function's own page shows; unpacked when it is opened.
function pageOf(data, about) {
  const [kind, memory, timeout, architecture, vpc, layers, deadLetters, destinations, sources, unsure, reach, parts] = JSON.parse(expand(data.texts[about.page], about));
  const deductions = data.texts[about.lost].split(" ").filter(Boolean).map((pair) => pair.split(":").map(Number)).map(([check, points]) => [data.checks[check].id, points]);
  return { ...about, kind, memory, timeout, architecture, vpc, layers, deadLetters, destinations, sources, unsure, reach, parts, deductions };
}

function aWaiver([id, kind, reason, owner, ticket, created, expires]) {
  return { id, kind, reason, owner, ticket, created, expires };
}

const last = (arn) => arn.slice(arn.lastIndexOf("/") + 1);

// A text with its placeholders filled in; `about` is the function that it speaks of.
function expand(text, about) {
  return text.replace(MARKS, (mark) => [about.arn, about.role, about.name, last(about.role)][mark.charCodeAt(0) - 128]);
}

function findingsOf(data, row) {
  const about = data.functions[data.function[row]];
  const found = [];
  for (let i = data.start[row]; i < data.start[row + 1]; i++) {
    const text = (name) => expand(data.texts[data[name][i]], about);
    const values = text("evidence").split(FIELD);
    const evidence = fields(data.texts[data.keys[i]]).map((key, k) => [key, values[k]]);
    const [cli, sam, terraform, kind] = fields(expand(data.fixes[data.fix[i]], about));
    const fix = [cli, sam, terraform], commands = fix.some(Boolean);
    found.push({
      message: text("message"), cause: text("cause"), evidence, fix, kind: commands ? KINDS[kind] : "advice",
      confidence: ["high", "medium", "low"][data.confidence[i]], severity: SEVERITIES[data.own[i] - 1],
    });
  }
  return found;
}

const reasonOf = (data, row) => expand(data.texts[data.reason[row]], data.functions[data.function[row]]);
const idOf = (data, row) => data.ids.slice(row * 12, row * 12 + 12);
const anchorOf = (data, row) => `f-${address(data.checks[data.check[row]].id)}-${idOf(data, row)}`;
const functionAnchor = (about) => `fn/${address(about.region)}/${address(about.name)}`;
// As Python's quote does, so that both sides make equal addresses.
const address = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function rowOf(data, anchor) {
  const id = anchor.slice(-12);
  for (let at = data.ids.indexOf(id); at >= 0; at = data.ids.indexOf(id, at + 1)) {
    if (at % 12 === 0 && anchorOf(data, at / 12) === anchor) return at / 12;
  }
  return -1;
}
