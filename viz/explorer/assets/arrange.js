/* Figures in the room that their panel has: legends of networks beside or below, titles broken. */
(function () {
  "use strict";
  const LETTER = 7.6; // pixels of a letter of a title, on average
  const SMALL = 6.3; // of the notes below a network
  const LINE = 18; // pixels of a line
  const NARROW = 560; // pixels of a panel in which nothing fits beside a network
  const LOW = 480; // pixels of a network beside which its legends do not fit in one column
  const COLUMN = 176; // pixels of a column of legends
  const BELOW = 236; // pixels of the legends below a network

  /* A text of plotly, broken into lines of so many letters; tags are kept, and take no room. */
  function broken(text, letters) {
    let line = 0;
    const parts = text.match(/<[^>]*>|\s+|[^<\s]+/g) || [];
    return parts.map(function (part) {
      if (part.startsWith("<")) {
        if (part.startsWith("<br")) line = 0;
        return part;
      }
      const isBreak = line > 0 && part.trim() && line + part.length > letters;
      line = (isBreak ? 0 : line) + part.length;
      return isBreak ? "<br>" + part : part;
    }).join("");
  }

  function lines(text) {
    return (text.match(/<br/g) || []).length;
  }

  /* The layout with a title that is no wider than the panel. */
  function titled(layout, width) {
    if (!layout.title || !layout.title.text) return layout;
    const text = broken(layout.title.text, Math.floor((width - 30) / LETTER));
    const more = lines(text) - lines(layout.title.text);
    const margin = Object.assign({}, layout.margin, { t: layout.margin.t + LINE * more });
    return Object.assign({}, layout, { title: Object.assign({}, layout.title, { text: text }), margin: margin });
  }

  function isAtSide(note) {
    return note.xref === "paper" && note.x === 1;
  }

  function isBelow(note) {
    return note.xref === "paper" && note.x === 0 && note.y === 0;
  }

  /* What the legend of sizes consists of, elsewhere; pixels between its parts stay. */
  function moved(layout, x, y) {
    const notes = (layout.annotations || []).map(function (note) {
      return isAtSide(note) ? Object.assign({}, note, { x: x, y: y }) : note;
    });
    const shapes = (layout.shapes || []).map(function (shape) {
      return shape.xanchor === 1 ? Object.assign({}, shape, { xanchor: x, yanchor: y }) : shape;
    });
    return Object.assign({}, layout, { annotations: notes, shapes: shapes });
  }

  function barred(data, look) {
    return data.map(function (trace) {
      if (!trace.marker || !trace.marker.colorbar) return trace;
      const bar = Object.assign({}, trace.marker.colorbar, look);
      return Object.assign({}, trace, { marker: Object.assign({}, trace.marker, { colorbar: bar }) });
    });
  }

  /* Two columns of legends beside a network that is lower than they are. */
  function inColumns(base, margin) {
    const layout = moved(base.layout, 1, 0.5);
    layout.margin = Object.assign({}, margin, { r: 2 * COLUMN + 20 });
    layout.legend = Object.assign({}, layout.legend, { xref: "container", x: 1, xanchor: "right", y: 1 });
    return { data: barred(base.data, { len: 0.44 }), layout: layout };
  }

  /* Legends in two columns below a network, and the notes below them. */
  function underneath(base, margin, width, height) {
    const layout = moved(base.layout, 0, 0);
    let more = 0;
    layout.annotations = layout.annotations.map(function (note) {
      if (!isBelow(note) || note.font === undefined) return note;
      const text = broken(note.text.replace(/<br>/g, " "), Math.floor((width - 32) / SMALL));
      more = lines(text) - lines(note.text);
      return Object.assign({}, note, { text: text });
    });
    const bottom = margin.b + BELOW + LINE * more;
    const high = Math.max(100, height - margin.t - bottom);
    layout.annotations = layout.annotations.map(function (note) {
      if (isBelow(note) && note.font !== undefined) return Object.assign({}, note, { y: -BELOW / high });
      const isSize = note.xref === "paper" && note.x === 0 && note.y === 0;
      return isSize ? Object.assign({}, note, { y: -128 / high }) : note;
    });
    layout.shapes = layout.shapes.map(function (shape) {
      return shape.yanchor === 0 ? Object.assign({}, shape, { yanchor: -128 / high }) : shape;
    });
    layout.margin = Object.assign({}, margin, { l: 16, r: 16, b: bottom });
    layout.legend = Object.assign({}, layout.legend, { x: 0.55, y: -4 / high });
    return {
      data: barred(base.data, { x: 0, y: -10 / high, lenmode: "pixels", len: 112 }),
      layout: layout,
    };
  }

  /* A figure for the panel of a view, whose size is known only here. */
  function arranged(base, view) {
    const panel = document.getElementById(view);
    const width = panel ? panel.offsetWidth : 0;
    const height = panel ? panel.offsetHeight : 0;
    if (!base || !base.layout || !width || !height) return base;
    const layout = titled(base.layout, width);
    const titledBase = { data: base.data, layout: layout };
    if (!(layout.annotations || []).some(isAtSide)) return titledBase;
    if (width < NARROW) return underneath(titledBase, layout.margin, width, height);
    const isLow = height - layout.margin.t - layout.margin.b < LOW;
    return isLow ? inColumns(titledBase, layout.margin) : titledBase;
  }

  let wait = null;
  window.addEventListener("resize", function () {
    clearTimeout(wait); // once the hand rests
    wait = setTimeout(function () {
      window.dash_clientside.set_props("room", { data: [window.innerWidth, window.innerHeight] });
    }, 150);
  });
  window.landscapeArranged = arranged;
})();
