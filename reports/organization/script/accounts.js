"use strict";
(() => {
  // Every account, searched and sorted here: text is only ever set as text.
  const data = JSON.parse(document.getElementById("data").textContent);
  const place = document.getElementById("all");
  if (!data.accounts.length) return;
  const PAGE = 100;
  const [ID, NAME, UNIT, STATUS, REASON, SCORE, GRADE, FUNCTIONS, CRITICAL, HIGH, MEDIUM, LOW, HEAT, PAGE_LINK] = [...Array(14).keys()];
  const words = ["critical", "high", "medium", "low"];

  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  }

  const number = (n) => n.toLocaleString("en");
  const score = (row) => row[SCORE] === null ? 101 : row[SCORE];
  const orders = {
    worst: (a, b) => b[CRITICAL] - a[CRITICAL] || b[HIGH] - a[HIGH] || score(a) - score(b) || (a[ID] < b[ID] ? -1 : 1),
    account: (a, b) => a[ID] < b[ID] ? -1 : 1,
    name: (a, b) => a[NAME].localeCompare(b[NAME]) || (a[ID] < b[ID] ? -1 : 1),
    unit: (a, b) => a[UNIT] - b[UNIT] || (a[ID] < b[ID] ? -1 : 1),
    functions: (a, b) => b[FUNCTIONS] - a[FUNCTIONS] || (a[ID] < b[ID] ? -1 : 1),
  };
  let wanted = "", status = "", order = "worst", first = 0;
  const low = data.accounts.map((row) => `${row[ID]} ${row[NAME]} ${data.units[row[UNIT]]}`.toLowerCase());

  function found() {
    const parts = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    return data.accounts.filter((row, i) => (!status || data.status[row[STATUS]] === status) && parts.every((part) => low[i].includes(part))).sort(orders[order]);
  }

  // The list is made when it is opened: a hundred rows have thousands of entries.
  function failing(row) {
    const found = [...row[HEAT]].map((digit, i) => [i, parseInt(digit, 36)]).filter(([, n]) => n);
    if (!found.length) return "–";
    const list = h("ul");
    const entry = ([i, n]) => h("li", null, h("code", null, data.checks[i][0]), ` ${n === 35 ? "35 or more" : n}`);
    const fill = () => { if (!list.childElementCount) list.append(...found.map(entry)); };
    return h("details", { ontoggle: fill }, h("summary", null, `${found.length} of ${data.checks.length}`), list);
  }

  function line(row) {
    const state = data.status[row[STATUS]];
    const id = h("code", null, row[ID]);
    // Where nothing was read there is no count: a zero would read as clean.
    const read = state === "audited" || (state === "incomplete" && row[SCORE] !== null);
    const count = (label, n) => h("td", { class: read && n ? "num" : "num zero", "data-label": label }, read ? number(n) : "–");
    return h("tr", null,
      h("td", null, row[PAGE_LINK] ? h("a", { href: row[PAGE_LINK] }, id) : id, " ", h("bdi", null, row[NAME])),
      h("td", { "data-label": "Unit" }, h("small", { dir: "auto" }, data.units[row[UNIT]] || "none")),
      h("td", { "data-label": "Status" }, h("span", { class: `status status-${state}` }, state), " ", data.reasons[row[REASON]] ? h("small", null, data.reasons[row[REASON]]) : ""),
      h("td", { class: "num", "data-label": "Score" }, row[SCORE] === null ? "–" : [row[SCORE].toFixed(1), " ", h("span", { class: `grade grade-${row[GRADE][0].toLowerCase()}` }, row[GRADE])]),
      words.slice(0, 3).map((word, i) => count(word[0].toUpperCase() + word.slice(1), row[CRITICAL + i])),
      count("Functions", row[FUNCTIONS]),
      h("td", { "data-label": "Fails" }, failing(row)));
  }

  const body = h("tbody");
  const said = h("p", { role: "status" });
  const back = h("button", { type: "button", onclick: () => { first = Math.max(0, first - PAGE); draw(); } }, "Previous");
  const on = h("button", { type: "button", onclick: () => { first += PAGE; draw(); } }, "Next");

  function draw() {
    const rows = found();
    if (first >= rows.length) first = 0;
    const shown = rows.slice(first, first + PAGE);
    body.replaceChildren(...shown.map(line));
    said.textContent = rows.length ? `${number(first + 1)} to ${number(first + shown.length)} of ${number(rows.length)} ${rows.length === 1 ? "account" : "accounts"}` : "No account matches.";
    back.disabled = first === 0;
    on.disabled = first + PAGE >= rows.length;
    back.hidden = on.hidden = rows.length <= PAGE;
  }

  const option = (value, text) => h("option", { value }, text);
  place.append(
    h("div", { class: "tools" },
      h("input", { type: "search", placeholder: "Account, name or unit", "aria-label": "Search the accounts", oninput: (event) => { wanted = event.target.value; first = 0; draw(); } }),
      h("select", { class: "pick", "aria-label": "Status", onchange: (event) => { status = event.target.value; first = 0; draw(); } }, option("", "every status"), data.status.map((word) => option(word, word))),
      h("select", { class: "pick", "aria-label": "Order", onchange: (event) => { order = event.target.value; first = 0; draw(); } }, option("worst", "worst first"), option("account", "by account"), option("name", "by name"), option("unit", "by unit"), option("functions", "most functions"))),
    h("div", { class: "pages" }, said, back, on),
    h("table", { class: "cards" }, h("thead", null, h("tr", null,
      ["Account", "Unit", "Status"].map((text) => h("th", { scope: "col" }, text)),
      ["Score", "Critical", "High", "Medium", "Functions"].map((text) => h("th", { scope: "col", class: "num" }, text)), h("th", { scope: "col" }, "Fails"))), body));
  draw();
  place.hidden = false;
  document.getElementById("worst").hidden = true;
})();
