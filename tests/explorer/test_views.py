"""The views, on their data."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from landscape import Landscape, ProductSpace
from landscape.errors import DataError, UnknownNameError
from viz.explorer.basins import basin_page, basin_table
from viz.explorer.distribution import distribution_data, distribution_figure
from viz.explorer.facts import find_facts
from viz.explorer.network import (
    KINDS,
    LAYOUTS,
    edge_data,
    network_drawing,
    network_figure,
    node_data,
    places,
)
from viz.explorer.redrawn import levels
from viz.explorer.room import TALL, fill, roomy
from viz.explorer.saved import SavedLandscape
from viz.explorer.score_figure import score_data, score_figure
from viz.explorer.side_by_side import NUMBERS, numbers_data, side_figure, together
from viz.explorer.walk import read_walk, walk_data
from viz.explorer.walk_figure import walk_figure


def _carried(figure):
    return {index for trace in figure.data if trace.customdata is not None
            for index in np.asarray(trace.customdata).tolist()}  # fmt: skip


class _Alone(SavedLandscape):
    """A landscape as if it had been saved."""

    title, fitness_label = "it", "score"

    def __init__(self, landscape):
        self.key, self._lock, self._landscape = "r", threading.Lock(), landscape


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", KINDS)
def test_nodes_carry_the_numbers_of_their_optima(saved, kind, layout):
    drawing = network_drawing(saved, kind=kind, layout=layout)
    assert _carried(network_figure(drawing)) == set(drawing.indices.tolist())
    assert set(drawing.indices.tolist()) <= set(saved.landscape.optima.tolist())


def test_a_threshold_leaves_nodes_where_they_are_and_light_edges_out(saved):
    whole, heavy = network_drawing(saved), network_drawing(saved, least=10)
    assert (whole.positions == heavy.positions).all()
    assert 0 < len(heavy.edges) < len(whole.edges)
    assert edge_data(heavy)["weight"].min() >= 10
    assert len(edge_data(heavy)) == (edge_data(whole)["weight"] >= 10).sum()
    assert any("of a weight below 10 are not drawn" in note for note in heavy.notes)


def test_the_lowest_threshold_keeps_every_edge(saved):
    drawing = network_drawing(saved)
    assert levels(drawing)[0] <= drawing.weight.min()
    assert levels(drawing)[-1] <= drawing.weight.max()


def test_colour_can_be_the_fitness_of_another_run(saved, other):
    drawing = network_drawing(saved, colour=other)
    assert np.array_equal(drawing.colour, other.landscape.fitness[drawing.indices])
    assert other.title in drawing.colour_label
    assert network_drawing(saved, colour="funnel").colour_label == "Funnel"


def test_every_optimum_has_a_place(saved):
    where = places(saved, "cmlon", "force")
    assert where.shape == (saved.landscape.n_optima, 4)
    assert ((where[:, [0, 1, 3]] >= 0) & (where[:, [0, 1, 3]] <= 1)).all()


def test_the_distribution_counts_everybody_once(saved):
    table = distribution_data(saved)
    assert table["configurations"].sum() == saved.landscape.space.size
    assert table["optima"].sum() == saved.landscape.n_optima
    assert _carried(distribution_figure(saved)) == set(saved.landscape.optima.tolist())


@pytest.mark.parametrize("every", [128, 40])
def test_a_few_far_worse_values_do_not_stretch_the_axis(every):
    fitness = np.linspace(0, 1, 256)
    fitness[::every] = -1e8
    landscape = Landscape(ProductSpace([4, 4, 4, 4]), fitness)
    assert _Alone(landscape).low_end >= 0
    table = distribution_data(_Alone(landscape))
    assert table["configurations"].sum() == 256
    figure = distribution_figure(_Alone(landscape))
    assert min(figure.data[0].x) > -1
    assert f"{-(-256 // every)} far worse ones not shown" in figure.layout.title.text


def test_networks_that_only_guess_stay_on_the_axis():
    fitness = np.linspace(70, 94, 256)
    fitness[::40] = 10
    assert _Alone(Landscape(ProductSpace([4, 4, 4, 4]), fitness)).low_end == 10


def test_missing_and_infinite_fitness_is_counted_and_not_drawn():
    fitness = [3.0, np.nan, 1.0, -np.inf, 2.0, 5.0, 4.0, 0.0, 1.5]
    figure = distribution_figure(_Alone(Landscape(ProductSpace([3, 3]), fitness)))
    assert "1 missing (88.9% scored), 1 of fitness −∞ not shown" in figure.layout.title.text


def test_without_a_finite_fitness_there_is_still_a_figure():
    nobody = _Alone(Landscape(ProductSpace([2, 2]), [-np.inf] * 4))
    assert distribution_data(nobody)["configurations"].sum() == 0
    assert distribution_figure(nobody).layout.title.text
    assert score_figure(nobody, nobody).layout.title.text


def test_scores_are_sampled_by_seed_and_keep_their_optima(saved, other):
    few = score_data(saved, other, most=500)
    assert few.equals(score_data(saved, other, most=500))
    assert set(saved.landscape.optima) <= set(few["index"])
    assert few["optimum_of_first"].sum() == saved.landscape.n_optima
    assert len(score_data(saved, other)) == saved.landscape.space.size
    assert "a random sample" in score_figure(saved, other, most=500).layout.title.text
    assert "a random sample" not in score_figure(saved, other).layout.title.text


def test_the_table_of_basins_is_sorted_filtered_and_paged(saved, other):
    table = basin_table(saved, other)
    assert table["share"].sum() == pytest.approx(1)
    best = basin_page(table).rows.iloc[0]
    assert best["fitness"] == saved.landscape.fitness.max()
    assert best["kind"] == "global"
    assert best["other"] == other.landscape.fitness[best["index"]]
    least = basin_page(table, sort="basin", ascending=True, rows=4, number=1)
    assert least.number == 1
    assert least.rows["basin"].tolist() == sorted(table["basin"])[4:8]
    found = basin_page(table, text=" GLOBAL ")
    assert found.rows["kind"].unique().tolist() == ["global"]
    assert basin_page(table, text="no such row").found == 0
    assert basin_page(table, number=10_000).number == basin_page(table).count - 1
    with pytest.raises(UnknownNameError, match="fitness"):
        basin_page(table, sort="fitnes")


def test_facts_of_an_architecture(saved, other):
    landscape = saved.landscape
    facts = find_facts(saved, [saved, other], 77)
    assert facts.notations["index"] == "77"
    assert [score.title for score in facts.scores] == [saved.title, other.title]
    assert facts.scores[0].rank == 1 + (landscape.fitness > landscape.fitness[77]).sum()
    assert facts.end == landscape.attractor[77]
    assert facts.basin == (landscape.attractor == facts.end).sum()
    assert facts.better + facts.equal + facts.worse == 24
    fitness = [one.fitness for one in facts.neighbours]
    assert fitness == sorted(fitness, reverse=True)
    assert not facts.is_optimum
    assert find_facts(saved, [], facts.end).is_optimum


def test_facts_of_an_architecture_without_fitness():
    landscape = Landscape(ProductSpace([3]), [np.nan, 1.0, 2.0])
    facts = find_facts(_Alone(landscape), [], 0)
    assert (facts.end, facts.basin, facts.funnels) == (None, 0, ())


def test_a_walk_is_where_its_climbs_end(world, saved):
    (search,) = world.searches.values()
    walk = read_walk(search, 1, saved.landscape)
    assert len(walk) == 7
    ends = saved.landscape.attractor[walk.configurations]
    assert walk_data(walk, saved.landscape)["optimum"].tolist() == ends.tolist()
    assert (np.diff(walk.best) >= 0).all()
    assert len(walk_figure(walk).data[0].x) == 7
    with pytest.raises(DataError, match="has no trial 2: expected one of 0 to 1"):
        read_walk(search, 2, saved.landscape)


def test_two_landscapes_share_one_layout(saved, other):
    where = together(saved, other)
    union = set(saved.landscape.optima.tolist()) | set(other.landscape.optima.tolist())
    assert set(where.optima.tolist()) == union
    assert len(where.shared)
    one, two = side_figure(saved, where, other), side_figure(other, where, saved)
    assert one.layout.xaxis.range == two.layout.xaxis.range
    assert np.array_equal(one.data[-1].x, two.data[-1].x)  # the optima of both
    at = dict(zip(_nodes(one).customdata, _nodes(one).x, strict=True))
    there = dict(zip(_nodes(two).customdata, _nodes(two).x, strict=True))
    for index in where.shared.tolist():
        assert at[index] == there[index]


def test_node_sizes_mean_the_same_on_both_sides(saved, other):
    where = together(saved, other)
    figures = [side_figure(one, where, two) for one, two in ((saved, other), (other, saved))]
    keys = [[note.text for note in figure.layout.annotations][1:-1] for figure in figures]
    assert keys[0] == keys[1]
    assert figures[0].layout.margin.b == figures[1].layout.margin.b
    for figure, one in zip(figures, (saved, other), strict=True):
        nodes = _nodes(figure)
        size = dict(zip(nodes.customdata, nodes.marker.size, strict=True))
        expected = where.places(one)[:, 2]
        assert [size[index] for index in one.landscape.optima] == pytest.approx(expected, abs=0.01)


def test_two_networks_of_different_size_both_have_room():
    rng = np.random.default_rng(0)
    part = np.repeat([0, 1], [400, 25])
    positions = rng.uniform(size=(425, 2)) * np.where(part, 0.1, 0.9)[:, None] + part[:, None]
    sizes = np.full(425, 0.03)
    placed = fill(roomy(positions, part, [np.arange(400), np.arange(400, 425)]), sizes)
    assert placed.min(axis=0).tolist() == [0, 0]
    assert placed.max(axis=0).tolist() == pytest.approx([1, TALL])
    small = placed[part == 1]
    assert np.ptp(small, axis=0).min() > 0.25
    assert small[:, 1].min() > placed[part == 0][:, 1].max()
    apart = np.hypot(*(small[:, None] - small).transpose(2, 0, 1))
    assert apart[~np.eye(25, dtype=bool)].min() > 0.03


def test_a_single_optimum_has_a_place():
    alone = fill(roomy(np.zeros((1, 2)), np.zeros(1, dtype=int), [np.arange(1)]), np.ones(1))
    assert alone.tolist() == [[0.5, 0.5 * TALL]]


def test_notes_are_broken_into_lines_that_fit_the_panel(saved, other):
    drawing = replace(network_drawing(saved), notes=("word " * 60,))
    figure = network_figure(drawing)
    lines = _note(figure).split("<br>")
    assert len(lines) > 1
    assert max(map(len, lines)) <= 95
    assert figure.layout.margin.b >= 40 + 16 * (len(lines) - 1)
    half = side_figure(saved, together(saved, other), other, least=10)
    assert max(map(len, _note(half).split("<br>"))) <= 70


def _note(figure):
    return next(one.text for one in figure.layout.annotations if one.y == 0)


def test_the_short_list_of_numbers_is_of_the_comparison(saved, other):
    table = numbers_data(saved, other).set_index("number")["value"]
    assert list(table.index) == list(NUMBERS)
    assert int(table["n_shared_optima"]) == len(together(saved, other).shared)


def test_data_of_nodes_are_what_is_drawn(saved):
    drawing = network_drawing(saved)
    table = node_data(drawing)
    assert table["index"].tolist() == saved.landscape.optima.tolist()
    assert table["incoming edges"].sum() == len(edge_data(drawing))


def test_markup_in_files_is_text_in_figures(world, saved):
    strange = world.landscapes["r3"]
    figures = [
        network_figure(network_drawing(strange)),
        network_figure(network_drawing(saved, colour=strange)),
        distribution_figure(strange),
        score_figure(strange, saved),
        walk_figure(read_walk(next(iter(world.searches.values())), 0, saved.landscape)),
    ]
    for figure in figures:
        assert "<img" not in figure.to_json().replace("\\u003c", "<")


def _nodes(figure):
    return next(trace for trace in figure.data if trace.customdata is not None)


def test_the_share_that_has_both_scores_is_said():
    space = ProductSpace([3, 3])
    one, other = np.arange(9.0), np.arange(9.0)
    one[:2], other[-1] = np.nan, np.nan
    figure = score_figure(_Alone(Landscape(space, one)), _Alone(Landscape(space, other)))
    assert "6 of 9 configurations have both scores" in figure.layout.title.text
