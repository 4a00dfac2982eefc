"""Who answers: codes of configurations, networks scored live, benchmarks."""

from __future__ import annotations

import numpy as np
import pytest

from landscape.benchmarks.choice import Measurement
from landscape.benchmarks.collect import import_benchmark
from landscape.benchmarks.mapping import MappedColumn
from landscape.benchmarks.readers.tabular import TableReader
from landscape.benchmarks.store import find_tables
from landscape.errors import OptionError, UnknownNameError
from landscape.spaces import ProductSpace, get_space
from search import Answers, Fidelity, LiveScores, local_search, run, walk_space
from search.answers.benchmark import measured
from search.driver.record import NONE_FOUND, step_columns, trial_columns
from search.driver.walks import configurations, on_configurations
from tests.search.conformance import Odd
from tests.trained.worlds import SPACE, TinyReader


class OddCodes(Odd):
    """Two codes for each of 12 configurations."""

    def configuration(self, indices):
        return np.asarray(indices) // 4


class Coded(ProductSpace):
    codes = OddCodes([4, 3, 4])


# -- codes --------------------------------------------------------------------------------------


def test_a_search_walks_on_codes_and_is_answered_about_configurations():
    space, asked = Coded([12]), []

    def evaluate(question, indices):
        asked.extend(indices.tolist())
        return Answers(indices.astype(float), np.full(len(indices), 2.0))

    walked = walk_space(space)
    search = local_search(walked, "f", np.random.default_rng(0))
    results = run([search], on_configurations(walked, evaluate), budget=200)
    assert max(asked) == 11
    assert results[0].fitness == 11.0
    assert results[0].proxy_seconds == 400.0
    assert trial_columns(results, walked)["configuration"].tolist() == [11]
    assert step_columns(results, walked)["best_configuration"][-1] == 11


def test_other_spaces_are_walked_on_themselves():
    space = get_space("nb201")
    assert walk_space(space) is space
    assert configurations(space, np.array([5])).tolist() == [5]


def test_nas_bench_101_is_walked_on_by_its_codes():
    codes = pytest.importorskip("landscape.spaces.nb101.codes").NB101Codes()
    heard = []

    def evaluate(question, indices):
        assert codes.valid(indices).all()
        heard.extend(indices.tolist())
        return codes.decode(indices).sum(axis=1)

    searches = [local_search(codes, "f", rng) for rng in np.random.default_rng(0).spawn(3)]
    for result in run(searches, evaluate, budget=300):
        assert codes.valid(np.array(result.architecture))
    assert len(heard) > 300


def test_a_trial_that_found_nothing_has_no_configuration():
    results = run(
        [local_search(Coded.codes, "f", np.random.default_rng(0))],
        lambda _, indices: np.full(len(indices), np.nan),
        budget=3,
    )
    assert trial_columns(results, Coded.codes, 7)["configuration"].tolist() == [NONE_FOUND]
    assert trial_columns(results, Coded.codes, 7)["trial"].tolist() == [7]


# -- live ---------------------------------------------------------------------------------------


class Scorer:
    def __init__(self):
        self.batches = []

    def score(self, indices):
        self.batches.append(indices.tolist())
        return {"good": indices * 1.0, "bad": indices * 2.0}


def test_live_scores_are_evaluated_once_for_all_metrics():
    scorer = Scorer()
    live = LiveScores(scorer, {"good": False, "bad": True})
    first = live("good", np.array([1, 4]))
    other = live("bad", np.array([1, 2, 4]))
    assert scorer.batches == [[1, 4], [2]]
    assert first.fitness.tolist() == [1.0, 4.0]
    assert other.fitness.tolist() == [-2.0, -4.0, -8.0]
    assert other.seconds[0] == first.seconds[0] > 0


def test_live_scores_take_no_room_for_what_nobody_asks_for():
    live = LiveScores(Scorer(), {"good": False})
    far = np.array([2, 2**62])
    assert live("good", far).fitness.tolist() == far.astype(float).tolist()


@pytest.mark.parametrize("question", ["best", Fidelity("good", 3)])
def test_live_scores_know_their_metrics_only(question):
    with pytest.raises(UnknownNameError, match="unknown metric"):
        LiveScores(Scorer(), {"good": False})(question, np.array([1]))


# -- benchmarks ---------------------------------------------------------------------------------


@pytest.fixture
def tables(tmp_path):
    import_benchmark(TinyReader(), tmp_path, provenance={})
    return find_tables(SPACE.name, data_dir=tmp_path)


def test_a_benchmark_answers_at_each_epoch_from_the_schedule_that_has_it(tables):
    found = measured(tables, Measurement("val_acc", "cifar10"), (12, 200), "nowhere")
    assert [choice.table.hp for choice in found.choices.values()] == ["12", "200"]
    assert found.training == {}
    answers = found.evaluate()(Fidelity("val_acc", 200, after=12), np.array([0, 4]))
    assert np.allclose(answers, [50.5, 54.0])  # the mean of two runs, and the only one


def timed(tmp_path, *columns):
    """Return the tables of a benchmark with times."""
    header = "arch,acc,t12,t200,each,once"
    rows = [f"{i},{50 + i},{10 + i},{100 + i},{1 + i},{0.5 if i else ''}" for i in range(6)]
    (tmp_path / "t.csv").write_text("\n".join([header, *rows]))
    mapping = [MappedColumn.parse(f"{column},dataset=d") for column in columns]
    reader = TableReader(tmp_path / "t.csv", SPACE, "mine", mapping)
    import_benchmark(reader, tmp_path, provenance={})
    return find_tables(SPACE.name, data_dir=tmp_path)


ACCURACIES = ("acc=val_acc,hp=12,epoch=12", "acc=val_acc,hp=200,epoch=200")


def test_training_so_far_is_charged_where_the_schedule_has_it(tmp_path):
    times = ("t12=train_seconds,hp=12,epoch=12", "t200=train_seconds,hp=200,epoch=200")
    tables = timed(tmp_path, *ACCURACIES, *times, "each=train_epoch_seconds,hp=12")
    found = measured(tables, Measurement("val_acc", "d"), (12, 200), "nowhere")
    evaluate, who = found.evaluate(), np.array([0, 5])
    assert evaluate(Fidelity("val_acc", 200), who).seconds.tolist() == [100.0, 105.0]
    assert evaluate(Fidelity("val_acc", 200, after=12), who).seconds.tolist() == [90.0, 90.0]


def test_else_the_time_of_an_epoch_is_and_a_missing_time_is_the_mean(tmp_path):
    times = ("each=train_epoch_seconds,hp=200", "once=val_seconds,hp=200")
    tables = timed(tmp_path, *ACCURACIES, *times)
    found = measured(tables, Measurement("val_acc", "d"), (12, 200), "nowhere")
    evaluate, who = found.evaluate(), np.array([0, 5])
    assert evaluate(Fidelity("val_acc", 12), who).seconds.tolist() == [12.5, 72.5]
    assert evaluate(Fidelity("val_acc", 200, after=12), who).seconds.tolist() == [188.5, 1128.5]


def test_a_benchmark_without_the_epoch_says_which_it_has(tables):
    with pytest.raises(OptionError, match="tiny-bench --hp 12: 1, 2, 12"):
        measured(tables, Measurement("val_acc", "cifar10"), (12, 25), "nowhere")
