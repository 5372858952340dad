// The state is the address: a query, a view, or an open finding or function.
const state = { query: "", functions: false };
let counting = 0;
let data, list, input, status, chips = [], views = [], picks = [], dialog, opener, shown;

async function start() {
  if (typeof DecompressionStream === "undefined") return fall("this browser cannot unpack them");
  document.documentElement.classList.add("js");
  try {
    data = await unpack(document.getElementById("data").textContent);
  } catch (error) {
    return fall(`the data could not be read: ${error.message}`);
  }
  build();
  addEventListener("hashchange", route);
  addEventListener("keydown", shortcut);
  // Following a link to a finding takes the focus from the link, so it is remembered here.
  addEventListener("click", (event) => { if (!dialog.open) opener = event.target.closest("a"); }, true);
  update();
  route();
  document.documentElement.classList.add("ready");
  performance.mark("ready");
  (window.requestIdleCallback || setTimeout)(() => lowered(data));
}

function fall(reason) {
  document.documentElement.classList.remove("js");
  document.getElementById("old-reason").textContent = reason;
  document.getElementById("old-browser").hidden = false;
}

function build() {
  input = h("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", placeholder: "Search findings", "aria-describedby": "search-hint", oninput: debounced(() => set(input.value)) });
  status = h("p", { role: "status", "aria-live": "polite" });
  list = virtualList("Findings", (item) => (state.functions ? functionRow(item) : findingRow(item)));
  const used = (values, all) => all.filter((value) => values.has(value));
  const counts = counters();
  const explorer = document.getElementById("explorer");
  explorer.append(
    h("form", { class: "search", role: "search", onsubmit: (event) => event.preventDefault() },
      h("label", { class: "vh", for: "search" }, "Search findings"), input,
      h("p", { class: "hint", id: "search-hint" }, "Words, and ", ["sev:high", "check:missing-*", "fn:orders", "tag:env=prod", "role:admin", "region:eu-west-1", "owner:payments", "fw:CIS*", "status:open", "is:new", "-cat:upkeep"]
        .map((token, i) => [i ? " " : "", h("code", null, token)]), ". Press / to search, Esc to clear.")),
    chipRow("Severity", "sev", used(counts.severity, SEVERITIES), counts.severity, severity),
    chipRow("State", "status", used(counts.outcome, OUTCOMES), counts.outcome, (value) => capital(STATES[value])),
    chipRow("Category", "cat", [...counts.category.keys()].sort(), counts.category, capital),
    counts.change.size ? chipRow("Since last", "is", [...counts.change.keys()], counts.change, capital) : "",
    narrowRow(counts),
    h("div", { class: "found" }, status, h("div", null, viewButton("Findings", false), viewButton("Functions", true),
      copyButton("Copy link", () => location.href), h("button", { type: "button", onclick: csv }, "CSV"), h("button", { type: "button", onclick: () => set("") }, "Clear"))),
    list.box);
  explorer.hidden = false;
  dialog = h("dialog", { "aria-label": "Details", onclose: closed, onclick: (event) => { if (event.target === dialog) dialog.close(); } });
  document.body.append(dialog);
  for (const pre of document.querySelectorAll("#top-fixes pre, #not-assessed pre")) {
    const box = h("div", { class: "paste" }), button = copyButton("Copy", () => pre.textContent);
    button.setAttribute("aria-label", `Copy ${pre.closest("#top-fixes") ? "the commands" : "the policy"}`);
    pre.replaceWith(box);
    box.append(pre, button);
  }
  for (const name of ["summary", "all"]) document.getElementById(`print-${name}`).addEventListener("click", () => paper(name === "summary"));
}

function paper(summary) {
  document.body.classList.toggle("print-summary", summary);
  window.print();
  document.body.classList.remove("print-summary");
}

function counters() {
  const counts = { severity: new Map(), outcome: new Map(), category: new Map(), change: new Map(), region: new Map(), tag: new Map(), owner: new Map(), fw: new Map() };
  const add = (name, key) => counts[name].set(key, (counts[name].get(key) || 0) + 1);
  for (let row = 0; row < data.size; row++) {
    add("severity", SEVERITIES[data.severity[row]]);
    add("outcome", OUTCOMES[data.outcome[row]]);
    add("category", data.checks[data.check[row]].category);
    if (data.change[row]) add("change", data.kinds[data.change[row] - 1]);
    add("region", data.functions[data.function[row]].region);
    if (data.functions[data.function[row]].owner) add("owner", data.functions[data.function[row]].owner);
  }
  for (const check of data.checks) for (const control of check.frameworks) add("fw", control);
  for (const about of data.functions) for (const [key, value] of about.tags) add("tag", `${key}=${value}`);
  return counts;
}

function chip(key, value, label, number) {
  const shown = h("span", { class: "n" }, number.toLocaleString("en"));
  const button = h("button", { type: "button", class: key === "sev" ? `chip sev-${value}` : "chip", "aria-pressed": "false", onclick: () => set(toggled(state.query, key, value)) },
    label, shown);
  chips.push({ button, key, value, shown });
  return button;
}

function chipRow(name, key, values, numbers, label) {
  if (!values.length) return "";
  return h("div", { class: "chips", role: "group", "aria-label": name }, h("span", { "aria-hidden": "true" }, name), values.map((value) => chip(key, value, label(value), numbers.get(value))));
}

function narrowRow(counts) {
  const regions = [...counts.region.keys()].sort();
  const tags = [...counts.tag].sort((a, b) => b[1] - a[1]).slice(0, 200).map(([tag]) => tag).sort();
  const present = new Set(data.check);
  const checks = data.checks.filter((_, i) => present.has(i)).map((c) => c.id).sort();
  const owners = [...counts.owner.keys()].sort(), controls = [...counts.fw.keys()].sort();
  const few = regions.length <= 4;
  return h("div", { class: "chips", role: "group", "aria-label": "Region, check, owner, control and tag" }, h("span", { "aria-hidden": "true" }, few ? "Region" : "Narrow"),
    few ? regions.map((value) => chip("region", value, value, counts.region.get(value))) : pick("region", "Any region", regions),
    pick("check", "Any check", checks), owners.length ? pick("owner", "Any owner", owners) : null, controls.length ? pick("fw", "Any control", controls) : null, tags.length ? pick("tag", "Any tag", tags) : null);
}

function pick(key, title, values) {
  const select = h("select", { class: "pick", "aria-label": title, onchange: () => {
    const rest = parse(state.query).filter((t) => t.key !== key || t.not);
    set(write(select.value ? [...rest, { not: false, key, value: select.value }] : rest));
  } }, h("option", { value: "" }, title), values.map((value) => h("option", { value }, value.length > 60 ? `${value.slice(0, 60)}…` : value)));
  picks.push({ select, key });
  return select;
}

function viewButton(name, functions) {
  const button = h("button", { type: "button", class: "chip", "aria-pressed": String(!functions), onclick: () => { state.functions = functions; set(state.query); } }, name);
  views.push({ button, functions });
  return button;
}

function debounced(act) {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(act, 90); };
}

function set(query) {
  state.query = query;
  update();
  history.replaceState(null, "", current());
}

function current() {
  const parts = [state.query ? `q=${encodeURIComponent(state.query)}` : "", state.functions ? "view=functions" : ""].filter(Boolean);
  return `#${parts.join("&") || "findings"}`;
}

function update() {
  if (parse(input.value).length !== parse(state.query).length || write(parse(input.value)) !== write(parse(state.query))) input.value = state.query;
  const found = search(data, state.query);
  list.found = found;
  list.show(state.functions ? found.functions : found.rows);
  const functions = found.perFunction.reduce((sum, n) => sum + (n ? 1 : 0), 0);
  status.textContent = state.functions ? count(found.functions.length, "function")
    : found.rows.length ? `${count(found.rows.length, "result")} in ${count(functions, "function")}` : "Nothing matches";
  const odd = strangers(state.query);
  if (odd.length) status.textContent += `. There is no key ${odd.map(([word, near]) => `"${word}:" (did you mean "${near}:"?)`).join(", ")}; it was searched as a word`;
  const tokens = parse(state.query);
  // After the list, so that typing never waits for the numbers of the chips.
  clearTimeout(counting);
  counting = setTimeout(recount, 120);
  for (const { button, key, value } of chips) button.setAttribute("aria-pressed", String(tokens.some((t) => t.key === key && t.value === value && !t.not)));
  for (const { button, functions: wanted } of views) button.setAttribute("aria-pressed", String(wanted === state.functions));
  for (const { select, key } of picks) select.value = (tokens.find((t) => t.key === key && !t.not) || { value: "" }).value;
}

// What each chip would leave of the rows that the other keys let through.
function recount() {
  const tokens = parse(state.query), counted = new Map();
  for (const key of new Set(chips.map((c) => c.key))) {
    const others = tokens.filter((t) => t.key !== key || t.not);
    const { rows } = others.length === tokens.length ? list.found : search(data, write(others));
    const counts = new Map();
    for (const row of rows) {
      const value = ofChip[key](row);
      counts.set(value, (counts.get(value) || 0) + 1);
    }
    counted.set(key, counts);
  }
  for (const { key, value, shown } of chips) shown.textContent = (counted.get(key).get(value) || 0).toLocaleString("en");
}

const ofChip = {
  sev: (row) => SEVERITIES[data.severity[row]],
  status: (row) => OUTCOMES[data.outcome[row]],
  cat: (row) => data.checks[data.check[row]].category,
  is: (row) => (data.change[row] ? data.kinds[data.change[row] - 1] : ""),
  region: (row) => data.functions[data.function[row]].region,
};

function findingRow(row) {
  const check = data.checks[data.check[row]], about = data.functions[data.function[row]];
  const outcome = OUTCOMES[data.outcome[row]], first = data.start[row];
  const text = data.count[row] ? expand(data.texts[data.message[first]], about) : reasonOf(data, row);
  return h("div", { class: "row" },
    h("div", { role: "cell" }, severity(SEVERITIES[data.severity[row]])),
    h("div", { role: "cell" }, h("a", { href: `#${anchorOf(data, row)}` }, h("b", null, check.title)), h("span", { class: "line", dir: "auto" }, text.slice(0, 300))),
    h("div", { role: "cell" }, h("span", { class: "line" }, bdi(about.name)), h("small", null, [outcome === "fail" ? "" : capital(STATES[outcome]), about.region, about.owner].filter(Boolean).join(", "))));
}

function functionRow(index) {
  const about = data.functions[index], found = list.found.perFunction[index];
  return h("div", { class: "row functions" },
    h("div", { role: "cell" }, grade(about.grade), ` ${about.score}`),
    h("div", { role: "cell" }, h("a", { href: `#${functionAnchor(about)}` }, h("b", null, bdi(about.name))), h("span", { class: "line" }, [about.region, about.runtime || "Image", about.owner].filter(Boolean).join(", "))),
    h("div", { role: "cell" }, h("span", { class: "line" }, found ? count(found, "result") : "no findings")));
}

function route() {
  const hash = location.hash.slice(1);
  if (hash.startsWith("f-")) {
    const row = rowOf(data, hash);
    if (row >= 0) return open(findingSheet(data, row), row);
  } else if (hash.startsWith("fn/")) {
    const index = data.functions.findIndex((about) => functionAnchor(about) === hash);
    if (index >= 0) return open(functionSheet(data, index), -1);
  } else if (/^(q=|view=)/.test(hash)) {
    const wanted = new URLSearchParams(hash.replace(/\+/g, "%2B"));
    state.query = wanted.get("q") || "";
    state.functions = wanted.get("view") === "functions";
    update();
    document.getElementById("findings").scrollIntoView();
  }
  if (dialog.open) dialog.close();
}

function open(body, row) {
  const at = row < 0 || state.functions ? -1 : list.found.rows.indexOf(row);
  const go = (name, step) => {
    const target = at < 0 ? undefined : list.found.rows[at + step];
    return h("button", { type: "button", disabled: target === undefined, onclick: () => { location.hash = anchorOf(data, target); } }, name);
  };
  dialog.replaceChildren(h("div", { class: "sheet" },
    h("div", { class: "bar-top" }, at < 0 ? null : [go("Previous", -1), go("Next", 1)], copyButton("Copy link", () => location.href),
      h("button", { type: "button", onclick: () => window.print() }, "Print"), h("button", { type: "button", onclick: () => dialog.close() }, "Close")), body));
  if (!dialog.open) {
    dialog.showModal();
    document.body.classList.add("sheet-open");
  }
  shown = location.hash;
  dialog.scrollTop = 0;
  const heading = dialog.querySelector("h2");
  dialog.setAttribute("aria-label", heading.textContent);
  heading.focus({ preventScroll: true });
}

function closed() {
  document.body.classList.remove("sheet-open");
  if (location.hash === shown) history.replaceState(null, "", current());
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}

function shortcut(event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName);
  if (event.key === "/" && !typing && !dialog.open && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    document.getElementById("findings").scrollIntoView();
    input.focus();
  } else if (event.key === "Escape" && document.activeElement === input) {
    event.preventDefault();
    input.value = "";
    set("");
  }
}

// A cell that begins like a formula would be run by a spreadsheet.
const cell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;

function csv() {
  const lines = [["id", "severity", "state", "check", "title", "function", "region", "account", "message", "evidence", "first_seen", "owner"]];
  for (const row of list.found.rows) {
    const check = data.checks[data.check[row]], about = data.functions[data.function[row]], found = findingsOf(data, row);
    lines.push([idOf(data, row), SEVERITIES[data.severity[row]], OUTCOMES[data.outcome[row]], check.id, check.title, about.arn, about.region, data.account,
      found.map((f) => f.message).join("\n") || reasonOf(data, row), found.flatMap((f) => f.evidence.map(([k, v]) => `${k}: ${v}`)).join("\n"), data.days[data.seen[row]], about.owner]);
  }
  const url = URL.createObjectURL(new Blob(["\ufeff", lines.map((line) => line.map(cell).join(",")).join("\r\n"), "\r\n"], { type: "text/csv" }));
  h("a", { href: url, download: `findings-${data.account.replace(/\W/g, "_")}-${data.day}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

start();
