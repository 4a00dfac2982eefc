/* What happens in the browser alone: marks over figures, the walk's clock, pictures to download. */
(function () {
  "use strict";
  const PICK = "#d6006c";
  const TRAIL = "#0072b2";
  const BEST = "#e69f00";
  const MOST_TRAIL = 30; // moves that stay visible behind the walker

  function none() {
    return window.dash_clientside.no_update;
  }

  function triggered() {
    const all = window.dash_clientside.callback_context.triggered;
    return all.length ? all[0] : null;
  }

  const FLAT = ["star"]; // signs there are none of in space

  /* A trace through places (across, up, size, height), in space where the figure is. */
  function through(places, solid, look) {
    const trace = Object.assign({
      type: solid ? "scatter3d" : "scatter", hoverinfo: "skip", showlegend: false,
      x: places.map((p) => p[0]), y: places.map((p) => p[1]),
    }, look);
    if (solid) trace.z = places.map((p) => p[3]);
    else if (trace.mode === "markers") trace.cliponaxis = false;
    if (solid && trace.marker) { // squares and diamonds are drawn larger there
      const symbol = FLAT.includes(trace.marker.symbol) ? "square" : trace.marker.symbol;
      const smaller = symbol.startsWith("circle") ? 1 : 0.6;
      trace.marker = Object.assign({}, trace.marker, { symbol: symbol, size: smaller * trace.marker.size });
    }
    return trace;
  }

  function mark(place, name, marker, solid) {
    return through([place], solid, { mode: "markers", name: name, marker: marker });
  }

  function isSolid(base) {
    return Boolean(base && base.layout && base.layout.scene);
  }

  function over(base, more) {
    if (!base) return none();
    return { data: base.data.concat(more), layout: base.layout };
  }

  function ring(place, solid) {
    if (!place) return [];
    const look = { symbol: "circle-open", size: Math.max(26, (place[2] || 0) + 12), color: PICK, line: { width: 3.5, color: PICK } };
    return [mark(place, "chosen", look, solid)];
  }

  /* How many moves there are; none of a walk that could not be read. */
  function movesOf(walk) {
    return walk && walk.places ? walk.places.length : 0;
  }

  function walked(walk, step, solid) {
    if (!movesOf(walk)) return [];
    const at = Math.min(step || 0, walk.places.length - 1);
    const trail = [];
    for (let i = Math.max(0, at - MOST_TRAIL); i <= at; i++) {
      if (walk.places[i]) trail.push(walk.places[i]);
    }
    const ink = walk.theme === "dark" ? "#e6edf3" : "#1f2328";
    const drawn = [through(trail, solid, {
      mode: "lines", name: "trail", opacity: 0.8,
      line: { color: walk.theme === "dark" ? "#56b4e9" : TRAIL, width: solid ? 5 : 2.5 },
    })];
    const best = walk.best_places[at];
    const here = walk.places[at];
    if (best) {
      drawn.push(mark(best, "best so far",
        { symbol: "star", size: 17, color: BEST, line: { width: 1.5, color: ink } }, solid));
    }
    if (here) {
      drawn.push(mark(here, "walker",
        { symbol: "diamond", size: 13, color: "#56b4e9", line: { width: 2, color: ink } }, solid));
    }
    return drawn;
  }

  function line(x, colour, dash, axis) {
    return {
      type: "line", x0: x, x1: x, y0: 0, y1: 1, xref: axis || "x", yref: "paper",
      line: { color: colour, width: 2, dash: dash },
    };
  }

  function lined(base, shapes) {
    if (!base) return none();
    const layout = Object.assign({}, base.layout);
    layout.shapes = (base.layout.shapes || []).concat(shapes);
    return { data: base.data, layout: layout };
  }

  function arranged(base, view) {
    return window.landscapeArranged(base, view);
  }

  const functions = {
    theme: function (clicks, now) {
      const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
      const other = now === "dark" ? "light" : "dark";
      const theme = clicks ? other : dark ? "dark" : "light";
      document.documentElement.dataset.theme = theme;
      return theme;
    },

    pages: function (page) {
      return [page !== "explore", page !== "compare", page !== "explore"];
    },

    /* The number that was clicked, wherever it was; what was said of others goes. */
    choose: function () {
      const what = triggered();
      const clicks = window.dash_clientside.callback_context.outputs_list.slice(2);
      let index = -1;
      if (what && what.value && what.prop_id.endsWith(".clickData")) {
        index = what.value.points[0].customdata;
      } else if (what && what.value) {
        index = JSON.parse(what.prop_id.slice(0, what.prop_id.lastIndexOf("."))).index;
      }
      const isLarge = typeof index === "string" && /^\d+$/.test(index); // beyond what a number holds
      if (!isLarge && (typeof index !== "number" || index < 0)) return [none(), none(), ...clicks.map(none)];
      return [index, "", ...clicks.map(() => null)];
    },

    network: function (base, marks, room, walk, step) {
      const solid = isSolid(base);
      return over(arranged(base, "network"), walked(walk, step, solid).concat(ring(marks && marks.network, solid)));
    },
    score: function (base, marks) {
      if (!base) return none();
      const extra = ring(marks && marks.score);
      extra.forEach(function (trace) { // over points drawn by WebGL
        trace.type = "scattergl";
        delete trace.cliponaxis;
      });
      return over(arranged(base, "score"), extra);
    },
    left: function (base, marks) {
      return over(arranged(base, "left"), ring(marks && marks.left));
    },
    right: function (base, marks) {
      return over(arranged(base, "right"), ring(marks && marks.right));
    },
    distribution: function (base, marks) {
      const known = marks && marks.distribution !== null && marks.distribution !== undefined;
      return lined(arranged(base, "distribution"), known ? [line(marks.distribution, PICK, "solid")] : []);
    },
    moves: function (base, room, walk, step) {
      const last = movesOf(walk) - 1, figure = arranged(base, "walk");
      if (last < 0) return lined(figure, []);
      const at = Math.min(step || 0, last);
      return lined(figure, [line(at, PICK, "dot", walk.axes[at])]);
    },

    /* Where the walk is: the slider, the buttons, the clock or a click in the chart say. */
    go: function (ticks, first, back, on, last, click, walk, step) {
      const what = triggered();
      const end = Math.max(0, movesOf(walk) - 1);
      const name = what ? what.prop_id.split(".")[0] : "";
      const to = {
        "ticker": step + 1, "walk-on": step + 1, "walk-back": step - 1, "walk-first": 0,
        "walk-last": end, "walk-data": 0,
      }[name];
      if (name === "walk" && click) return Math.min(end, click.points[0].x);
      return to === undefined ? none() : Math.max(0, Math.min(end, to));
    },

    clock: function (clicks, step, speed, walk, stopped) {
      const what = triggered();
      const name = what ? what.prop_id.split(".")[0] : "";
      const end = movesOf(walk) - 1;
      let stop = stopped;
      if (name === "play") stop = !stopped;
      if (name === "walk-data" || step >= end) stop = true;
      return [stop, Math.round(1000 / Number(speed)), stop ? "Play" : "Pause"];
    },

    said: function (step, walk) {
      if (!walk) return "";
      if (walk.refused) return walk.refused;
      if (!movesOf(walk)) return "this trial made no move";
      const at = Math.min(step, walk.places.length - 1);
      const number = function (value) {
        return value === null || value === undefined ? "–" : Number(value.toPrecision(6)).toLocaleString("en");
      };
      return "move " + at + " of " + (walk.places.length - 1) + " · " +
        walk.evaluations[at].toLocaleString("en") + " evaluations · " + walk.measures[at] + ": " +
        number(walk.fitness[at]) +
        (walk.best[at] === null ? "" : ", best so far " + number(walk.best[at])) +
        " · configuration " + walk.configurations[at];
    },

    picture: function () {
      const what = triggered();
      if (!what || !what.value) return none();
      const id = JSON.parse(what.prop_id.slice(0, what.prop_id.lastIndexOf(".")));
      if (id.format !== "png" && id.format !== "svg") return none();
      const drawn = document.querySelector("#" + id.view + " .js-plotly-plot");
      window.Plotly.downloadImage(drawn, {
        format: id.format, filename: id.view, width: drawn.offsetWidth,
        height: drawn.offsetHeight, scale: id.format === "png" ? 2 : 1,
      });
      return none();
    },
  };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { explorer: functions });
})();
