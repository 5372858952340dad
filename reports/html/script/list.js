// The list: of all rows only those in sight are elements.
const SPARE = 6; // rows beyond the edges, so that focus can always move on
const TALLEST = 8e6; // pixels; browsers stop at about 17 million

function virtualList(label, fill) {
  const rows = h("div", { class: "rows", role: "rowgroup" });
  const box = h("div", { class: "list", role: "table", "aria-label": label, onscroll: draw, onkeydown: keys }, rows);
  const shown = new Map();
  let items = [], active = 0, height = 64, waiting = 0;

  const real = () => items.length * height;
  const scale = () => (real() <= TALLEST ? 1 : (real() - box.clientHeight) / (TALLEST - box.clientHeight));

  function show(list) {
    items = list;
    active = 0;
    height = matchMedia("(max-width:44rem)").matches ? 108 : 64;
    box.setAttribute("aria-rowcount", String(items.length));
    for (const element of shown.values()) element.remove();
    shown.clear();
    rows.style.height = `${Math.min(real(), TALLEST)}px`;
    box.scrollTop = 0;
    render();
  }

  function draw() {
    if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; render(); });
  }

  function render() {
    const offset = box.scrollTop * scale(), shift = box.scrollTop - offset;
    const first = Math.max(Math.floor(offset / height) - SPARE, 0);
    const end = Math.min(Math.ceil((offset + box.clientHeight) / height) + SPARE, items.length);
    if (active < first || active >= end) active = Math.min(Math.ceil(offset / height), Math.max(items.length - 1, 0));
    for (const [index, element] of shown) {
      if ((index < first || index >= end) && !element.contains(document.activeElement)) {
        element.remove();
        shown.delete(index);
      }
    }
    for (let index = first; index < end; index++) {
      if (!shown.has(index)) add(index);
      const element = shown.get(index);
      element.style.top = `${index * height + shift}px`;
      element.querySelector("a").tabIndex = index === active ? 0 : -1;
    }
  }

  function add(index) {
    const element = fill(items[index]);
    element.setAttribute("role", "row");
    element.setAttribute("aria-rowindex", String(index + 1));
    const after = [...shown.keys()].filter((other) => other > index).sort((a, b) => a - b)[0];
    rows.insertBefore(element, after === undefined ? null : shown.get(after));
    shown.set(index, element);
  }

  function keys(event) {
    const page = Math.max(Math.floor(box.clientHeight / height) - 1, 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || !items.length) return;
    event.preventDefault();
    focusRow(Math.min(Math.max(active + step, 0), items.length - 1));
  }

  function focusRow(index) {
    active = index;
    const top = index * height, offset = box.scrollTop * scale();
    if (top < offset) box.scrollTop = top / scale();
    else if (top + height > offset + box.clientHeight) box.scrollTop = (top + height - box.clientHeight) / scale() + 1;
    render();
    shown.get(index)?.querySelector("a").focus({ preventScroll: true });
  }

  addEventListener("resize", () => { if (box.isConnected) show(items); });
  return { box, show, items: () => items };
}
