"""The data of charts of searches."""

import numpy as np
import pytest

from landscape.errors import DataError, OptionError, UnknownNameError
from tests.cli.command import inside
from tests.viz.charts.worlds import SPACE, entry, search
from viz.charts.kinds.searches import search_names
from viz.charts.kinds.stages import stages_chart
from viz.charts.kinds.trends import trends_chart
from viz.charts.marks import Line, Points, Rule


def marks(panel, kind):
    return [mark for mark in panel.marks if isinstance(mark, kind)]


def test_a_trend_ends_at_what_the_trials_found_and_spent(tmp_path):
    run = search(tmp_path, "one")
    (panel,) = trends_chart([run]).panels
    (line,) = marks(panel, Line)
    assert line.end == (100, line.y[-1])
    assert line.x[-1] == panel.x_range[1] > 100
    assert line.y[-1] == pytest.approx(run.trials["test_acc"].mean())
    assert line.low[-1] == pytest.approx(line.y[-1] - run.trials["test_acc"].std(ddof=0))
    assert marks(panel, Rule)[0].value == 94.5


def test_the_optimum_is_that_of_the_run_which_judges(tmp_path):
    quality = {"cifar10": entry(np.arange(float(SPACE.size)), "test_acc")}
    (panel,) = trends_chart([search(tmp_path, "one")], quality=quality).panels
    assert marks(panel, Rule)[0].value == SPACE.size - 1


def test_the_current_solution_is_another_line_than_the_best(tmp_path):
    run = search(tmp_path, "one")
    best, current = (trends_chart([run], of=of).panels[0].marks[1] for of in ("best", "current"))
    assert best.y[-1] > current.y[-1]


@pytest.mark.parametrize(
    ("over", "end"), [("evaluations", 100), ("epochs", 24), ("seconds", 242.5)]
)
def test_it_may_be_drawn_over_every_cost(tmp_path, over, end):
    (panel,) = trends_chart([search(tmp_path, "one")], over=over).panels
    assert marks(panel, Line)[0].end[0] == end


def test_each_dataset_has_a_panel_and_each_guide_a_colour(tmp_path):
    runs = [
        search(tmp_path, f"{proxy}-{dataset}", proxies=(proxy,), dataset=dataset)
        for dataset in ("cifar10", "cifar100")
        for proxy in ("a", "b")
    ]
    chart = trends_chart(runs)
    assert [panel.title for panel in chart.panels] == ["CIFAR-10", "CIFAR-100"]
    for panel in chart.panels:
        assert [(line.label, line.slot) for line in marks(panel, Line)] == [("a", 0), ("b", 1)]
    assert chart.digest.rows[0][:3] == ("a", "CIFAR-10", 6)


def test_a_search_that_ended_early_goes_on_to_the_edge(tmp_path):
    runs = [search(tmp_path, name, proxies=(name,)) for name in ("short", "long")]
    runs[1].trials["evaluations"] = 400
    (panel,) = trends_chart(runs).panels
    short, long = marks(panel, Line)
    assert (short.end[0], long.end[0]) == (100, 400)
    assert short.x[-1] == long.x[-1] == panel.x_range[1]
    assert short.y[-1] == short.end[1]


def test_bands_stay_within_what_a_percentage_can_be(tmp_path):
    run = search(tmp_path, "one")
    moves = run.trajectories
    moves["best_test_acc"] = np.where(moves["trial"] == 0, 10.0, 99.0)
    (line,) = marks(trends_chart([run], band="std").panels[0], Line)
    assert line.high.max() == 100
    chart = trends_chart([run])
    assert "the middle half" in chart.notes[0]


def test_the_first_costs_do_not_squeeze_the_rest(tmp_path):
    run = search(tmp_path, "one")
    early = run.trajectories["step"] == 0
    run.trajectories.loc[early, "best_test_acc"] = 10.0
    for log in (True, False):
        chart = trends_chart([run], log=log)
        assert chart.panels[0].y_range[0] > 60
        assert "not shown" in chart.notes[-1]
    assert trends_chart([run], lowest=0).panels[0].y_range[0] == 0


def test_evaluations_are_whole_and_seconds_are_not(tmp_path):
    run = search(tmp_path, "one")
    whole = [trends_chart([run], over=over).panels[0].x_whole for over in ("epochs", "seconds")]
    assert whole == [True, False]


def test_many_searches_have_no_bands(tmp_path):
    runs = [search(tmp_path, f"s{i}", proxies=(f"p{i}",)) for i in range(5)]
    assert all(line.low is None for line in marks(trends_chart(runs).panels[0], Line))
    assert marks(trends_chart(runs, band="ci").panels[0], Line)[0].low is not None


def test_without_test_accuracy_it_is_the_course_of_fitness(tmp_path):
    chart = trends_chart([search(tmp_path, "one", reported=False)])
    assert chart.panels[0].y_label == "Fitness (size)"


def test_names_say_what_differs(tmp_path):
    a, b = (search(tmp_path, name, proxies=(name,)) for name in ("a", "b"))
    other = search(tmp_path, "c", algorithm="rea", proxies=())
    same = search(tmp_path, "a2", proxies=("a",))
    assert search_names([a, b]) == ["a", "b"]
    assert search_names([a, other]) == ["mf-nas (a)", "rea (val_acc)"]
    assert search_names([a, same]) == ["a, a", "a, a2"]


def test_stages_are_what_was_best_before_training_and_the_result(tmp_path):
    run = search(tmp_path, "one")
    (panel,) = stages_chart([run]).panels
    first, second = marks(panel, Points)
    before = run.trajectories.query("step == 3")["best_test_acc"]
    assert first.y.tolist() == pytest.approx([before.mean()])
    assert second.y.tolist() == pytest.approx([run.trials["test_acc"].mean()])
    assert panel.x_ticks == ("mf-nas (size)",)


def test_fitness_of_proxies_and_then_of_trained_networks_is_one_measure_to_nobody(tmp_path):
    both, too = (search(tmp_path, name, reported=False) for name in ("both", "too"))
    with pytest.raises(DataError, match="both compares by size first, by trained networks then"):
        trends_chart([both, too])


def test_fitness_that_cannot_be_compared_is_not_drawn_as_one_measure(tmp_path):
    climb = search(tmp_path, "climb", reported=False, trained=False)
    both = search(tmp_path, "both", reported=False)
    ranked = [
        search(tmp_path, name, reported=False, trained=False, algorithm=name, proxies=("a", "b"))
        for name in ("sa-rank", "ga-rank")
    ]
    for runs in ([climb, both], ranked):
        with pytest.raises(DataError, match="cifar10 cannot be compared"):
            trends_chart(runs)
    assert trends_chart(ranked[:1]).panels[0].y_label == "Fitness (a, b)"


def test_test_accuracy_of_one_dataset_does_not_excuse_fitness_that_cannot_be_compared(tmp_path):
    about = {"trained": False, "proxies": ("a", "b")}
    ranked = [search(tmp_path, name, algorithm=name, **about) for name in ("sa-rank", "ga-rank")]
    silent = search(tmp_path, "silent", dataset="cifar100", reported=False, **about)
    with pytest.raises(DataError, match=r"cifar10 cannot be compared .*silent report no test acc"):
        trends_chart([*ranked, silent])


def test_searches_that_a_figure_cannot_show_are_left_out_of_all_that_are_given(tmp_path):
    search(tmp_path, "staged")
    search(tmp_path, "untrained", trained=False, algorithm="rea")
    (tmp_path / "stopped" / "unfinished-1").mkdir(parents=True)
    for kind in (["stages"], ["trends", "--over", "epochs"]):
        names = ("staged", "untrained", "stopped")
        told = inside("figure", *kind, *names, "--out", "a.csv", cwd=tmp_path)
        assert told.code == 0, told.stderr
        assert f"left out of {kind[0]}: untrained (" in told.stderr
        assert "stopped (an unfinished run)" in told.stderr
        assert len({r.split(",")[0] for r in (tmp_path / "a.csv").read_text().splitlines()}) == 2
    refused = inside("figure", "stages", "untrained", cwd=tmp_path)
    assert refused.code == 1
    assert "untrained holds a search by rea, which has no stage" in refused.stderr


def test_what_cannot_be_drawn_is_one_clear_line(tmp_path):
    run = search(tmp_path, "one")
    untrained = search(tmp_path, "untrained", trained=False)
    silent, other = (
        search(tmp_path, name, reported=False, proxies=(name,)) for name in ("silent", "other")
    )
    with pytest.raises(OptionError, match="given twice"):
        trends_chart([run, run])
    with pytest.raises(UnknownNameError, match="unknown cost 'epoch': did you mean 'epochs'"):
        trends_chart([run], over="epoch")
    with pytest.raises(UnknownNameError, match="unknown solution"):
        trends_chart([run], of="last")
    with pytest.raises(OptionError, match="untrained spent no epochs"):
        trends_chart([untrained], over="epochs")
    with pytest.raises(DataError, match="cannot be compared"):
        trends_chart([silent, other])
    with pytest.raises(DataError, match="no stage without training"):
        stages_chart([untrained])
    with pytest.raises(DataError, match="no test accuracy is known"):
        stages_chart([silent])
    with pytest.raises(DataError, match="different spaces, nb201, sss"):
        trends_chart([run, search(tmp_path, "elsewhere", space="sss")])
