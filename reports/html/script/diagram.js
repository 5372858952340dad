// How a function is invoked, what it runs as and where its failed events go.
const SHOWN = 5; // boxes on a side
const BOX = 46, GAP = 14;

const fit = (text, width) => {
  const most = Math.floor(width / 7);
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
};
const tail = (arn) => arn.split(/[:/]/).filter(Boolean).pop() || arn;

function diagramParts(about) {
  const left = about.sources.map(([mode, service, arn]) => ({
    title: service, text: arn ? tail(arn) : mode, note: mode,
  }));
  if (!left.length) left.push({ title: about.unsure ? "Unknown" : "No source found", text: about.unsure || "in what was read", note: "", lost: true });
  const right = [{ title: "Role", text: last(about.role) || "none", note: "runs as" }];
  const targets = new Set([...about.destinations, about.deadLetters].filter(Boolean));
  for (const arn of targets) right.push({ title: arn === about.deadLetters ? "Dead-letter target" : "On failure", text: tail(arn), note: "failed events", lost: true });
  return { left: limited(left), right: limited(right) };
}

function limited(list) {
  if (list.length <= SHOWN) return list;
  return [...list.slice(0, SHOWN - 1), { title: `${list.length - SHOWN + 1} more`, text: "listed below", note: "" }];
}

function words(about) {
  const by = about.sources.map(([mode, service]) => `${service} (${mode})`).join(", ") || (about.unsure ? "an unknown source" : "no source that was found");
  const to = [...new Set([...about.destinations, about.deadLetters].filter(Boolean))].map(tail).join(", ");
  return `${about.name} is invoked by ${by}, runs as ${last(about.role) || "no role"}${about.vpc ? ` in ${about.vpc}` : ""}.${to ? ` Failed events go to ${to}.` : ""}`;
}

function boxAt(x, y, width, part) {
  const middle = x + 12;
  return [
    svg("rect", { class: part.main ? "box main" : "box", x, y, width, height: part.height || BOX, rx: 8 }),
    svg("text", { class: part.main ? "strong" : "small", x: middle, y: y + 18 }, fit(part.title, width - 24)),
    svg("text", { class: part.main ? "small" : "", x: middle, y: y + 35 }, fit(part.text, width - 24)),
  ];
}

function mainBox(about) {
  const kind = about.kind === "Image" ? "image" : about.runtime || "unknown runtime";
  return { main: true, title: about.name, text: `${kind}, ${about.memory} MB, ${about.timeout} s`, height: BOX };
}

function arrow(path, x, y, part, down) {
  const tip = down ? `M${x} ${y}l-4-7h8z` : `M${x} ${y}l-7-4v8z`;
  return [svg("path", { class: part.lost ? "wire lost" : "wire", d: path }), svg("path", { class: "tip", d: tip })];
}

function vpcFrame(about, x, y, width, height) {
  if (!about.vpc) return [];
  return [svg("rect", { class: "vpc", x, y, width, height, rx: 12 }),
    svg("text", { class: "small vpc-name", x: x + 12, y: y + 15 }, fit(about.vpc, width - 20))];
}

function wide(about) {
  const { left, right } = diagramParts(about);
  const rows = Math.max(left.length, right.length);
  const height = Math.max(rows * (BOX + GAP), BOX + (about.vpc ? 80 : 20)), centre = height / 2;
  const top = (list, i) => centre - (list.length * (BOX + GAP) - GAP) / 2 + i * (BOX + GAP);
  const drawn = [...vpcFrame(about, 268, centre - BOX / 2 - 24, 224, BOX + 38)];
  left.forEach((part, i) => {
    const y = top(left, i) + BOX / 2;
    drawn.push(...boxAt(1, top(left, i), 190, part));
    if (!part.lost) drawn.push(...arrow(`M191 ${y}C235 ${y} 235 ${centre} 273 ${centre}`, 280, centre, part));
    if (part.note) drawn.push(svg("text", { class: "small", x: 197, y: y > centre + 1 ? y + 16 : y - 6 }, fit(part.note, 90)));
  });
  right.forEach((part, i) => {
    const y = top(right, i) + BOX / 2;
    drawn.push(...boxAt(570, top(right, i), 189, part), ...arrow(`M480 ${centre}C525 ${centre} 525 ${y} 563 ${y}`, 570, y, part));
  });
  drawn.push(...boxAt(280, centre - BOX / 2, 200, mainBox(about)));
  return svg("svg", { viewBox: `0 0 760 ${height}`, role: "img", "aria-label": words(about) }, ...drawn);
}

function narrow(about) {
  const { left, right } = diagramParts(about);
  const drawn = [];
  let y = 2;
  const first = y + BOX / 2;
  for (const part of left) {
    drawn.push(...boxAt(26, y, 292, part));
    if (!part.lost) drawn.push(svg("path", { class: "wire", d: `M26 ${y + BOX / 2}H12` }));
    y += BOX + GAP;
  }
  y += about.vpc ? 30 : 8;
  const middle = y + BOX / 2;
  if (!left[0].lost) drawn.push(...arrow(`M12 ${first}V${middle}H20`, 26, middle, {}));
  drawn.push(...vpcFrame(about, 19, y - 24, 306, BOX + 34), ...boxAt(26, y, 292, mainBox(about)));
  y += BOX + GAP + 16;
  for (const part of right) {
    drawn.push(...boxAt(26, y, 292, part), ...arrow(`M318 ${middle}H332V${y + BOX / 2}H325`, 318, y + BOX / 2, part).slice(0, 1),
      svg("path", { class: "tip", d: `M318 ${y + BOX / 2}l7-4v8z` }));
    y += BOX + GAP;
  }
  return svg("svg", { viewBox: `0 0 340 ${y}`, role: "img", "aria-label": words(about) }, ...drawn);
}

const diagram = (about) => h("div", { class: "diagram" }, innerWidth < 704 ? narrow(about) : wide(about));
