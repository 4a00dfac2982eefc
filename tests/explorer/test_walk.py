"""A trial as a walk: which moves compare, what they measure, and what is said of other data."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from tests.explorer.folders import MARKUP
from viz.explorer.parts import walk_parts
from viz.explorer.walk import Walk
from viz.explorer.walk_figure import walk_figure
from viz.explorer.walking import remark, walk_steps

_MF_NAS = {"proxies": ["nwot"], "metric": "val_acc", "trained": {"12": {}, "200": {}}}


def _search(algorithm, settings, dataset=None):
    about = {"summary": {"settings": settings}, "proxies": settings.get("proxies", ())}
    return SimpleNamespace(algorithm=algorithm, dataset=dataset, **about)


def _walk(algorithm, settings, epochs, best):
    search = _search(algorithm, settings)
    best = np.array(best, dtype=float)
    parts = walk_parts(search, np.array(epochs, dtype=np.int64), best)
    numbers = np.arange(len(best))
    return Walk("it", numbers, numbers, best, best, numbers, numbers, parts)


@pytest.fixture
def two_stages():
    return _walk("mf-nas", _MF_NAS, [0, 0, 0, 384, 3392], [800.0, 830, 832, 78, 90])


def test_a_walk_of_two_stages_says_what_each_measures(two_stages):
    measures = ["nwot"] * 3 + ["val_acc after 12 epochs", "val_acc after 200 epochs"]
    assert two_stages.measures == measures
    assert [(part.start, part.stop) for part in two_stages.parts] == [(0, 3), (3, 4), (4, 5)]


def test_no_line_joins_a_proxy_and_an_accuracy(two_stages):
    figure = walk_figure(two_stages)
    for trace in figure.data:
        values = np.array(trace.y, dtype=float)
        values = values[np.isfinite(values)]
        assert (values > 700).all() or (values < 100).all()
    assert {trace.yaxis for trace in figure.data} == {None, "y2"}
    assert figure.layout.yaxis.title.text == "nwot"
    assert figure.layout.yaxis2.title.text == "val_acc"
    assert list(figure.layout.xaxis2.ticktext) == ["12", "200"]
    titles = [axis.title for axis in (figure.layout.xaxis, figure.layout.xaxis2)]
    assert [title.text for title in titles] == ["move", "epochs"]
    assert titles[0].standoff == titles[1].standoff


def test_rungs_are_not_joined_either(two_stages):
    (current,) = (
        t for t in walk_figure(two_stages).data if t.yaxis == "y2" and t.name == "current"
    )
    assert np.isnan(np.array(current.y, dtype=float)).tolist() == [False, True, False]
    assert list(current.customdata) == [3, -1, 4]


def test_the_mark_of_a_move_is_in_the_panel_of_its_measure(saved, two_stages):
    steps = walk_steps(two_stages, saved.landscape, np.zeros((saved.landscape.n_optima, 3)))
    assert steps["axes"] == ["x", "x", "x", "x2", "x2"]
    assert steps["measures"] == two_stages.measures


def test_a_fall_of_the_best_breaks_the_line():
    walk = _walk("no-such-algorithm", {}, [0] * 4, [1.0, 2, 1, 3])
    assert [part.start for part in walk.parts] == [0, 2]
    assert np.isnan(np.array(walk_figure(walk).data[0].y, dtype=float)).sum() == 1


def test_one_measure_is_one_line_and_names_the_axis():
    settings = {"metric": "val_acc", "trained": {"12": {}}}
    walk = _walk("local-search", settings, [12, 24, 36], [50.0, 60, 60])
    assert len(walk.parts) == 1
    assert walk_figure(walk).layout.yaxis.title.text == "val_acc after 12<br>epochs"


def test_fitness_relative_to_a_move_is_points_without_a_best():
    walk = _walk("sa-rank", {"proxies": ["synflow", "nwot"]}, [0] * 3, [5.0, 7, 6])
    (only,) = walk_figure(walk).data
    assert only.mode == "markers"
    assert "moves do not compare" in walk_figure(walk).layout.title.text


def test_successive_halving_has_one_panel_of_rungs():
    settings = {"metric": "val_acc", "trained": {"12": {}, "25": {}}}
    figure = walk_figure(_walk("successive-halving", settings, [384, 600], [70.0, 80]))
    assert {trace.yaxis for trace in figure.data} == {None}
    assert list(figure.layout.xaxis.ticktext) == ["12", "25"]
    assert figure.layout.xaxis.title.text == "epochs"


def test_a_trial_without_moves_is_an_empty_figure():
    assert len(walk_figure(_walk("mf-nas", _MF_NAS, [], [])).data[0].x) == 0


def test_measures_are_text_in_figures():
    walk = _walk("local-search", {"proxies": [MARKUP]}, [0, 0], [1.0, 2])
    assert "<img" not in walk_figure(walk).to_json().replace("\\u003c", "<")


@pytest.mark.parametrize(
    ("dataset", "said"), [("cifar10", False), ("cifar100", True), (None, False)]
)
def test_a_walk_over_other_data_is_said(saved, dataset, said):
    text = remark(_search("rea", {}, dataset), saved)
    assert ("was on cifar100, the network is of cifar10" in text) is said
    assert bool(text) is said
