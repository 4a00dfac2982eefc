"""What a picture says of the landscape behind its network."""

from __future__ import annotations

import numpy as np
import pytest

from landscape import Landscape, ProductSpace
from tests.viz.networks import diamond
from viz import mlon_figure, mlon_grid
from viz.entries import Entry
from viz.network.colourings import panel_caption
from viz.paper.grid import grid_to_matplotlib
from viz.screen.grid import grid_to_plotly

SPACE = ProductSpace([5] * 4, name="toy")


def landscape(share, seed=0, ties=None):
    """Return a landscape of which a share of the configurations is scored."""
    rng = np.random.default_rng(seed)
    scores = rng.random(SPACE.size) if ties is None else rng.integers(ties, size=SPACE.size) * 1.0
    scores[rng.permutation(SPACE.size)[round(share * SPACE.size) :]] = np.nan
    return Landscape(SPACE, scores, metric="score")


def test_the_plateaus_stand_beside_the_optima():
    tied = landscape(1, ties=4)
    figure = mlon_figure(tied.monotonic(), lon=tied.lon())
    assert tied.n_plateau_optima < tied.n_optima
    said = f"{tied.n_optima:,} local optima ({tied.n_plateau_optima:,} plateaus), "
    assert figure.subtitle.startswith(said)
    small = mlon_figure(tied.compressed()).subtitle
    assert f" of {tied.n_optima:,} local optima ({tied.n_plateau_optima:,} plateaus), " in small


@pytest.mark.parametrize("kind", ["lon", "monotonic", "compressed"])
def test_the_share_that_is_scored_stands_beside_the_counts(kind):
    figure = mlon_figure(getattr(landscape(0.5), kind)())
    assert figure.subtitle.endswith(", 49.9% of 625 configurations scored")
    assert not any("Only" in note for note in figure.notes)
    assert "scored" not in mlon_figure(getattr(landscape(1), kind)()).subtitle


def test_below_a_tenth_the_picture_warns():
    figure = mlon_figure(landscape(0.05).monotonic())
    assert figure.notes[-1].startswith("Only 4.96% of 625 configurations are scored: ")
    assert not any("Only" in note for note in mlon_figure(landscape(0.11).monotonic()).notes)


def test_a_network_that_does_not_know_says_nothing():
    figure = mlon_figure(diamond())
    assert figure.subtitle == "4 local optima, 4 edges, 1 sink"


@pytest.mark.parametrize("value", [None, "many", float("nan"), -1, float("inf")])
def test_what_is_no_count_is_not_said(value):
    graph = diamond(n_configurations=value, n_scored=value, n_plateau_optima=value)
    assert mlon_figure(graph).subtitle == "4 local optima, 4 edges, 1 sink"


def test_the_plateaus_of_a_part_of_a_network_are_not_those_of_the_whole():
    graph = landscape(1).monotonic()
    assert mlon_figure(graph.induced_subgraph([0])).subtitle.startswith("1 local optimum, ")


def test_panels_of_a_grid_say_both_and_the_page_warns():
    few, whole = landscape(0.05), landscape(1)
    grid = mlon_grid([Entry(few, "cifar10"), Entry(whole, "cifar100")])
    first, second = map(panel_caption, grid.figures)
    assert f"{few.n_optima} optima ({few.n_plateau_optima} plateaus), " in first[0]
    assert first[1].startswith("4.96% scored")
    assert "scored" not in "".join(second)
    warning = "Less than a tenth of the configurations is scored of score CIFAR-10: "
    assert grid.notes[0].startswith(warning)
    paper = " ".join(text.get_text() for text in grid_to_matplotlib(grid).texts)
    assert "Less than a tenth" in paper
    page = grid_to_plotly(grid)
    assert "Less than a tenth" in page.layout.title.text.replace("<br>", " ")
    assert any("4.96% scored" in note.text for note in page.layout.annotations)


def test_a_panel_with_bundles_says_so():
    rugged = Landscape(ProductSpace([2] * 13), np.random.default_rng(0).random(2**13))
    (figure,) = mlon_grid([Entry(rugged)]).figures
    counts = figure.edge_counts
    assert counts.bundled > 0
    assert f"{counts.bundled:,} in bundles" in panel_caption(figure)[1]
