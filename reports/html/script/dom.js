// Elements by hand: text is only ever set as text.
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const bdi = (text) => h("bdi", null, text);

// A check's own words, in which backticks set names as code.
function prose(text) {
  const pieces = text.split("`");
  if (pieces.length % 2 === 0 || pieces.some((piece, i) => i % 2 && !piece.trim())) return [text];
  return pieces.map((piece, i) => i % 2 ? h("code", null, piece) : piece);
}

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const count = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many || `${one}s`}`;
const severity = (word) => h("span", { class: `sev sev-${word}` }, capital(word));
const grade = (letter) => h("span", { class: `grade grade-${letter[0].toLowerCase()}` }, letter);

// As AWS counts them: 1 kB is 1,024 bytes.
function bytes(n) {
  if (n >= 2 ** 30) return `${(n / 2 ** 30).toFixed(1)} GB`;
  if (n >= 2 ** 20) return `${(n / 2 ** 20).toFixed(1)} MB`;
  return n >= 1024 ? `${(n / 1024).toFixed(1)} kB` : `${n} B`;
}

function bar(share) {
  return svg("svg", { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "track", width: 100, height: 8 }), svg("rect", { class: "fill", width: Math.max(share * 100, 0.5), height: 8 }));
}

function copyButton(what, text) {
  const button = h("button", { type: "button", onclick: async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl+C";
      selectText(button.parentElement.querySelector("code") || button);
    }
    setTimeout(() => { button.textContent = what; }, 2000);
  } }, what);
  return button;
}

function selectText(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

function paste(text, label) {
  const box = h("div", { class: "paste" }, h("pre", { tabindex: 0, role: "group", "aria-label": label }, h("code", null, text)));
  const button = copyButton("Copy", () => text);
  button.setAttribute("aria-label", `Copy ${label}`);
  box.append(button);
  return box;
}

let tabSets = 0;

function tabs(entries, label) {
  const set = ++tabSets;
  const buttons = entries.map(([name], i) => h("button", {
    type: "button", role: "tab", id: `tab-${set}-${i}`, "aria-controls": `panel-${set}-${i}`, onclick: () => choose(i),
  }, name));
  const panels = entries.map(([name, text], i) => h("div", { role: "tabpanel", id: `panel-${set}-${i}`, "aria-labelledby": `tab-${set}-${i}` }, paste(text, name)));
  function choose(chosen) {
    buttons.forEach((button, i) => {
      button.setAttribute("aria-selected", String(i === chosen));
      button.tabIndex = i === chosen ? 0 : -1;
      panels[i].hidden = i !== chosen;
    });
  }
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": `${label}: with`, onkeydown: (event) => {
    const at = buttons.indexOf(document.activeElement), last = buttons.length - 1;
    const next = { ArrowRight: at < last ? at + 1 : 0, ArrowLeft: at > 0 ? at - 1 : last, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    buttons[next].focus();
  } }, buttons);
  choose(0);
  return h("div", null, list, panels);
}
