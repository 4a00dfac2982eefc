"""``landscape search`` on a small benchmark: what it leaves, and what it refuses."""

from __future__ import annotations

import errno
import itertools
import json
import os
import sys

import numpy as np
import pandas as pd
import pytest

from landscape import get_space
from landscape.scores import ScoreTable, write_scores
from proxies import Scorer
from search import SearchRun, Trials
from tests.cli.command import inside, landscape

SPACE = get_space("transnas101-micro")
COLUMNS = (
    "early=val_acc,hp=50,epoch=5",
    "late=val_acc,hp=50,epoch=50",
    "test=test_acc,hp=50,epoch=50",
    "seconds=train_epoch_seconds,hp=50",
    "once=val_seconds,hp=50",
)
HERE = ("--space", SPACE.name)
MF_NAS = ("mf-nas", *HERE, "--scores", "mine.csv", "--proxy", "size", "--rungs", "5,50", "--k", "6")


MINE = ("--scores", "mine.csv", "--proxy", "size")
FLAT = ("--scores", "mine.csv", "--proxy", "flat")
FREE = ("--scores", "mine.csv", "--proxy", "free")


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(0)
    codes = SPACE.decode(np.arange(SPACE.size)).sum(axis=1)
    frame = pd.DataFrame({"arch": [SPACE.format(i) for i in range(SPACE.size)]})
    early = codes + rng.normal(size=SPACE.size)
    late = codes + rng.normal(size=SPACE.size) / 4
    return frame.assign(
        early=early, late=late, test=late + rng.normal(size=SPACE.size) / 8,
        seconds=1.0 + codes, once=0.5, size=codes * 100.0, size_seconds=0.25, flat=1.0, free=codes,
        free_seconds=0.0, val_loss=-codes,
    )  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory, frame):
    """A folder with a table, and the benchmark that was imported from it."""
    folder = tmp_path_factory.mktemp("search")
    frame.to_csv(folder / "mine.csv", index=False)
    options = [option for column in COLUMNS for option in ("--column", column)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANDSCAPE_DATA", str(folder))
        done = inside("data", "import", "table", "mine.csv", *HERE, *options, cwd=folder)
        assert done.code == 0, done.stderr
        yield folder


def search(folder, *arguments):
    return inside("search", *arguments, cwd=folder)


def cells(run, name):
    return pd.read_parquet(run.folder / f"{name}.parquet")


@pytest.fixture(scope="module")
def mf_nas(folder):
    return search(folder, *MF_NAS, "--trials", 12, "--set", "evaluations=60", "--out", "mf")


def test_it_leaves_trials_moves_and_a_summary(mf_nas, frame):
    assert mf_nas.code == 0, mf_nas.stderr
    trials, moves = (cells(mf_nas, name) for name in ("trials", "trajectories"))
    assert trials["trial"].tolist() == list(range(12))
    for row in trials.itertuples():
        assert SPACE.parse(row.architecture) == row.configuration
        assert row.fitness == frame["late"][row.configuration]
        assert row.test_acc == frame["test"][row.configuration]
        last = moves[moves["trial"] == row.trial].iloc[-1]
        assert (last.best_configuration, last.best) == (row.configuration, row.fitness)
        assert last.best_test_acc == row.test_acc
    summary = mf_nas.summary
    assert summary["results"]["test_acc"]["mean"] == pytest.approx(trials["test_acc"].mean())
    assert summary["results"]["test_acc"]["std"] == pytest.approx(trials["test_acc"].std(ddof=0))
    assert summary["settings"]["evaluations"] == 60


def test_costs_are_those_of_the_table_and_the_benchmark(mf_nas):
    trials = cells(mf_nas, "trials")
    assert set(trials["evaluations"]) == {60 + 6 + 3}
    assert set(trials["epochs"]) == {6 * 5 + 3 * 45}
    assert set(trials["proxy_seconds"]) == {60 * 0.25}
    assert (trials["train_seconds"] > (6 + 3) * 0.5).all()


def test_the_screen_says_what_was_found(mf_nas):
    assert mf_nas.screen["trials"] == "12"
    assert "±" in mf_nas.screen["test_acc"]
    assert mf_nas.screen["evaluations"] == "69.0 ± 0.0"


def test_a_finished_run_is_not_run_again(mf_nas, folder):
    again = search(folder, *MF_NAS, "--trials", 12, "--set", "evaluations=60", "--out", "mf")
    assert again.code == 0
    assert "the trials are there already" in again.stderr
    assert again.stdout == mf_nas.stdout


def test_another_search_does_not_overwrite_it(mf_nas, folder):
    other = search(folder, *MF_NAS, "--trials", 13, "--set", "evaluations=60", "--out", "mf")
    assert other.code == 1
    assert "trials is 12 there, asked for is 13; choose another --out" in other.stderr


def test_a_run_of_another_dataset_is_another_search(folder):
    how = ("best-of", *HERE, *MINE, "--trials", 2, "--out", "of")
    assert search(folder, *how, "--dataset", "cifar10").code == 0
    other = search(folder, *how, "--dataset", "cifar100")
    assert 'dataset is "cifar10" there, asked for is "cifar100"' in other.stderr


def test_a_finished_run_reports_what_has_become_known_since(folder, monkeypatch, tmp_path):
    how = ("best-of", *HERE, *MINE, "--trials", 3, "--out", "later")
    with monkeypatch.context() as patch:
        patch.setenv("LANDSCAPE_DATA", str(tmp_path))
        before = search(folder, *how)
    assert "test_acc" not in before.summary["results"]
    after = search(folder, *how)
    assert "writing it anew" in after.stderr
    assert after.summary["results"]["test_acc"]["n"] == 3
    assert cells(after, "trials")["fitness"].tolist() == cells(before, "trials")["fitness"].tolist()
    assert "best_test_acc" in cells(after, "trajectories")
    assert "anew" not in search(folder, *how).stderr


@pytest.mark.parametrize("options", [("val_loss",), ("size", "--minimize", "size")])
def test_lower_is_better_where_the_name_or_the_user_says_so(folder, frame, options):
    how = ("best-of", *HERE, "--scores", "mine.csv", "--proxy", *options, "--trials", 5)
    found = cells(search(folder, *how, "--out", f"low-{options[0]}"), "trials")
    values = -frame[options[0]].to_numpy()
    assert found["fitness"].tolist() == values[found["configuration"]].tolist()
    assert (found["fitness"] > np.median(values)).all()


def test_proxies_of_a_table_of_our_own_bring_their_direction_and_dataset(tmp_path):
    scores, made = np.arange(SPACE.size, dtype=float), {"source": "proxy", "dataset": "cifar100"}
    table = ScoreTable(SPACE.name, {"a_loss": scores}, {}, {"a_loss": made})
    write_scores(tmp_path / "own.parquet", table, SPACE)
    how = ("best-of", *HERE, "--scores", "own.parquet", "--proxy", "a_loss", "--trials", 2)
    run = search(tmp_path, *how)
    assert run.summary["dataset"] == "cifar100"
    assert "otherwise" not in run.stderr  # it says which direction it means
    (tmp_path / "mine.csv").write_text(f"arch,a_loss\n{SPACE.format(0)},1\n")
    told = search(tmp_path, *(part.replace("own.parquet", "mine.csv") for part in map(str, how)))
    assert "the names say otherwise: a_loss; --minimize a_loss says" in told.stderr


def test_fitness_is_that_of_the_last_stage_or_not_told(folder):
    some = search(folder, *MF_NAS, "--trials", 12, "--budget", "230e", "--out", "some")
    last = cells(some, "trials").query("stage == stage.max()")
    assert some.summary["results"]["fitness"]["mean"] == pytest.approx(last["fitness"].mean())
    ranks = ("sa-rank", *HERE, "--scores", "mine.csv", "--proxy", "size,flat", "--trials", 2)
    assert "fitness" not in search(folder, *ranks, "--out", "ranks").summary["results"]


def test_names_stay_inside_the_folder_of_runs(folder, tmp_path):
    (tmp_path / "odd.csv").write_text((folder / "mine.csv").read_text().replace("size,", "../up,"))
    how = ("best-of", *HERE, "--scores", tmp_path / "odd.csv", "--proxy", "../up", "--trials", 2)
    run = search(tmp_path, *how)
    assert run.code == 0, run.stderr
    assert [path.parent.name for path in tmp_path.rglob("summary.json")] == [run.folder.name]
    assert run.folder.resolve().parent == tmp_path / "runs"


def test_unfinished_trials_of_another_search_are_left_alone(folder, tmp_path):
    work = tmp_path / "unfinished-0123456789abcdef"
    work.mkdir()
    (work / "00000000.trials.chunk").touch()
    run = search(folder, "best-of", *HERE, *MINE, "--trials", 2, "--out", tmp_path)
    assert run.code == 1
    assert "holds the unfinished trials of another search" in run.stderr
    assert work.exists()
    (work / "00000000.trials.chunk").unlink()  # killed before anything was done
    assert search(folder, "best-of", *HERE, *MINE, "--trials", 2, "--out", tmp_path).code == 0
    assert not work.exists()


WHOLE = {
    *("space.toml", "trials.parquet", "trajectories.parquet"),
    *("trends.html", "trends.png", "summary.json"),
}


def contents(folder):
    files = [path for path in folder.iterdir() if path.name != ".lock"]
    assert {path.name for path in files} == WHOLE
    return {path.name: path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def small_search(folder):
    """A small search that anybody may damage in a folder of his own, and what is in it."""
    how = ("best-of", *HERE, *MINE, "--trials", 3)
    return how, contents(search(folder, *how, "--out", "small").folder)


@pytest.mark.parametrize("moment", ["viz.runs.search.draw_trends", "search.driver.trials.discard"])
def test_a_search_killed_near_its_end_is_whole_after_the_next(
    folder, tmp_path, monkeypatch, small_search, moment
):
    def stop(*arguments, **options):
        raise KeyboardInterrupt

    how, expected = small_search
    with monkeypatch.context() as patch:
        patch.setattr(moment, stop)
        patch.setattr("os._exit", sys.exit)  # it would end this process, too
        assert search(folder, *how, "--out", tmp_path).code == 130
    assert list(tmp_path.glob("unfinished-*"))
    assert search(folder, *how, "--out", tmp_path).code == 0
    assert contents(tmp_path) == expected


@pytest.mark.parametrize("write", [1, 2, 4, 6, 8])
def test_a_full_disk_is_one_line_and_nothing_is_lost(
    folder, tmp_path, monkeypatch, small_search, write
):
    count = itertools.count(1)

    def full(descriptor):
        if next(count) == write:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    how, expected = small_search
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        stopped = search(folder, *how, "--out", tmp_path)
    assert stopped.code == 1
    line = stopped.stderr.strip().split("\n")[-1]
    assert line.startswith(f"landscape: cannot write {tmp_path}/")
    assert "(No space left on device)" in line
    assert not list(tmp_path.rglob("*.partial"))
    assert search(folder, *how, "--out", tmp_path).code == 0
    assert contents(tmp_path) == expected


def cut_in_half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def raise_a_number(path):
    summary = json.loads(path.read_text())
    summary["results"]["fitness"]["mean"] += 1
    path.write_text(json.dumps(summary))


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("trends.png", lambda path: path.unlink(), "trends.png is gone or damaged: writing"),
        ("trends.html", lambda path: path.unlink(), "trends.html is gone or damaged: writing"),
        ("space.toml", cut_in_half, "space.toml is gone or damaged: writing it anew"),
        ("trials.parquet", lambda path: path.unlink(), "running the trials again: there is no"),
        ("trajectories.parquet", cut_in_half, "running the trials again: "),
        ("summary.json", raise_a_number, "the summary says something else than the trials"),
    ],
)
def test_what_a_finished_search_lacks_is_made(folder, tmp_path, small_search, name, change, told):
    how, expected = small_search
    for file, content in expected.items():
        (tmp_path / file).write_bytes(content)
    change(tmp_path / name)
    again = search(folder, *how, "--out", tmp_path)
    assert again.code == 0, again.stderr
    assert told in again.stderr
    assert contents(tmp_path) == expected


def test_a_space_of_a_file_is_known_again(folder):
    (folder / "own.toml").write_text(
        'name = "own"\ntitle = "Own"\n[[variables]]\nname = "x"\noptions = ["a", "b", "c"]\n'
    )
    (folder / "own.csv").write_text("arch,size\n" + "".join(f"{i},{i}\n" for i in range(3)))
    how = ("--space", "own.toml", "--scores", "own.csv", "--proxy", "size", "--trials", 2)
    run = search(folder, "best-of", *how, "--out", "own")
    assert run.code == 0, run.stderr
    assert SearchRun(folder / "own").space.size == 3


def test_a_stopped_run_goes_on_and_comes_out_the_same(folder, monkeypatch):
    how = ("local-search", *HERE, "--epoch", 5, "--budget", "300s", "--trials", 250, "--seed", 3)
    whole = search(folder, *how, "--out", "whole")
    run_chunk = Trials.run

    def interrupted(self, *arguments):
        def stop(n_done):
            if n_done == 100:
                raise KeyboardInterrupt

        run_chunk(self, *arguments[:-1], stop)

    with monkeypatch.context() as patch:
        patch.setattr(Trials, "run", interrupted)
        patch.setattr("os._exit", sys.exit)  # it would end this process, too
        stopped = search(folder, *how, "--out", "stopped")
    assert stopped.code == 130
    assert "100 of 250 trials are done" in stopped.stderr
    resumed = search(folder, *how, "--out", "stopped")
    assert "resuming: 100 of 250" in resumed.stderr
    for name in ("trials", "trajectories"):
        files = [run.folder / f"{name}.parquet" for run in (whole, resumed)]
        assert files[0].read_bytes() == files[1].read_bytes()
    assert not list((folder / "stopped").glob("unfinished-*"))


def test_what_a_trial_finds_does_not_depend_on_how_many_there_are(folder):
    how = ("rea", *HERE, "--epoch", 5, "--budget", "40", "--seed", 1)
    few = search(folder, *how, "--trials", 3)
    many = search(folder, *how, "--trials", 130)
    assert cells(few, "trials").equals(cells(many, "trials").head(3))


def test_scores_are_evaluated_live_where_there_is_no_table(tmp_path):
    run = landscape(
        "search", "sa-rank", "--proxy", "params,flops", "--trials", 2, "--set", "iterations=1",
        cwd=tmp_path,
    )  # fmt: skip
    assert run.code == 0, run.stderr
    assert run.summary["costs"]["proxy_seconds"]["mean"] > 0
    assert set(run.summary["settings"]["proxies"]) == {"params", "flops"}


def test_what_was_scored_for_trials_that_are_stopped_is_kept(tmp_path, monkeypatch):
    how = ("local-search", "--proxy", "params", "--trials", 2, "--budget", "60", "--device", "cpu")
    evaluate, batches = Scorer._evaluate, []

    def scored(stop_at):
        def counted(self, contexts, job, indices):
            if len(batches) == stop_at:
                raise KeyboardInterrupt
            batches.append(indices.tolist())
            return evaluate(self, contexts, job, indices)

        monkeypatch.setattr(Scorer, "_evaluate", counted)
        batches.clear()

    monkeypatch.setattr("os._exit", sys.exit)
    scored(None)
    whole = search(tmp_path, *how, "--out", "whole")
    assert whole.code == 0, whole.stderr
    n_whole = len(batches)
    assert n_whole > 4
    scored(3)
    stopped = search(tmp_path, *how, "--out", "stopped")
    assert stopped.code == 130
    assert "0 of 2 trials are done and kept in stopped, with what was scored" in stopped.stderr
    scored(None)
    resumed = search(tmp_path, *how, "--out", "stopped")
    assert len(batches) == n_whole - 3
    for name in ("trials", "trajectories"):
        tables = [cells(run, name) for run in (whole, resumed)]
        found = [t.drop(columns=[c for c in t if c.endswith("seconds")]) for t in tables]
        assert found[0].equals(found[1])
    assert not list((tmp_path / "stopped").glob("unfinished-*"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("mf-nass",), "did you mean 'mf-nas'"),
        (("random-search", "--epoch", 5), "never ends by itself: give --budget"),
        (("random-search", "--epoch", 5, "--budget", "1s"), "does not pay for one evaluation"),
        (("random-search", "--epoch", 5, "--budget", "4e"), "does not pay for one evaluation"),
        (("random-search", "--epoch", 0, "--budget", "9"), "epochs mine --hp 50: 5, 50"),
        (("random-search", "--epoch", 5, "--budget", "9", "--seed", -1), "seed -1: expected 0"),
        (("random-search", "--epoch", 5, "--budget", "9", "--trials", 10**11), "and at most 10,0"),
        (("successive-halving", "--rungs", "5", "--k", 0), "k 0: expected at least 1"),
        (("random-search", "--epoch", 5, "--budget", "5m"), "expected a number of evaluations"),
        (("random-search", "--epoch", 6, "--budget", "9"), "epochs mine --hp 50: 5, 50"),
        (("mf-nas",), "give --rungs N,N"),
        (("successive-halving", "--rungs", "5,x"), "expected numbers separated by commas"),
        (("successive-halving", "--rungs", "5,25,50"), "epochs mine --hp 50: 5, 50"),
        (("successive-halving", "--rungs", "50,5"), "each larger than the one before"),
        (("successive-halving", "--rungs", "5", "--proxy", "size"), "guided by no proxy"),
        (("successive-halving", "--rungs", "5", "--device", "cpu:1"), "unknown device"),
        (("mf-nas", "--rungs", "5", "--proxy", "a,b"), "guided by one proxy"),
        (("mf-nas", "--rungs", "5", "--set", "kk=3"), "did you mean 'k'"),
        (("mf-nas", "--rungs", "5", "--proxy", "synflow"), "no proxy can score"),
        (("mf-nas", "--rungs", "5", "--proxy", "sise", "--scores", "mine.csv"), "mean 'size'"),
        (("rea-w", "--key", "arch", "--budget", "9"), "--key describes a table"),
        (("sa-rank", "--metric", "val_acc"), "means nothing to sa-rank"),
        (("rea", "--proxy", "size", "--scores", "mine.csv", "--epoch", 5), "means nothing to rea"),
        (("best-of", "--proxy", "size", "--hp", "50", "--scores", "mine.csv"), "is trained here"),
        (("best-of", "--proxy", "flat", "--scores", "mine.csv", "--budget", "5s"), "counts sec"),
        (("best-of", "--proxy", "size", "--scores", "mine.csv", "--trials", 0), "at least 1"),
        (("local-search", *MINE, "--budget", "300e"), "nothing is trained here"),
        (("local-search", *FREE, "--budget", "100s"), "free (every free_seconds of mine.csv is 0)"),
        (("mf-nas", *FLAT, "--rungs", "5", "--budget", "9s"), "mine.csv has no column flat_sec"),
        (("best-of", *MINE, "--minimize", "other"), "expected names among --proxy size"),
        (("best-of", "--minimize", "size"), "give it with --scores FILE"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_one_line(folder, arguments, told):
    run = search(folder, *arguments, *HERE)
    assert run.code in (1, 2)
    line = run.stderr.strip().split("\n")[-1]
    assert line.startswith("landscape: ")
    assert told in line


def test_more_candidates_than_the_first_stage_sees_is_told(folder):
    run = search(folder, *MF_NAS, "--trials", 2, "--set", "evaluations=4", "--out", "few")
    assert "k=6 is more than the 4 evaluations" in run.stderr
    assert set(cells(run, "trials")["epochs"]) <= {n * 5 + -(-n // 2) * 45 for n in range(1, 5)}


def test_algorithms_are_listed(folder):
    run = inside("list", "algorithms", cwd=folder)
    assert [line.split("  ")[0] for line in run.stdout.splitlines()[1:]][-2:] == [
        "ga-rank", "best-of",
    ]  # fmt: skip
    assert "k=32" in run.stdout


def test_the_summary_is_plain_json(mf_nas):
    json.loads((mf_nas.folder / "summary.json").read_text(), parse_constant=pytest.fail)
