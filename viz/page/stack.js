// On a narrow screen the legends are below the network, not beside it.

const SIDE = 12, LINE = 16, ENTRY = 19; // pixels: left and right, of texts, of the legend

// What changes there: the colour bar, the layout, the height of the figure, and letters a line of
// the footnote. `down` is how far below the network the next part begins.
function stackOf(network, state, width) {
  const side = width - 2 * SIDE;
  const footnote = Math.floor(side / 6.2);
  const title = network.title ? folded(network.title, Math.floor(side / 10)) : [];
  const subtitle = folded(network.subtitle, Math.floor(side / 6.8));
  const top = 28 + 22 * title.length + LINE * subtitle.length;
  const places = { notes: 10 };
  places.bar = places.notes + LINE * folded(network.footnote(state.least), footnote).length + 12;
  places.sizes = places.bar + barHeight(network.paint(state).colorbar) + 16;
  places.legend = places.sizes + sizesHeight(network.drawing.layout);
  const bottom = places.legend + legendHeight(network.drawing.data) + 24;
  return {
    footnote,
    bar: barBelow(network.paint(state).colorbar, places.bar / side),
    height: top + side + bottom,
    layout: drawn => ({
      margin: { l: SIDE, r: SIDE, t: top, b: bottom, autoexpand: false },
      title: { ...drawn.title, text: titleOf(title, subtitle, drawn), yanchor: "top",
        yref: "container", y: 1 - 24 / (top + side + bottom) },
      legend: { ...drawn.legend, x: 0, xanchor: "left", y: -places.legend / side, yanchor: "top" },
      shapes: drawn.shapes.map(shape => ({
        ...shape, xanchor: 0, yanchor: 0, x0: shape.x0 - SIDE, x1: shape.x1 - SIDE,
        y0: shape.y0 - places.sizes, y1: shape.y1 - places.sizes,
      })),
      annotations: drawn.annotations.map(note => moved(note, places)),
      ...(network.solid ? { scene: fartherScene(drawn.scene) } : {}),
      dragmode: network.solid ? drawn.dragmode : false, // a finger scrolls the page
    }),
  };
}

// From farther away, so that the numbers of the heights fit.
function fartherScene(scene) {
  const eye = Object.entries(scene.camera.eye).map(([axis, place]) => [axis, 1.35 * place]);
  return { ...scene, camera: { ...scene.camera, eye: Object.fromEntries(eye) } };
}

function titleOf(title, subtitle, drawn) {
  const colour = drawn.title.text.match(/color:(#[0-9a-f]{6})/)[1];
  const small = `<span style='font-size:13px;color:${colour}'>${subtitle.join("<br>")}</span>`;
  return [...title, small].join("<br>");
}

const isKinds = bar => bar.ticktext.some(text => /\(.*\)$/.test(text));

// A bar of numbers lies down; kinds have their names beside it.
function barBelow({ title, ticktext }, down) {
  const place = { x: 0, xanchor: "left", xpad: 0, y: -down, yanchor: "top" };
  if (!isKinds({ ticktext })) {
    // Shorter than the network is wide: the numbers at its ends need room.
    return { ...place, orientation: "h", x: 0.1, len: 0.8, lenmode: "fraction" };
  }
  return { ...place, len: barHeight({ title, ticktext }), lenmode: "pixels" };
}

function barHeight({ title, ticktext }) {
  const heading = LINE * title.text.split("<br>").length + 4;
  return isKinds({ ticktext }) ? heading + 32 * ticktext.length : heading + 44;
}

function sizesHeight({ shapes }) {
  return shapes.length ? 62 + Math.max(...shapes.map(shape => shape.x1 - shape.x0)) : 0;
}

function legendHeight(traces) {
  const shown = traces.filter(trace => trace.name && trace.showlegend !== false);
  const titles = shown.filter(trace => trace.legendgrouptitle);
  const groups = new Set(shown.map(trace => trace.legendgroup)).size;
  const headed = new Set(titles.map(trace => trace.legendgroup)).size;
  const lines = shown.reduce((sum, trace) => sum + trace.name.split("<br>").length, 0);
  return ENTRY * (lines + headed) + 8 * groups;
}

function moved(note, places) {
  if (note.name === "notes") return { ...note, yshift: -places.notes };
  if (note.name !== "sizes") return note;
  const { xshift, yshift = 0 } = note;
  return { ...note, x: 0, y: 0, xshift: xshift - SIDE, yshift: yshift - places.sizes };
}
