"""The data of charts of landscapes."""

import numpy as np
import pytest

from landscape import ProductSpace
from landscape.errors import DataError, OptionError, UnknownNameError
from tests.viz.charts.worlds import SPACE, entry, judges, noise, some_entries
from viz.charts.kinds.accuracy import accuracy_chart
from viz.charts.kinds.correlation import correlation_chart, written_correlation
from viz.charts.kinds.correlation_matrix import correlation_matrix_chart
from viz.charts.kinds.optima import optima_chart
from viz.charts.kinds.overlap import overlap_chart
from viz.charts.kinds.scatter import density, scatter_chart
from viz.charts.legend import legend_keys
from viz.charts.marks import Bars, Cells, Points, Rule, Spans
from viz.charts.scored import scored_notes
from viz.screen.chart import to_plotly
from viz.screen.marks import traces

SLOPE = np.arange(SPACE.size, dtype=float)


def marks(panel, kind):
    return [mark for mark in panel.marks if isinstance(mark, kind)]


def test_optima_are_counted_by_metric_and_dataset():
    entries = some_entries()
    chart = optima_chart(entries)
    (panel,) = chart.panels
    (bars,) = marks(panel, Bars)
    assert panel.x_ticks == ("test_acc@200", "proxy1", "proxy2")
    assert bars.labels == ("CIFAR-10", "CIFAR-100")
    counts = [
        [e.landscape.n_optima for e in entries if e.dataset == d] for d in ("cifar10", "cifar100")
    ]
    assert bars.values.tolist() == counts


def test_plateaus_stand_beside_the_optima():
    flat = entry(np.repeat([0.0, 1.0, 0.0], 9), "flat")
    assert (flat.landscape.n_optima, flat.landscape.n_plateau_optima) == (9, 1)
    panel = optima_chart([flat, entry(SLOPE, "slope")]).panels[0]
    (bars,) = marks(panel, Bars)
    assert bars.texts == (("9\n(1)", "1\n(1)"),)
    assert bars.inner.tolist() == [[1.0, 1.0]]
    chart = optima_chart([flat, entry(SLOPE, "slope")])
    assert [(key.shape, key.label) for key in legend_keys(chart)][-1] == ("inner", "plateaus")
    drawn = [bar for bar in traces(bars, chart.look) if bar.name == "plateaus"]
    assert [bar.y.tolist() for bar in drawn] == [[1.0, 1.0]]
    assert drawn[0].offset == -drawn[0].width / 2


def test_a_metric_without_a_run_on_a_dataset_has_no_bar():
    entries = [entry(SLOPE, "a"), entry(SLOPE, "b"), entry(SLOPE, "a", "cifar100")]
    (bars,) = marks(optima_chart(entries).panels[0], Bars)
    np.testing.assert_array_equal(bars.values, [[1, 1], [1, np.nan]])


def test_landscapes_of_no_dataset_say_so_beside_others():
    chart = optima_chart([entry(SLOPE, "a", None), entry(SLOPE, "b", "cifar100")])
    assert marks(chart.panels[0], Bars)[0].labels == ("no dataset", "CIFAR-100")
    alone = optima_chart([entry(SLOPE, "a", None), entry(SLOPE, "b", None)])
    assert marks(alone.panels[0], Bars)[0].labels == ("",)


def test_counts_that_differ_a_lot_are_on_a_logarithmic_axis():
    alike = optima_chart([entry(noise(1), "a"), entry(noise(2), "b")])
    rugged = entry(np.tile([0.0, 0.0, 0.0], 9), "flat")
    assert alike.panels[0].y_scale == "linear"
    assert optima_chart([entry(SLOPE, "a"), rugged]).panels[0].y_scale == "log"


def test_missing_scores_are_told():
    scores = SLOPE.copy()
    scores[:9] = np.nan
    chart = optima_chart([entry(scores, "a"), entry(SLOPE, "b")])
    said, few = chart.notes
    assert said == "18 of 27 architectures have a score (a); the others are left out."
    assert "more architectures are local optima" in few


def test_all_tied_global_optima_are_shown_with_their_mean():
    scores = np.zeros(SPACE.size)
    scores[[4, 20]] = 1.0
    quality = entry(SLOPE, "test_acc")
    chart = accuracy_chart([entry(scores)], quality={"cifar10": quality})
    points, mean = marks(chart.panels[0], Points)
    assert points.y.tolist() == [4.0, 20.0]
    assert points.hover == (SPACE.format(4), SPACE.format(20))
    assert mean.y.tolist() == [12.0]
    (span,) = marks(chart.panels[0], Spans)
    assert (span.low[0], span.high[0]) == (4.0, 20.0)
    assert marks(chart.panels[0], Rule)[0].value == SPACE.size - 1
    assert chart.table.rows == (("proxy", "CIFAR-10", 2, 12.0, 4.0, 20.0, 26.0, 27),)


def test_a_quality_to_be_minimised_is_shown_as_it_was_measured():
    quality = entry(SLOPE, "test_per", minimize=True)
    chart = accuracy_chart([entry(SLOPE)], quality={"cifar10": quality})
    assert marks(chart.panels[0], Points)[0].y.tolist() == [26.0]
    assert marks(chart.panels[0], Rule)[0].value == 0.0


def test_global_optima_of_unknown_quality_are_counted():
    quality = SLOPE.copy()
    quality[-1] = np.nan
    chart = accuracy_chart([entry(SLOPE)], quality={"cifar10": entry(quality, "test_acc")})
    assert marks(chart.panels[0], Points) == []
    assert "1 global optima have no known quality" in chart.notes[-1]


def test_the_judge_is_not_judged():
    entries = some_entries()
    for draw in (accuracy_chart, correlation_chart, overlap_chart, scatter_chart):
        chart = draw(entries, quality=judges(entries))
        assert {row[0] for row in chart.table.rows} == {"proxy1", "proxy2"}


def test_correlations_are_those_of_ranks():
    entries = [entry(np.exp(SLOPE), "up"), entry(-SLOPE, "down")]
    chart = correlation_chart(entries, quality={"cifar10": entry(SLOPE, "test_acc")})
    (bars,) = marks(chart.panels[0], Bars)
    np.testing.assert_allclose(bars.values, [[1.0, -1.0]])
    assert bars.texts == (("1.00", "−1.00"),)


def test_a_constant_score_has_no_correlation():
    chart = correlation_chart(
        [entry(np.zeros(SPACE.size), "flat"), entry(SLOPE, "up")],
        quality={"cifar10": entry(SLOPE, "test_acc")},
    )
    assert np.isnan(marks(chart.panels[0], Bars)[0].values[0, 0])
    assert "Not defined: flat" in chart.notes[-1]


def test_the_overlap_is_counted_with_what_chance_gives():
    quality = {"cifar10": entry(SLOPE, "test_acc")}
    chart = overlap_chart([entry(SLOPE, "same"), entry(-SLOPE, "not")], quality=quality, top=0.2)
    (panel,) = chart.panels
    assert marks(panel, Bars)[0].values.tolist() == [[5.0, 0.0]]
    assert marks(panel, Rule)[0].value == pytest.approx(25 / 27)
    assert panel.y_label == "Of the 5 best"
    assert panel.y_whole


def test_overlaps_of_different_numbers_are_compared_as_shares():
    scores = SLOPE.copy()
    scores[:15] = np.nan
    quality = {"cifar10": entry(SLOPE, "test_acc")}
    chart = overlap_chart([entry(SLOPE, "all"), entry(scores, "few")], quality=quality, top=0.2)
    assert marks(chart.panels[0], Bars)[0].values.tolist() == [[100.0, 100.0]]
    assert marks(chart.panels[0], Rule)[0].value == 20.0
    assert marks(chart.panels[0], Bars)[0].texts == (("100\nk=5", "100\nk=2"),)
    assert chart.notes[-1].startswith("k: ")


def test_a_number_that_the_line_of_chance_would_strike_stands_above_it():
    quality = {"cifar10": entry(SLOPE, "test_acc")}
    # Of the 9 best of 27, 3 are expected of an unrelated order.
    scores = [SLOPE, np.where(SLOPE < 18, SLOPE + 99, SLOPE), (SLOPE + 6) % 27]
    entries = [entry(values, name) for values, name in zip(scores, "abc", strict=True)]
    chart = overlap_chart(entries, quality=quality, top=1 / 3)
    (bars,) = marks(chart.panels[0], Bars)
    assert bars.values.tolist() == [[9.0, 0.0, 3.0]]
    np.testing.assert_array_equal(bars.lifted, [[np.nan, np.nan, 3.0]])


def test_a_matrix_has_every_pair_once_on_each_side():
    chart = correlation_matrix_chart([entry(SLOPE, "a"), entry(-SLOPE, "b"), entry(noise(1), "c")])
    (cells,) = marks(chart.panels[0], Cells)
    np.testing.assert_allclose(cells.values, cells.values.T)
    np.testing.assert_allclose(np.diag(cells.values), 1)
    assert cells.values[0, 1] == pytest.approx(-1)


def test_what_is_less_than_one_is_never_written_as_one():
    texts = [written_correlation(rho) for rho in (1 - 1e-12, -0.9962, 0.99995, -0.99995, -0.001)]
    assert texts == ["1.00", "−0.996", ">0.99", "<−0.99", "0.00"]
    nearly = SLOPE.copy()
    nearly[[0, 1]] = nearly[[1, 0]]
    cells = marks(
        correlation_matrix_chart([entry(SLOPE, "a"), entry(nearly, "b")]).panels[0], Cells
    )
    assert cells[0].texts == (("1.00", "0.999"), ("0.999", "1.00"))


def test_scatter_marks_optima_and_says_the_correlation():
    scores = noise(5)
    one = entry(scores)
    chart = scatter_chart([one], quality={"cifar10": entry(SLOPE, "test_acc")})
    everything, local, best = marks(chart.panels[0], Points)
    assert everything.x.tolist() == scores.tolist()
    assert len(local.x) + len(best.x) == one.landscape.n_optima
    assert best.x.tolist() == [scores.max()]
    assert chart.panels[0].corner.startswith("ρ = ")


@pytest.mark.parametrize(
    ("scale", "scores", "shown"),
    [("auto", SLOPE, "linear"), ("auto", np.exp(SLOPE), "log"), ("rank", np.exp(SLOPE), "linear")],
)
def test_scores_that_spread_wide_are_spaced_by_their_logarithm(scale, scores, shown):
    chart = scatter_chart(
        [entry(scores)], quality={"cifar10": entry(SLOPE, "test_acc")}, scale=scale
    )
    assert chart.panels[0].x_scale == shown


def test_a_few_scores_far_below_all_others_do_not_squeeze_these():
    scores = 10 + noise(3)
    scores[0] = -1e8
    chart = scatter_chart([entry(scores)], quality={"cifar10": entry(SLOPE, "test_acc")})
    assert chart.panels[0].x_range[0] > 0
    assert chart.notes[-1].startswith("Not shown of proxy CIFAR-10: 1 architecture with a score")


def test_the_far_worse_scores_of_a_metric_to_be_minimised_are_high():
    scores = 10 + noise(3)
    scores[0] = 1e8
    one = entry(scores, minimize=True)
    panel = scatter_chart([one], quality={"cifar10": entry(SLOPE, "test_acc")}).panels[0]
    assert panel.x_range[1] < 100
    assert len(marks(panel, Points)[0].x) == SPACE.size - 1


def test_the_legend_says_that_colours_are_crowds():
    space = ProductSpace([2] * 10, name="bits")
    scores = np.random.default_rng(4).normal(size=space.size)
    quality = {"cifar10": entry(np.arange(float(space.size)), "test_acc", space=space)}
    chart = scatter_chart([entry(scores, space=space)], quality=quality)
    keys = legend_keys(chart)
    assert (keys[0].shape, keys[0].label) == ("cloud", "architecture, few → many in one place")
    (few, many) = (t for t in to_plotly(chart).data if t.showlegend and "one place" in t.name)
    assert few.marker.color != many.marker.color
    assert len(marks(chart.panels[0], Points)[1].x) > 40
    assert marks(chart.panels[0], Points)[1].size < 2


def test_what_the_title_says_behind_an_at_is_explained():
    quality = {"cifar10": entry(SLOPE, "test_acc", epoch=200)}
    for draw in (correlation_chart, overlap_chart, scatter_chart):
        chart = draw([entry(SLOPE)], quality=quality)
        assert "test_acc@200" in chart.title
        assert chart.notes[0] == "test_acc@200: after 200 epochs of training."
        assert not draw([entry(SLOPE)], quality=quality, title="").notes


def test_density_counts_neighbours():
    assert density(np.array([0.0, 0.1, 9.0]), np.zeros(3)).tolist() == [2.0, 2.0, 1.0]
    assert density(np.empty(0), np.empty(0)).tolist() == []


def test_what_cannot_be_compared_is_one_clear_line():
    quality = {"cifar10": entry(SLOPE, "test_acc")}
    elsewhere = entry(np.arange(4.0), space=ProductSpace([2, 2]))
    with pytest.raises(DataError, match="different spaces"):
        accuracy_chart([elsewhere], quality=quality)
    with pytest.raises(DataError, match="on CIFAR-100"):
        accuracy_chart([entry(SLOPE, dataset="cifar100")], quality=quality)
    with pytest.raises(OptionError, match="given twice"):
        optima_chart([entry(SLOPE), entry(SLOPE)])
    with pytest.raises(OptionError, match="give others to judge"):
        overlap_chart(list(quality.values()), quality=quality)
    with pytest.raises(OptionError, match=r"top 0: expected a share"):
        overlap_chart([entry(SLOPE)], quality=quality, top=0)
    with pytest.raises(UnknownNameError, match="unknown scale 'ranks': did you mean 'rank'"):
        scatter_chart([entry(SLOPE)], quality=quality, scale="ranks")
    nothing = entry(np.full(SPACE.size, np.nan))
    with pytest.raises(DataError, match="no architecture has both"):
        overlap_chart([nothing], quality=quality)


@pytest.mark.parametrize("draw", [accuracy_chart, correlation_chart, overlap_chart, scatter_chart])
def test_charts_of_pairs_tell_how_many_have_both_scores(draw):
    scores, judged = SLOPE.copy(), SLOPE.copy()
    scores[:9], judged[-3:] = np.nan, np.nan
    quality = {"cifar10": entry(judged, "test_acc")}
    said = draw([entry(scores, "a")], quality=quality).notes
    assert said[0] == "15 of 27 architectures have both scores; the others are left out."
    both = draw([entry(scores, "a"), entry(SLOPE, "b")], quality=quality).notes
    assert "15 of 27 architectures have both scores (a), 24 of 27" in both[0]


def test_of_many_landscapes_that_lack_scores_some_are_named():
    counts = {f"m{i}": (5 if i < 6 else 10 * i, 1000) for i in range(12)}
    (said,) = scored_notes(counts, both=False)
    assert said.startswith("5 of 1,000 architectures have a score (m0, m1, m2 and 3 more), 60 of")
    assert ", more of 4 others;" in said


def test_numbers_below_bars_stay_clear_of_the_names_below():
    low = correlation_chart([entry(-SLOPE, "a")], quality={"cifar10": entry(SLOPE, "test_acc")})
    assert low.panels[0].y_range[0] <= -1.2


def test_runs_are_called_as_somebody_says():
    runs = [entry(SLOPE, "a", name="ours"), entry(SLOPE, "a", name="theirs")]
    assert optima_chart(runs).panels[0].x_ticks == ("ours", "theirs")
    with pytest.raises(OptionError, match="two runs of one dataset are called ours"):
        optima_chart([runs[0], runs[0]])
