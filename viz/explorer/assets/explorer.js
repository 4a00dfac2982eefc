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

  function mark(x, y, name, marker) {
    return {
      type: "scatter", mode: "markers", x: x, y: y, name: name, marker: marker,
      hoverinfo: "skip", showlegend: false, cliponaxis: false,
    };
  }

  function over(base, more) {
    if (!base) return none();
    return { data: base.data.concat(more), layout: base.layout };
  }

  function ring(place) {
    if (!place) return [];
    const look = { symbol: "circle-open", size: Math.max(26, (place[2] || 0) + 12), color: PICK, line: { width: 3.5, color: PICK } };
    return [mark([place[0]], [place[1]], "chosen", look)];
  }

  function walked(walk, step) {
    if (!walk || !walk.places.length) return [];
    const at = Math.min(step || 0, walk.places.length - 1);
    const trail = [];
    for (let i = Math.max(0, at - MOST_TRAIL); i <= at; i++) {
      if (walk.places[i]) trail.push(walk.places[i]);
    }
    const ink = walk.theme === "dark" ? "#e6edf3" : "#1f2328";
    const drawn = [{
      type: "scatter", mode: "lines", name: "trail", hoverinfo: "skip", showlegend: false,
      x: trail.map((p) => p[0]), y: trail.map((p) => p[1]),
      line: { color: walk.theme === "dark" ? "#56b4e9" : TRAIL, width: 2.5 }, opacity: 0.8,
    }];
    const best = walk.best_places[at];
    const here = walk.places[at];
    if (best) {
      drawn.push(mark([best[0]], [best[1]], "best so far",
        { symbol: "star", size: 17, color: BEST, line: { width: 1.5, color: ink } }));
    }
    if (here) {
      drawn.push(mark([here[0]], [here[1]], "walker",
        { symbol: "diamond", size: 13, color: "#56b4e9", line: { width: 2, color: ink } }));
    }
    return drawn;
  }

  function line(x, colour, dash) {
    return {
      type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper",
      line: { color: colour, width: 2, dash: dash },
    };
  }

  function lined(base, shapes) {
    if (!base) return none();
    const layout = Object.assign({}, base.layout);
    layout.shapes = (base.layout.shapes || []).concat(shapes);
    return { data: base.data, layout: layout };
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
      return [page !== "explore", page !== "compare"];
    },

    /* The number that was clicked, wherever it was. */
    choose: function () {
      const what = triggered();
      if (!what || !what.value) return none();
      if (what.prop_id.endsWith(".clickData")) {
        const index = what.value.points[0].customdata;
        return typeof index === "number" && index >= 0 ? index : none();
      }
      return JSON.parse(what.prop_id.slice(0, what.prop_id.lastIndexOf("."))).index;
    },

    network: function (base, marks, walk, step) {
      return over(base, walked(walk, step).concat(ring(marks && marks.network)));
    },
    score: function (base, marks) {
      if (!base) return none();
      const extra = ring(marks && marks.score);
      extra.forEach(function (trace) { // over points drawn by WebGL
        trace.type = "scattergl";
        delete trace.cliponaxis;
      });
      return over(base, extra);
    },
    left: function (base, marks) {
      return over(base, ring(marks && marks.left));
    },
    right: function (base, marks) {
      return over(base, ring(marks && marks.right));
    },
    distribution: function (base, marks) {
      const known = marks && marks.distribution !== null && marks.distribution !== undefined;
      return lined(base, known ? [line(marks.distribution, PICK, "solid")] : []);
    },
    moves: function (base, walk, step) {
      return lined(base, walk && walk.places.length ? [line(step, PICK, "dot")] : []);
    },

    /* Where the walk is: the slider, the buttons, the clock or a click in the chart say. */
    go: function (ticks, first, back, on, last, click, walk, step) {
      const what = triggered();
      const end = walk ? Math.max(0, walk.places.length - 1) : 0;
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
      const end = walk ? walk.places.length - 1 : 0;
      let stop = stopped;
      if (name === "play") stop = !stopped;
      if (name === "walk-data" || step >= end) stop = true;
      return [stop, Math.round(1000 / Number(speed)), stop ? "Play" : "Pause"];
    },

    said: function (step, walk) {
      if (!walk || !walk.places.length) return "this trial made no move";
      const at = Math.min(step, walk.places.length - 1);
      const number = function (value) {
        return value === null || value === undefined ? "–" : Number(value.toPrecision(6)).toLocaleString("en");
      };
      return "move " + at + " of " + (walk.places.length - 1) + " · " +
        walk.evaluations[at].toLocaleString("en") + " evaluations · current " +
        number(walk.fitness[at]) + " · best " + number(walk.best[at]) +
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
