// The card of a node: architecture, cell, scores, and where its escapes lead.

const MOST_ENDS = 200;

function cardOf(network, node, state, theme, act) {
  const { nodes, cells } = network, card = [element("h2", {}, ...breakable(nodes.name[node]))];
  const marks = [
    nodes.best[node] && network.marks.best, nodes.sink[node] && network.marks.sink,
  ].filter(Boolean);
  marks.forEach(mark => card.push(element("span", { className: "mark" }, mark)));
  const cell = cells?.cells[node];
  if (cell) card.push(drawnCell(cells, cell, theme));
  const facts = factsOf(network, node, state).map(([label, value]) =>
    element("tr", {}, element("th", { scope: "row" }, label), element("td", {}, value)));
  card.push(element("table", { className: "facts" }, ...facts));
  if (state.pinned === node) card.push(...endsOf(network, node, state, act));
  return card;
}

// The text with places to break it after the signs that part an architecture.
function breakable(text) {
  return text.split(/(?<=[+,]|\|(?=[^+]))/).flatMap(part => [part, element("wbr")]);
}

function factsOf(network, node, state) {
  const { nodes, colours } = network, facts = [];
  if (nodes.index[node] >= 0) facts.push(["configuration", written(nodes.index[node])]);
  for (const way of colours) {
    if (!way.kinds) facts.push([way.label, written(way.measured[node])]);
  }
  if (nodes.basin[node] >= 0) {
    network.whole ??= nodes.basin.reduce((sum, basin) => sum + Math.max(basin, 0), 0);
    const share = (100 * nodes.basin[node]) / network.whole;
    facts.push(["basin", `${written(nodes.basin[node])} (${share.toPrecision(3)} %)`]);
  }
  if (nodes.funnel[node] >= 0) {
    const best = written(nodes.funnel[node] + 1) + (nodes.reaches[node] ? " (global)" : "");
    facts.push(nodes.several[node] ? ["funnels", `several, the best ${best}`] : ["funnel", best]);
  }
  const [out, come] = [false, true].map(way => network.ends(node, way, state.least).length);
  facts.push(["edges shown", `${written(come)} in, ${written(out)} out`]);
  return facts;
}

function endsOf(network, node, state, act) {
  const tab = (incoming, text) => element("button", {
    type: "button", "aria-pressed": String(state.incoming === incoming),
    id: incoming ? "show-in" : "show-out", onclick: () => act.turn(incoming),
  }, text);
  const ends = network.ends(node, state.incoming, state.least);
  const rows = ends.slice(0, MOST_ENDS).map(end => element("tr", {},
    element("td", {}, element("button", {
      type: "button", title: "Go to this node", onclick: () => act.go(end.node),
    }, ...breakable(network.nodes.name[end.node]))),
    element("td", {}, written(end.weight))));
  const none = state.incoming ? "No edge shown leads here." : "No edge shown leads away.";
  const made = [
    element("div", { className: "tabs" }, tab(false, "Escapes lead to"), tab(true, "Reached from")),
    rows.length
      ? element("table", { className: "ends" },
        element("tr", {}, element("th", { scope: "col" }, "architecture"),
          element("td", { className: "faint" }, "weight")), ...rows)
      : element("p", { className: "faint" }, none),
  ];
  const more = ends.length - rows.length;
  if (more > 0) made.push(element("p", { className: "faint" }, `and ${counted(more, "lighter edge")}`));
  return made;
}
