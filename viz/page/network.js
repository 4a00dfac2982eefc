// The page: state, controls and events.

const at = id => document.getElementById(id);
const plot = at("figure");
const networks = content.figures.map(figure => new Network(figure));
const state = {
  number: 0, colour: 0, scale: null, least: 0, pinned: null, incoming: false, hovered: null,
  view: null, dark: false,
};
const CONFIG = {
  responsive: true, scrollZoom: true, displaylogo: false, showSendToCloud: false,
  modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "autoScale2d"],
};

const network = () => networks[state.number];
const theme = () => content.themes[state.dark ? "dark" : "light"];

// -- drawing -----------------------------------------------------------------------------------

const narrow = matchMedia("(max-width: 640px)");

function drawing() {
  const stack = narrow.matches ? stackOf(network(), state, plot.clientWidth) : null;
  plot.style.height = stack ? `${stack.height}px` : "";
  return [
    tracesOf(network(), state, theme(), stack), layoutOf(network(), state, theme(), stack),
  ];
}
let waiting = false;

function draw() {
  if (waiting) return; // a slider asks more often than the screen can follow
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    Plotly.react(plot, ...drawing(), CONFIG);
  });
}

function showCard() {
  const node = state.hovered ?? state.pinned;
  at("hint").hidden = node !== null;
  at("card").replaceChildren(
    ...(node === null ? [] : cardOf(network(), node, state, theme(), { go, turn })),
  );
}

function showTheme() {
  const { paper, ink, faint, key, best } = theme();
  const style = document.documentElement.style;
  for (const [name, colour] of Object.entries({ paper, ink, faint, line: key, best })) {
    style.setProperty(`--${name}`, colour);
  }
  style.colorScheme = theme().name;
  at("theme").setAttribute("aria-pressed", String(state.dark));
}

function showThreshold() {
  const { weights, notes } = network(), whole = network().isWhole(state.least);
  at("weight-least").textContent = written(state.least);
  at("weight-shown").textContent =
    `${written(network().shown(state.least))} of ${counted(notes.total, "edge")}`
    + (whole && notes.bundled ? `, ${written(notes.bundled)} in bundles` : "");
  at("weight-field").hidden = weights.length < 2;
}

function showChoices() {
  const fill = (select, labels, chosen) => {
    select.replaceChildren(...labels.map((text, value) => element("option", { value, text })));
    select.value = chosen;
    select.parentElement.hidden = labels.length < 2;
  };
  fill(at("kind"), networks.map(each => each.label), state.number);
  fill(at("colour"), network().colours.map(way => way.label), state.colour);
  const { markers, scale } = network().colours[state.colour], scales = Object.keys(markers);
  fill(at("scale"), scales, scales.indexOf(state.scale in markers ? state.scale : scale));
  const places = network().weights;
  at("weight").max = Math.max(places.length - 1, 0);
  at("weight").value = Math.max(places.findIndex(weight => weight >= state.least), 0);
}

function showAll() {
  showChoices();
  showThreshold();
  showCard();
  draw();
}

// -- what a reader does ------------------------------------------------------------------------

function pin(node) {
  state.pinned = node;
  state.hovered = null;
  if (node === null) state.incoming = false;
  say("");
  showCard();
  draw();
}

function turn(incoming) {
  state.incoming = incoming;
  showCard();
  at(incoming ? "show-in" : "show-out")?.focus();
  draw();
}

function go(node) {
  if (!network().solid) {
    const { x, y } = network().nodes, { xaxis, yaxis } = plot._fullLayout;
    const around = (axis, middle) => {
      const half = (axis.range[1] - axis.range[0]) / 2;
      return [middle - half, middle + half];
    };
    const times = (state.view?.times ?? 0) + 1;
    state.view = { times, x: around(xaxis, x[node]), y: around(yaxis, y[node]) };
  }
  pin(node);
}

function say(text) {
  at("message").textContent = text;
}

function matches(text, most) {
  const { name, index } = network().nodes, wanted = text.trim().toLowerCase();
  const found = [];
  if (!wanted) return found;
  const exact = name.findIndex((each, node) =>
    each.toLowerCase() === wanted || String(index[node]) === wanted.replaceAll(",", ""));
  if (exact >= 0) found.push(exact);
  for (let node = 0; node < name.length && found.length < most; node++) {
    if (node !== exact && name[node].toLowerCase().includes(wanted)) found.push(node);
  }
  return found;
}

let searched = { text: null, number: null, place: 0 };

function search() {
  const text = at("find").value, found = matches(text, Infinity);
  if (!text.trim()) return;
  if (!found.length) {
    say(`No node here is called or numbered “${text.trim()}”`);
    return;
  }
  const again = searched.text === text && searched.number === state.number;
  const place = again ? (searched.place + 1) % found.length : 0;
  searched = { text, number: state.number, place };
  go(found[place]);
  if (found.length > 1) say(`${written(place + 1)} of ${written(found.length)}; Enter shows the next`);
}

function suggest() {
  const { name } = network().nodes;
  say("");
  at("found").replaceChildren(
    ...matches(at("find").value, 20).map(node => element("option", { value: name[node] })),
  );
}

function switchTo(number) {
  const { name } = network().nodes, colour = network().colours[state.colour].label;
  const same = node => {
    const found = node === null ? -1 : networks[number].nodes.name.indexOf(name[node]);
    return found < 0 ? null : found;
  };
  const pinned = same(state.pinned);
  const kept = networks[number].colours.findIndex(way => way.label === colour);
  Object.assign(state, { number, pinned, hovered: null, colour: Math.max(kept, 0) });
  showAll();
}

// -- saving ------------------------------------------------------------------------------------

function fileName(what) {
  const words = `${network().title} ${what}`.toLowerCase().match(/[a-z0-9]+/g) ?? ["network"];
  return words.join("-").slice(0, 80);
}

function savePicture(format) {
  const { clientWidth: width, clientHeight: height } = plot;
  const scale = format === "png" ? 2 : 1;
  Plotly.downloadImage(plot, { format, width, height, scale, filename: fileName("") });
}

function saveNodes() {
  const { nodes, colours } = network(), scores = colours.filter(way => !way.kinds);
  const known = value => (value < 0 ? "" : value);
  const header = [
    "index", "architecture", ...scores.map(way => way.label), "basin", "funnel",
    "several_funnels", "global_funnel", "sink", "global_optimum", "x", "y",
  ];
  const rows = nodes.name.map((name, node) => [
    known(nodes.index[node]), name, ...scores.map(way => way.measured[node]),
    known(nodes.basin[node]), nodes.funnel[node] < 0 ? "" : nodes.funnel[node] + 1,
    nodes.funnel[node] < 0 ? "" : nodes.several[node],
    nodes.funnel[node] < 0 ? "" : nodes.reaches[node], nodes.sink[node], nodes.best[node],
    nodes.x[node], nodes.y[node],
  ]);
  download(`${fileName("nodes")}.csv`, table(header, rows));
}

function saveEdges() {
  const { source, target, weight } = network().edges, { name, index } = network().nodes;
  const known = value => (value < 0 ? "" : value);
  const rows = [];
  weight.forEach((each, edge) => {
    const [from, to] = [source[edge], target[edge]];
    if (each < state.least) return;
    rows.push([known(index[from]), name[from], known(index[to]), name[to], each]);
  });
  const header = ["source", "source_architecture", "target", "target_architecture", "weight"];
  download(`${fileName("edges")}.csv`, table(header, rows));
}

// -- events ------------------------------------------------------------------------------------

at("toolbar").addEventListener("submit", event => event.preventDefault());
at("kind").addEventListener("change", event => switchTo(Number(event.target.value)));
at("colour").addEventListener("change", event => {
  state.colour = Number(event.target.value);
  showChoices();
  draw();
});
at("scale").addEventListener("change", event => {
  state.scale = Object.keys(network().colours[state.colour].markers)[Number(event.target.value)];
  draw();
});
at("weight").addEventListener("input", event => {
  const place = Number(event.target.value);
  state.least = place ? network().weights[place] : 0;
  showThreshold();
  if (state.pinned !== null) showCard();
  draw();
});
at("find").addEventListener("input", suggest);
at("find").addEventListener("keydown", event => event.key === "Enter" && search());
at("save-png").addEventListener("click", () => savePicture("png"));
at("save-svg").addEventListener("click", () => savePicture("svg"));
at("save-nodes").addEventListener("click", saveNodes);
at("save-edges").addEventListener("click", saveEdges);
at("theme").addEventListener("click", () => setDark(!state.dark, true));
document.addEventListener("keydown", event => event.key === "Escape" && pin(null));

addEventListener("resize", () => (narrow.matches || plot.style.height) && draw());

const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = content.theme !== null;

function setDark(dark, byHand) {
  chosen ||= byHand;
  state.dark = dark;
  showTheme();
  showCard();
  draw();
}
system.addEventListener("change", event => chosen || setDark(event.matches, false));
state.dark = chosen ? content.theme === "dark" : system.matches;

// The node at a place of the window, or null. Asked of Plotly it can be the one that the mouse was
// at before, or none: Plotly looks at most every 0.05 s, and not while it draws.
function nodeAt(left, top) {
  const { x, y, marker, customdata } = plot.data.find(trace => trace.meta === "nodes");
  const { xaxis, yaxis, hoverdistance } = plot._fullLayout, box = plot.getBoundingClientRect();
  const off = at => { // below 0 inside the node, else pixels to its rim
    const across = box.left + xaxis._offset + xaxis.d2p(x[at]) - left;
    const down = box.top + yaxis._offset + yaxis.d2p(y[at]) - top;
    const distance = Math.hypot(across, down), radius = (marker.size[at] ?? marker.size) / 2;
    return distance < radius ? distance / radius - 1 : distance - radius;
  };
  const shown = customdata.indexOf(state.hovered);
  if (shown >= 0 && off(shown) <= hoverdistance) return state.hovered;
  let [nearest, least] = [null, hoverdistance];
  customdata.forEach((node, at) => {
    const away = off(at);
    if (away <= least) [nearest, least] = [node, away];
  });
  return nearest;
}

function listen() {
  let hit = false, pressed = null;
  const nodeOf = event => event.points[0]?.data.customdata?.[event.points[0].pointNumber] ?? null;
  plot.on("plotly_hover", event => {
    state.hovered = nodeOf(event);
    showCard();
  });
  plot.on("plotly_unhover", () => {
    if (state.pinned === null) return; // the last card stays, to be read and copied
    state.hovered = null;
    showCard();
  });
  plot.on("plotly_click", event => {
    if (!network().solid) return;
    hit = true;
    const node = nodeOf(event);
    if (node !== null) pin(node);
  });
  const ground = ".nsewdrag, .gl-container, canvas";
  addEventListener("pointerdown", event => {
    hit = false;
    const inside = event.button === 0 && plot.contains(event.target.closest(ground));
    pressed = inside ? [event.clientX, event.clientY] : null;
  }, true);
  // Of the window: Plotly lays a sheet over the plot while a button is down.
  addEventListener("pointerup", ({ clientX, clientY }) => {
    if (!pressed || Math.hypot(clientX - pressed[0], clientY - pressed[1]) > 4) return;
    // In space only Plotly knows what is there, and says so when it next draws.
    const clear = () => hit || pin(null);
    if (network().solid) requestAnimationFrame(() => requestAnimationFrame(clear));
    else pin(nodeAt(clientX, clientY));
  }, true);
  addEventListener("pointercancel", () => { pressed = null; }, true); // the touch became a scroll
}

showTheme();
showChoices();
showThreshold();
showCard();
Plotly.newPlot(plot, ...drawing(), CONFIG).then(() => {
  listen();
  plot.dataset.ready = "yes";
});
