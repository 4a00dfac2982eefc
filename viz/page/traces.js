// What plotly draws in a given state: edges above the threshold, the chosen colour, the focus.

class Network {
  constructor(given) {
    Object.assign(this, given);
    const { source, target, rank } = this.edges;
    this.solid = "scene" in this.drawing.layout;
    this.out = source.length ? grouped(source, this.nodes.name.length) : [];
    this.in = target.length ? grouped(target, this.nodes.name.length) : [];
    this.place = new Int32Array(source.length); // of an edge within the trace of its class
    const members = [];
    rank.forEach((each, edge) => {
      this.place[edge] = (members[each] ??= []).push(edge) - 1;
    });
    this.members = members;
    this.weights = [...new Set(this.edges.weight)].sort((a, b) => a - b);
    this.drawn = { light: this.drawing.data, dark: null };
  }

  data(theme) {
    return (this.drawn[theme] ??= darkened(this.drawing.data));
  }

  // Whether no edge is lighter than that.
  isWhole(least) {
    return least <= (this.weights[0] ?? 0);
  }

  paint({ colour, scale }) {
    const { markers, scale: own } = this.colours[colour];
    return markers[scale] ?? markers[own];
  }

  // What has to be said below the network, as one text.
  footnote(least) {
    const { always, edges, total } = this.notes;
    if (this.isWhole(least)) return [...always, ...edges].join(" ");
    const left = total - this.shown(least);
    const below = `${counted(left, "edge")} of a weight below ${written(least)}`;
    return [...always, `${below} ${left === 1 ? "is" : "are"} not drawn.`].join(" ");
  }

  shown(least) {
    let count = 0;
    for (const weight of this.edges.weight) count += weight >= least;
    return count;
  }

  ends(node, incoming, least) {
    const { source, target, weight } = this.edges;
    return ((incoming ? this.in : this.out)[node] ?? [])
      .filter(edge => weight[edge] >= least)
      .sort((a, b) => weight[b] - weight[a] || a - b)
      .map(edge => ({ edge, weight: weight[edge], node: (incoming ? source : target)[edge] }));
  }
}

function grouped(keys, count) {
  const lists = Array.from({ length: count }, () => []);
  keys.forEach((key, at) => lists[key].push(at));
  return lists;
}

const AXES = ["x", "y", "z"];

// The points of some edges; `found` says of each in which trace and where it stands there.
function lines(network, traces, edges) {
  const rank = network.edges.rank, [first] = traces;
  const axes = AXES.filter(axis => first && axis in first);
  const length = first ? first.x.length / network.members[0].length : 0;
  const points = Object.fromEntries(
    axes.map(axis => [axis, new Float32Array(length * edges.length)]),
  );
  edges.forEach((edge, at) => {
    const start = network.place[edge] * length;
    for (const axis of axes) {
      points[axis].set(traces[rank[edge]][axis].subarray(start, start + length), at * length);
    }
  });
  return points;
}

function picked(values, places) {
  return Array.isArray(values) || ArrayBuffer.isView(values)
    ? Array.from(places, at => values[at])
    : values;
}

function pickedPoints(trace, places) {
  const marker = { ...trace.marker };
  for (const key of ["size", "color", "angle"]) marker[key] = picked(marker[key], places);
  marker.line = { ...marker.line };
  for (const key of ["color", "width"]) marker.line[key] = picked(marker.line[key], places);
  const points = AXES.filter(axis => axis in trace).map(axis => [axis, picked(trace[axis], places)]);
  return { ...trace, ...Object.fromEntries(points), marker };
}

const FADED = 0.16;
const INCOMING = { light: "#0072b2", dark: "#3fa0e0" }; // outgoing edges are vermilion

function tracesOf(network, state, theme, stack) {
  const all = network.data(theme.name), weight = network.edges.weight;
  const edges = all.filter(trace => trace.meta === "edges");
  const focus = state.pinned === null ? null : focusOf(network, state);
  const keep = edge => weight[edge] >= state.least;
  const every = network.isWhole(state.least);
  const drawn = [];
  let rank = 0;
  for (const trace of all) {
    if (trace.meta === "edges") {
      const members = network.members[rank++];
      const points = every ? {} : lines(network, edges, members.filter(keep));
      const opacity = trace.opacity * (focus ? FADED : 1);
      drawn.push({ ...trace, ...points, opacity, uid: `edges${rank}` });
    } else if (trace.meta === "bundles") {
      if (!focus && every) drawn.push(trace);
    } else if (trace.meta === "arrows") {
      if (!focus) drawn.push(every ? trace : pickedPoints(trace, [...weight.keys()].filter(keep)));
    } else if (trace.meta === "nodes") {
      const nodes = coloured(network, trace, state, theme, stack);
      drawn.push({ ...nodes, opacity: focus ? FADED : 1, uid: "nodes" });
      if (focus) focus.nodes = nodes;
    } else {
      if (trace.meta === "holes" && (focus || network.colours[state.colour].kinds)) continue;
      const opacity = focus && trace.meta === "globals" ? 2 * FADED : 1;
      drawn.push({ ...trace, opacity, uid: trace.meta });
    }
  }
  return focus ? [...drawn, ...focusTraces(network, edges, focus, theme)] : drawn;
}

function coloured(network, trace, state, theme, stack) {
  const paint = network.paint(state);
  const marker = theme.name === "dark" ? darkened(paint) : paint;
  const colorbar = { ...trace.marker.colorbar, ...marker.colorbar, ...stack?.bar };
  const line = { ...trace.marker.line, colorscale: [[0, theme.rim], [1, theme.ink]] };
  return {
    ...trace,
    marker: { ...trace.marker, ...marker, colorbar, line },
    customdata: Array.from(network.order),
  };
}

function focusOf(network, state) {
  const ends = network.ends(state.pinned, state.incoming, state.least);
  return {
    node: state.pinned, incoming: state.incoming, edges: ends.map(end => end.edge),
    ends: new Set([state.pinned, ...ends.map(end => end.node)]),
  };
}

// Above the faded network: the edges of the pinned node, and the nodes they join.
function focusTraces(network, edges, focus, theme) {
  const traces = [], colour = focus.incoming ? INCOMING[theme.name] : theme.best;
  if (focus.edges.length) {
    const scale = network.weights[network.weights.length - 1] || 1;
    const heaviest = Math.max(...focus.edges.map(edge => network.edges.weight[edge]));
    traces.push({
      ...edges[0], ...lines(network, edges, focus.edges), opacity: 0.85, showlegend: false,
      line: { ...edges[0].line, color: colour, width: (network.solid ? 2 : 1) * (1.4 + (1.6 * heaviest) / scale) },
      meta: "focus-edges", uid: "focus-edges",
    });
  }
  const places = [];
  network.order.forEach((node, at) => focus.ends.has(node) && places.push(at));
  const nodes = pickedPoints(focus.nodes, places);
  const own = places.map(at => network.order[at] === focus.node);
  nodes.marker.showscale = false;
  nodes.marker.line = {
    color: own.map(mine => (mine ? theme.ink : colour)),
    width: network.solid ? 2 : own.map(mine => (mine ? 3 : 1.6)),
  };
  traces.push({
    ...nodes, customdata: places.map(at => network.order[at]), opacity: 1,
    meta: "focus-nodes", uid: "focus-nodes",
  });
  return traces;
}

const FOOTNOTE = 130; // letters of a line

function layoutOf(network, { number, view, least }, theme, stack) {
  const { layout } = network.drawing;
  const drawn = theme.name === "dark" ? darkened(layout) : { ...layout };
  drawn.uirevision = network.solid ? "3d" : "2d"; // keeps the reader's zoom
  drawn.legend = { ...drawn.legend, uirevision: number };
  const lines = folded(network.footnote(least), stack?.footnote ?? FOOTNOTE);
  drawn.margin = { ...drawn.margin, b: drawn.margin.b + 16 * (lines.length - 1 - broken(drawn)) };
  drawn.annotations = drawn.annotations.map(note =>
    note.name === "notes" ? { ...note, text: lines.join("<br>") } : note);
  if (view && !network.solid) {
    const uirevision = view.times; // a new one, so that this range replaces the reader's
    drawn.xaxis = { ...drawn.xaxis, range: view.x, uirevision };
    drawn.yaxis = { ...drawn.yaxis, range: view.y, uirevision };
  }
  return stack ? { ...drawn, ...stack.layout(drawn) } : drawn;
}

function broken(layout) {
  const footnote = layout.annotations.find(note => note.name === "notes");
  return footnote.text.split("<br>").length - 1;
}
