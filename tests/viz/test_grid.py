"""Many networks on one page."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from landscape import Landscape
from landscape.errors import OptionError
from landscape.spaces import get_space
from viz import MlonGrid, mlon_grid, save
from viz.entries import Entry
from viz.grid.grid_data import folded
from viz.look.look import Look
from viz.paper.grid import grid_to_matplotlib
from viz.screen.grid import grid_to_plotly


def entry(metric, dataset, seed=0):
    space = get_space("nb201")
    rng = np.random.default_rng(seed)
    smooth = np.arange(space.size) % 5 + np.arange(space.size) // 5 % 5
    return Entry(Landscape(space, smooth + rng.random(space.size) / 2, metric=metric), dataset)


@pytest.fixture(scope="module")
def entries():
    return [entry(m, d, k) for k, (m, d) in enumerate([("a", "cifar10"), ("b", "cifar100")])]


def test_rows_are_metrics_and_columns_datasets(entries):
    grid = mlon_grid(entries)
    assert isinstance(grid, MlonGrid)
    assert (grid.rows, grid.columns) == (("a", "b"), ("CIFAR-10", "CIFAR-100"))
    assert [[panel is not None for panel in row] for row in grid.panels] == [
        [True, False],
        [False, True],
    ]
    assert len(grid.figures) == 2


def test_panels_are_the_monotonic_networks(entries):
    figure = mlon_grid(entries[:1]).figures[0]
    assert len(figure.names) == entries[0].landscape.n_optima
    assert figure.n_edges == entries[0].landscape.monotonic().ecount()


def test_nodes_can_be_coloured_by_quality(entries):
    quality = {"cifar10": entry("truth", "cifar10", 7)}
    grid = mlon_grid(entries[:1], quality=quality)
    figure = grid.figures[0]
    assert figure.colouring.measured.tolist() == (
        quality["cifar10"].landscape.fitness[figure.indices].tolist()
    )
    assert grid.colour_label == "truth"


def test_what_has_no_quality_is_grey(entries):
    grid = mlon_grid(entries, quality={"cifar10": entry("truth", "cifar10", 7)})
    assert [figure.colouring.unknown.all() for figure in grid.figures] == [False, True]
    assert grid_to_matplotlib(grid)
    assert grid_to_plotly(grid)


def test_refuses_no_runs_and_the_same_twice(entries):
    with pytest.raises(OptionError, match="expected at least one"):
        mlon_grid([])
    with pytest.raises(OptionError, match="the run of a is given twice"):
        mlon_grid([entries[0], entries[0]])


def test_a_page_has_one_axes_a_panel_and_every_text_inside(entries):
    page = grid_to_matplotlib(mlon_grid(entries, title="A title", look=Look(theme="dark")))
    assert len(page.axes) == 2
    page.canvas.draw()
    for text in page.texts:
        box = text.get_window_extent()
        assert page.bbox.x0 <= box.x0 <= box.x1 <= page.bbox.x1
        assert page.bbox.y0 <= box.y0 <= box.y1 <= page.bbox.y1


def test_panels_do_not_overlap(entries):
    page = grid_to_matplotlib(mlon_grid([entry(f"m{k}", "cifar10", k) for k in range(5)]))
    boxes = [axes.get_window_extent().padded(-1) for axes in page.axes]
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])


@pytest.mark.parametrize("suffix", [".png", ".pdf", ".svg", ".html"])
def test_is_saved_in_every_format_and_the_same_way_twice(entries, tmp_path, suffix):
    grid = mlon_grid(entries[:1])
    one, other = (save(grid, tmp_path / f"{name}{suffix}") for name in "ab")
    assert one.read_bytes() == other.read_bytes()


def test_a_page_of_a_browser_has_few_traces_a_panel_and_escapes_texts(entries):
    grid = mlon_grid(entries, title="<script>alert(1)</script>")
    drawn = grid_to_plotly(grid)
    per_panel = [sum(trace.xaxis == f"x{k}" for trace in drawn.data) for k in ("", 2)]
    assert max(per_panel) <= 12
    assert "<script>alert" not in json.dumps(drawn.to_plotly_json()["layout"], default=str)
    assert not re.search("<script>alert", grid.render(".html").decode())


def test_headings_of_a_page_of_a_browser_leave_the_networks_room(entries):
    label = "a score with quite a long name, of another seed, with other data, and so on"
    long = Entry(entries[0].landscape, "cifar10", name=label)
    remarks = ("Something to be said of it. " * 20,)
    page = grid_to_plotly(replace(mlon_grid([long, entry("b", "cifar10", 1)]), remarks=remarks))
    inside = page.layout.height - page.layout.margin.t - page.layout.margin.b
    heading, axis = page.layout.annotations[0], page.layout.yaxis
    assert inside * (heading.y - axis.domain[1]) >= 18 * (1 + heading.text.count("<br>")) >= 54
    assert inside * (axis.domain[1] - axis.domain[0]) == pytest.approx(208)
    assert page.layout.margin.t >= 24 * page.layout.title.text.count("<br>") > 84


@pytest.mark.parametrize("rows", [1, 4, 16])
@pytest.mark.parametrize("columns", [1, 3])
def test_the_fold_fits_the_page_and_panels_stay_readable(rows, columns):
    fold = folded(rows, columns, 490, 640, beside=14, above=20)
    assert fold.blocks * fold.rows >= rows
    assert fold.blocks * (14 + columns * fold.side) <= 490 + 1e-9
    assert fold.rows * (fold.side + 20) <= 640 + 1e-9
    assert fold.side >= 60
