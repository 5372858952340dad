// The search: words and `key:value` tokens. The text of the query is the whole state of the list.
const TOKEN = /(-?)(?:([a-z]+):)?("[^"]*"|\S+)/g;
const KEYS = ["sev", "status", "cat", "check", "fn", "region", "runtime", "tag", "role", "is", "owner", "fw"];
const OF_FUNCTION = ["fn", "region", "runtime", "tag", "role", "owner"];
const ONE_STATE = { failed: "fail", passed: "pass", na: "not_applicable" };

// The keys of a query that no search knows, each with the nearest that one does.
function strangers(query) {
  const words = [];
  for (const [, , key, value] of query.matchAll(TOKEN)) {
    if (key && !KEYS.includes(key) && !/^\/\//.test(value) && key !== "arn") words.push([key, nearest(key)]);
  }
  return words;
}

function nearest(word) {
  const scores = KEYS.map((key) => [distance(word, key), key]).sort((a, b) => a[0] - b[0]);
  return word.length > 1 && KEYS.find((key) => word.startsWith(key) || key.startsWith(word)) || scores[0][1];
}

function distance(a, b) {
  let before = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    before = row;
  }
  return before[b.length];
}

function parse(query) {
  const tokens = [];
  for (const [, minus, key, value] of query.matchAll(TOKEN)) {
    const bare = value.replace(/^"|"$/g, "");
    const known = KEYS.includes(key);
    if (bare) tokens.push({ not: minus === "-", key: known ? key : "", value: known || !key ? bare : `${key}:${bare}` });
  }
  return tokens;
}

function write(tokens) {
  return tokens.map((t) => {
    const value = /\s|^-|^[a-z]+:/.test(t.value) && !(t.key === "" && /^[a-z]+:\S+$/.test(t.value)) ? `"${t.value}"` : t.value;
    return (t.not ? "-" : "") + (t.key ? `${t.key}:` : "") + value;
  }).join(" ");
}

function toggled(query, key, value) {
  const tokens = parse(query);
  const rest = tokens.filter((t) => t.not || t.key !== key || t.value !== value);
  return write(rest.length < tokens.length ? rest : [...rest, { not: false, key, value }]);
}

const escaped = (text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

// `*` stands for anything; without one the value may stand anywhere, or must be equal where `exact`.
function matcher(value, exact) {
  const pattern = escaped(value).replace(/\*/g, ".*");
  const whole = exact || value.includes("*");
  const expression = new RegExp(whole ? `^${pattern}$` : pattern, "is");
  return (text) => expression.test(text);
}

function ofFunction(key, value) {
  if (key === "tag") {
    const [name, ...rest] = value.split("=");
    const nameFits = matcher(name, true), fits = rest.length ? matcher(rest.join("="), true) : () => true;
    return (f) => f.tags.some(([k, v]) => nameFits(k) && fits(v));
  }
  const fits = matcher(value, key === "region" || key === "owner");
  return { owner: (f) => fits(f.owner), fn: (f) => fits(f.name) || fits(f.arn), region: (f) => fits(f.region), role: (f) => fits(f.role) || fits(last(f.role)),
    runtime: (f) => fits(f.runtime || "Image") }[key];
}

function ofCheck(key, value, checks) {
  if (key === "fw") {
    const fits = matcher(value, false);
    return (c) => c.frameworks.some(fits);
  }
  if (key === "cat") return (c) => c.category === value.toLowerCase();
  const fits = matcher(value, checks.some((c) => c.id === value));
  return (c) => fits(c.id);
}

function ofRow(data, key, value) {
  const word = value.toLowerCase();
  if (key === "sev") {
    const wanted = SEVERITIES.map((s) => (s.startsWith(word) ? 1 : 0));
    return (row) => wanted[data.severity[row]];
  }
  if (key === "is") {
    const wanted = data.kinds.indexOf(word) + 1;
    return (row) => wanted > 0 && data.change[row] === wanted;
  }
  const state = ONE_STATE[word] || word;
  const wanted = OUTCOMES.map((o) => (o === state || (state === "open" && (o === "fail" || o === "unknown")) ? 1 : 0));
  return (row) => wanted[data.outcome[row]];
}

// Tokens of one key are alternatives, keys must all hold, a minus excludes.
function combined(tests) {
  const yes = tests.filter((t) => !t.not), no = tests.filter((t) => t.not);
  return (x) => (!yes.length || yes.some((t) => t.test(x))) && !no.some((t) => t.test(x));
}

function grouped(tokens, keys, make) {
  const groups = keys.map((key) => tokens.filter((t) => t.key === key).map((t) => ({ not: t.not, test: make(key, t.value) })))
    .filter((group) => group.length).map(combined);
  return groups.length ? (x) => groups.every((group) => group(x)) : () => true;
}

const flags = (list, test) => Uint8Array.from(list, (x) => (test(x) ? 1 : 0));

// Without a `*` a word is found faster by plain search in texts that are lower case already.
function lowered(data) {
  data.lower ||= {
    texts: data.texts.map((t) => t.toLowerCase()),
    functions: data.functions.map((f) => [f.name.toLowerCase(), last(f.role).toLowerCase(), `${f.arn}\n${f.role}`.toLowerCase()]),
    checks: data.checks.map((c) => `${c.id}\n${c.title}\n${c.category}`.toLowerCase()),
  };
  return data.lower;
}

// A word is in a row where it is in its function, its check or one of its texts.
function ofWord(data, value) {
  const lower = lowered(data), word = value.toLowerCase();
  const pattern = word.includes("*") ? new RegExp(escaped(word).replace(/\*/g, ".*"), "s") : null;
  const fits = pattern ? (text) => pattern.test(text) : (text) => text.includes(word);
  const functions = flags(lower.functions, ([, , all]) => fits(all));
  const checks = flags(lower.checks, fits);
  const texts = flags(lower.texts, fits);
  // A placeholder may stand in the middle of the word: only there the text is filled in.
  const spans = flags(lower.functions, ([name, role]) => pattern !== null || overlaps(word, name) || overlaps(word, role));
  const { function: functionOf, check, reason, start, message, evidence, cause } = data;
  const whole = (text, f) => fits(expand(data.texts[text], data.functions[f]).toLowerCase());
  return (row) => {
    const f = functionOf[row];
    if (functions[f] || checks[check[row]] || texts[reason[row]]) return true;
    for (let i = start[row]; i < start[row + 1]; i++) {
      if (texts[message[i]] || texts[evidence[i]] || texts[cause[i]]) return true;
      if (spans[f] && (whole(message[i], f) || whole(evidence[i], f) || whole(cause[i], f))) return true;
    }
    return false;
  };
}

// Whether the word ends as the name begins, begins as it ends, or holds it.
function overlaps(word, name) {
  if (name.length < 2 || word.length < 2 || (!word.includes(name.slice(0, 2)) && !word.includes(name.slice(-2)))) return false;
  if (word.includes(name)) return true;
  const most = Math.min(word.length, name.length);
  for (let k = 2; k < most; k++) if (word.endsWith(name.slice(0, k)) || word.startsWith(name.slice(-k))) return true;
  return false;
}

function search(data, query) {
  const tokens = parse(query);
  const functionFits = flags(data.functions, grouped(tokens, OF_FUNCTION, ofFunction));
  const checkFits = flags(data.checks, grouped(tokens, ["cat", "check", "fw"], (key, value) => ofCheck(key, value, data.checks)));
  const rowFits = grouped(tokens, ["sev", "status", "is"], (key, value) => ofRow(data, key, value));
  const words = tokens.filter((t) => !t.key).map((t) => ({ not: t.not, test: ofWord(data, t.value) }));
  const rows = new Uint32Array(data.size), perFunction = new Uint32Array(data.functions.length);
  const { function: functionOf, check } = data;
  let found = 0;
  for (let row = 0; row < data.size; row++) {
    const f = functionOf[row];
    if (!functionFits[f] || !checkFits[check[row]] || !rowFits(row) || !words.every((w) => w.not !== w.test(row))) continue;
    rows[found++] = row;
    perFunction[f]++;
  }
  // Functions without any finding are listed as long as nothing but the function is asked for.
  const all = tokens.every((t) => OF_FUNCTION.includes(t.key));
  const functions = data.functions.map((_, f) => f).filter((f) => perFunction[f] || (all && functionFits[f]));
  return { rows: rows.subarray(0, found), functions, perFunction };
}
