from __future__ import annotations

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given

import landscape as package
from landscape import Landscape, ProductSpace, get_space
from landscape.errors import DataError, OptionError, UnknownNameError
from landscape.numbers import _OPTIMUM, in_words
from tests.landscape.worlds import Relisted, product_worlds, worlds

NUMBERS = [
    "n_configurations", "n_missing", "n_scored", "n_optima", "n_strict_optima", "n_plateau_optima",
    "lon_edges", "lon_weight", "mlon_edges", "mlon_weight", "n_sinks", "n_funnels",
    "n_global_optima", "global_optima", "global_fitness", "global_basin",
]  # fmt: skip


def numbers(landscape):
    summary = landscape.summary()
    return {key: summary[key] for key in NUMBERS}


@given(worlds())
def test_the_summary_is_brute_force_s(world):
    landscape, truth = world
    fitness = dict(zip(truth.optima, landscape.fitness[truth.optima], strict=True))
    best = max(fitness.values(), default=None)
    tied = [i for i in truth.optima if fitness[i] == best]
    summary = numbers(landscape)
    assert summary["n_missing"] == truth.attractor.count(-1) == landscape.n_missing
    assert summary["n_scored"] == sum(truth.basins.values()) == landscape.n_scored
    assert (summary["lon_edges"], summary["lon_weight"]) == tally(truth.lon)
    assert (summary["mlon_edges"], summary["mlon_weight"]) == tally(truth.mlon)
    assert summary["n_sinks"] == len(truth.sinks)
    assert summary["n_funnels"] == len(truth.cmlon.sinks)
    assert summary["n_global_optima"] == len(tied)
    assert summary["global_optima"] == list(map(str, tied))
    assert summary["global_fitness"] == best
    assert summary["global_basin"] == sum(truth.basins[i] for i in tied)


def tally(edges):
    return len(edges), sum(edges.values())


@given(worlds())
def test_the_table_agrees_with_the_networks(world):
    landscape, truth = world
    table, mlon = landscape.optima_table(), landscape.monotonic()
    assert list(table) == [
        "arch", "index", "fitness", "basin", "in_degree", "out_degree", "funnel", "sink",
        "is_global",
    ]  # fmt: skip
    assert table["arch"].tolist() == mlon.vs["name"] if truth.optima else table.empty
    assert table["index"].tolist() == truth.optima
    assert table["basin"].tolist() == landscape.basins.tolist()
    assert table["in_degree"].tolist() == mlon.indegree()
    assert table["out_degree"].tolist() == mlon.outdegree()
    assert table["index"][table["sink"]].tolist() == truth.sinks
    assert table["funnel"].tolist() == landscape.funnels.labels()
    assert int(table["is_global"].sum()) == landscape.summary()["n_global_optima"]


@given(product_worlds())
def test_a_product_space_and_its_lists_make_the_same_landscape(world):
    landscape, _ = world
    other = Landscape(Relisted(landscape.space), landscape.fitness)
    assert numbers(other) == numbers(landscape)
    assert other.optima_table().equals(landscape.optima_table())
    assert other.lon().to_dict_list() == landscape.lon().to_dict_list()


def test_many_chunks_are_counted_like_one(monkeypatch):
    from landscape.spaces import neighbourhood

    space = ProductSpace([3, 3, 3, 3, 3])
    scores = np.random.default_rng(1).integers(0, 9, space.size)
    for of in (space, Relisted(space)):
        whole = numbers(Landscape(of, scores))
        monkeypatch.setattr(neighbourhood, "_ENTRIES", 64)
        monkeypatch.setattr(neighbourhood, "_ROWS", 3)
        assert numbers(Landscape(of, scores)) == whole
        monkeypatch.undo()


def test_a_minimised_metric_is_the_landscape_of_its_negative():
    scores = np.random.default_rng(0).normal(size=81)
    loss = Landscape(ProductSpace([3] * 4), scores, minimize=True, metric="loss")
    assert numbers(loss) == numbers(Landscape(ProductSpace([3] * 4), -scores))
    assert "negated loss" in loss.summary()["conventions"]["direction"]


def test_resolution_uncovers_ties():
    noisy = [1 + 1e-9, 1 - 1e-9, 0]
    assert Landscape(ProductSpace([3]), noisy).n_optima == 1
    snapped = Landscape(ProductSpace([3]), noisy, resolution=0.1)
    assert snapped.n_optima == 2
    assert "0.1" in snapped.summary()["conventions"]["resolution"]


@pytest.mark.parametrize(
    ("shape", "value", "n_optima", "n_strict", "n_plateaus", "n_edges"),
    [
        ([1], 4.0, 1, 1, 1, 0),
        ([1, 1], math.nan, 0, 0, 0, 0),
        ([2, 3], math.nan, 0, 0, 0, 0),
        ([2, 3], 4.0, 6, 0, 1, 12),
        ([2, 3], -math.inf, 6, 0, 1, 12),
        ([5], 4.0, 5, 0, 1, 0),
    ],
)
def test_landscapes_without_relief(shape, value, n_optima, n_strict, n_plateaus, n_edges):
    space = ProductSpace(shape)
    landscape = Landscape(space, [value] * space.size)
    summary = numbers(landscape)
    assert summary["n_optima"] == len(landscape.optima_table()) == n_optima
    assert summary["n_strict_optima"] == n_strict
    assert summary["n_plateau_optima"] == n_plateaus
    assert summary["lon_edges"] == n_edges
    assert summary["mlon_edges"] == 0
    assert summary["n_sinks"] == n_optima
    assert summary["global_fitness"] == (value if n_optima else None)
    assert summary["global_basin"] == (space.size if n_optima else 0)


def words(landscape):
    return in_words(landscape.summary())


def test_every_number_of_some_scores_says_of_how_many():
    space = ProductSpace([5, 5])
    some = Landscape(space, {0: 9.0, 1: 1.0, 12: 7.0})
    told = words(some)
    assert told["configurations"] == "25 (22 missing); 12% scored"
    assert told["global basin"] == "2 (66.7%); 12% scored"  # of the three that have a score
    assert told["global optimum"] == "0"
    assert all(text.endswith("; 12% scored") for label, text in told.items() if label != _OPTIMUM)
    assert some.scored_share == 3 / 25
    whole = words(Landscape(space, range(25)))
    assert whole["global basin"] == "25 (100%)"
    assert not any("scored" in text for text in whole.values())


def test_few_scores_are_cautioned_against():
    space = ProductSpace([5, 4])
    assert Landscape(space, {0: 1.0, 1: 2.0}).summary()["caution"] is None  # a tenth
    few = Landscape(space, {0: 1.0})
    assert "only 1 of 20 configurations have a score (5%)" in few.summary()["caution"]
    for shown in (few._repr_html_(), few.monotonic()._numbers()):
        assert "nothing can be concluded" in shown


def test_missing_duplicates_are_told():
    space = get_space("nb201")
    canonical = np.unique(space.canonical(np.arange(space.size)))
    by_canonical = Landscape(space, dict.fromkeys(canonical.tolist()[:-1], 1.0))
    assert by_canonical.n_missing == 6181
    count = np.count_nonzero(space.canonical(np.arange(space.size)) == canonical[-1])
    assert by_canonical.n_missing_duplicates == 6181 - count
    told = words(by_canonical)["duplicates"]
    assert told.startswith(f"{6181 - count:,} of the missing have a canonical form")
    assert "duplicates" not in words(Landscape(ProductSpace([2]), [1, math.nan]))


def test_the_summary_is_plain_python():
    text = json.dumps(Landscape(ProductSpace([3, 2]), [1, 2, 3, 3, 2, 1]).summary())
    assert json.loads(text)["global_optima"] == ["2", "3"]


@pytest.mark.parametrize("scores", [[1.0, 2.0], [[1.0, 2.0], [3.0, 4.0]], 1.0])
def test_scores_of_another_shape_are_refused_in_one_line(scores):
    with pytest.raises(DataError, match=r"4 configurations.*\(4,\).*got") as error:
        Landscape(ProductSpace([2, 2]), scores)
    assert "\n" not in str(error.value)


def test_an_impossible_resolution_is_refused():
    with pytest.raises(OptionError, match="resolution -1"):
        Landscape(ProductSpace([2]), [1, 2], resolution=-1)


def test_an_unknown_network_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'mlon'"):
        Landscape(ProductSpace([2]), [1, 2]).to_networkx("mlonn")


def test_fitness_is_a_copy_that_cannot_change():
    scores = np.array([1.0, 2.0])
    landscape = Landscape(ProductSpace([2]), scores)
    scores[:] = 0
    assert landscape.fitness.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        landscape.fitness[0] = 3


def test_importing_the_package_loads_nothing_heavy():
    code = "import landscape, sys; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"numpy", "scipy", "pandas", "igraph", "networkx", "torch", "plotly", "matplotlib"}
    assert heavy.isdisjoint(run.stdout.split())


def test_scores_become_optima_without_igraph_or_pandas():
    code = (
        "import landscape, sys;"
        "landscape.Landscape(landscape.ProductSpace([3, 3]), range(9)).summary();"
        "print(*sorted(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"igraph", "pandas", "networkx", "torch"}.isdisjoint(run.stdout.split())


def test_every_public_name_exists_and_others_are_refused():
    for name in package.__all__:
        assert getattr(package, name) is not None
        assert name in dir(package)
    with pytest.raises(AttributeError, match="nothing"):
        package.nothing  # noqa: B018
