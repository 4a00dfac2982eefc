// Draws an architecture from its short description; the shapes come ready from Python.

function drawnCell(cells, cell, theme) {
  const shape = cells.shapes[cell[0]], text = cells.texts;
  const [n, m, k] = [shape.nodes.length, shape.edges.length, shape.rows];
  const svg = part("svg", {
    viewBox: `0 0 300 ${shape.height}`, width: 300, height: shape.height, role: "img",
    "aria-label": "the cell", "font-size": 11,
  });
  if (shape.picture) {
    const size = { width: 300, height: shape.height };
    svg.append(part("image", { ...size, href: text[cell[1]] }));
    return svg;
  }
  const edges = shape.edges.map((edge, at) => {
    const code = cell[1 + 2 * n + at], operation = text[code >> 1];
    return { path: edge[0], x: edge[1], y: edge[2], operation, live: code & 1 };
  });
  edges.forEach(edge => svg.append(edgeLine(edge, cells, theme)));
  edges.forEach(edge => svg.append(edgeLabel(edge, cells, theme)));
  shape.nodes.forEach(([x, y], at) => {
    svg.append(...vertex(x, y, text[cell[1 + at]], text[cell[1 + n + at]], cells, theme));
  });
  for (let at = 0; at < k; at++) {
    const from = 1 + 2 * n + m + at;
    const [label, shown, percent] = [cell[from], cell[from + k], cell[from + 2 * k]];
    svg.append(...variable(at, text[label], text[shown], percent, cells, theme));
  }
  return svg;
}

function part(tag, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function operationColour(operation, cells, theme, other) {
  return cells.colours[operation]?.[theme.name === "dark" ? 1 : 0] ?? other;
}

function edgeLine({ path, operation, live }, cells, theme) {
  const colour = operationColour(operation, cells, theme, theme.edge);
  const nothing = cells.nothing.includes(operation);
  const group = part("g", { opacity: live ? 1 : nothing ? 0.6 : 0.35 });
  const line = {
    d: path, fill: "none", stroke: colour,
    "stroke-width": nothing ? 1 : operation ? 2.2 : 1.4,
  };
  if (nothing) line["stroke-dasharray"] = "2 5";
  group.append(part("path", line));
  if (!nothing) group.append(part("polygon", { points: arrowhead(path), fill: colour }));
  return group;
}

function arrowhead(path) {
  const [fromX, fromY, x, y] = path.split(/[MLC ]/).slice(-4).map(Number);
  const length = Math.hypot(x - fromX, y - fromY) || 1;
  const [across, down] = [(7 * (x - fromX)) / length, (7 * (y - fromY)) / length];
  return [
    [x + 0.3 * across, y + 0.3 * down],
    [x - across - 0.5 * down, y - down + 0.5 * across],
    [x - across + 0.5 * down, y - down - 0.5 * across],
  ].map(point => point.map(value => value.toFixed(1)).join(",")).join(" ");
}

function edgeLabel({ x, y, operation, live }, cells, theme) {
  const shown = cells.nothing.includes(operation) ? "" : operation;
  return part("text", {
    x, y: y + 4, "text-anchor": "middle", fill: theme.ink, stroke: theme.paper,
    "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke",
    opacity: live ? 1 : 0.5,
  }, shown);
}

function vertex(x, y, label, operation, cells, theme) {
  const wide = label.length > 1 ? Math.max(9, 3.4 * label.length + 6) : 9;
  return [
    part("rect", {
      x: x - wide, y: y - 9, width: 2 * wide, height: 18, rx: 9, fill: theme.paper,
      stroke: operationColour(operation, cells, theme, theme.faint),
      "stroke-width": operation ? 2.2 : 1.4,
    }),
    part("text", { x, y: y + 4, "text-anchor": "middle", fill: theme.ink }, label),
  ];
}

function variable(place, label, text, percent, cells, theme) {
  const y = 19 + 22 * place, name = part("text", { x: 0, y, fill: theme.faint }, label);
  if (percent < 0) return [name, part("text", { x: 150, y, fill: theme.ink }, text)];
  const fill = cells.bars[theme.name === "dark" ? 1 : 0];
  const bar = { x: 150, y: y - 11, width: 1.08 * percent, height: 14, fill };
  const after = { x: 156 + 1.08 * percent, y, fill: theme.ink };
  return [name, part("rect", bar), part("text", after, text)];
}
