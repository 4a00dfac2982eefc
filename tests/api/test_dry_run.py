"""What a command would take is said without doing it, by the command and in Python alike."""

import re

import numpy as np
import pytest

import landscape
import proxies
import search
from landscape.errors import OptionError, StoppedError, UnknownNameError
from landscape.runs.dry_run import DryRun, Estimate, Work
from proxies import Scorer, Settings, get_proxy
from proxies.scoring import forecast
from proxies.scoring.forecast import timed
from tests.cli.command import inside

SMALL = {"dataset": "ImageNet16-120", "data": "noise", "batch_size": 4, "device": "cpu"}
SAMPLE = {"metrics": ["synflow", "snip", "params"], "sample": 20, **SMALL}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(forecast, "_SECONDS_A_PASS", 0)  # as few networks are timed as can be
    return tmp_path


def test_function_and_command_say_the_same_and_write_nothing(here):
    plan = landscape.dry_run(proxies.score, **SAMPLE)
    networks = len(np.unique(landscape.get_space("nb201").canonical(sampled())))
    assert [(work.what, work.evaluations) for work in plan.work] == [
        ("synflow", networks), ("snip", networks), ("params", networks)
    ]  # fmt: skip
    assert plan.evaluations == plan.table()["evaluations"].sum() == 3 * networks
    assert plan.time.at_least < plan.time.seconds < plan.time.at_most
    assert plan.memory > 1e6
    told = inside(
        *("score", "--metrics=synflow,snip,params", "--sample=20", "--dataset=ImageNet16-120"),
        *("--data=noise", "--batch-size=4", "--device=cpu", "--dry-run"),
        cwd=here,
    )
    assert told.code == 0, told.stderr
    assert re.search(rf"^into +{plan.folder}$", told.stdout, re.MULTILINE)
    assert f"evaluations    {plan.evaluations}, of 3 kinds\n" in told.stdout
    assert re.search(r"about \d:\d\d:\d\d \(\d:\d\d:\d\d to .*\), an estimate from", told.stdout)
    assert [*here.iterdir()] == []


def sampled():
    return np.sort(np.random.default_rng(0).choice(15625, 20, replace=False, shuffle=False))


def test_what_is_done_of_a_stopped_run_is_not_counted_again(here, monkeypatch):
    whole = landscape.dry_run(proxies.score, **SAMPLE)
    evaluate, n_done = Scorer._evaluate, []

    def stopped(*given):
        if len(n_done) == 10:
            raise KeyboardInterrupt
        n_done.append(1)
        return evaluate(*given)

    with monkeypatch.context() as patched:
        patched.setattr(Scorer, "_evaluate", stopped)
        with pytest.raises(StoppedError):
            proxies.score(**SAMPLE)
    files = [path.name for path in here.rglob("*")]
    rest = landscape.dry_run(proxies.score, **SAMPLE)
    assert 0 < rest.evaluations < whole.evaluations
    assert [path.name for path in here.rglob("*")] == files
    for before, after in zip(whole.work, rest.work, strict=True):
        assert after.evaluations + after.there == before.evaluations
    proxies.score(**SAMPLE)
    done = landscape.dry_run(proxies.score, **SAMPLE)
    assert (done.evaluations, done.time, done.memory) == (0, None, None)
    assert done.there == (f"synflow, snip, params in {done.folder / 'scores.parquet'}",)
    more = landscape.dry_run(
        proxies.score, **{**SAMPLE, "metrics": ["params", "l2_norm"], "out": done.folder}
    )
    assert [work.what for work in more.work] == ["l2_norm"]


def test_the_estimate_is_exact_where_seconds_are_as_costs_say(monkeypatch):
    space, now = landscape.get_space("sss"), [0.0]
    settings = Settings("cifar10", data="noise", device="cpu")
    scorer = Scorer(space, [get_proxy("nwot")], settings)
    chunks = scorer.chunks()

    def score(scorer, indices):
        now[0] += 3 * scorer.costs([indices])[0]

    monkeypatch.setattr(Scorer, "score", score)
    count, timings = timed(scorer, chunks, clock=lambda: now[0])
    assert count >= len(timings) == 2
    whole = sum(scorer.costs(chunks))
    found = Estimate.of(timings, whole)
    assert found.seconds == pytest.approx(3 * whole, rel=1e-6)
    assert found.at_most == pytest.approx(1.1 * found.seconds)


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ([(1, 5.0)], (50, 25, 75)),  # of one alone nobody knows how far it is off
        ([(1, 1.0), (1, 3.0)], (20, 0, 40)),
        ([(2, 2.0), (2, 2.0), (1, 1.0)], (10, 9, 11)),
    ],
)
def test_an_estimate_has_the_spread_of_its_sample(sample, expected):
    found = Estimate.of(sample, 10)
    assert (found.seconds, found.at_least, found.at_most) == pytest.approx(expected)


def test_tables_and_benchmarks_need_no_evaluation(here):
    plan = landscape.dry_run(landscape.build, "test_acc", dataset="cifar10", pictures=False)
    assert (plan.evaluations, plan.time, plan.memory) == (0, None, None)
    assert plan.there == (f"the scores: {plan.title.removeprefix('build the landscape of ')}",)
    assert "mlon.html" not in plan.files
    assert "lon.graphml" in plan.files
    looked_up = landscape.dry_run(search.search, "rea", budget=50, trials=3)
    assert (looked_up.evaluations, looked_up.title) == (
        0, "3 trials of Regularized evolution on NAS-Bench-201"
    )  # fmt: skip
    assert [*here.iterdir()] == []


def test_a_build_needs_what_it_then_evaluates_and_says_its_files(here):
    plan = landscape.dry_run(landscape.build, "params", duplicates="merge", pictures=False)
    run = landscape.build("params", duplicates="merge", pictures=False)
    left = {f"{path.relative_to(run.folder)}" for path in run.folder.rglob("*.*")}
    left = {name for name in left if not name.endswith(".lock")}
    assert plan.folder == run.folder
    assert set(plan.files) == left
    again = landscape.dry_run(landscape.build, "params", duplicates="merge")
    assert (again.evaluations, again.there) == (
        0, (f"params in {run.folder / 'configurations' / 'scores.parquet'}",)
    )  # fmt: skip


def test_seeds_are_counted_each_and_timed_once(monkeypatch):
    calls = []
    monkeypatch.setattr(
        "proxies.scoring.forecast.timed", lambda *given: (calls.append(1), (4, [(2.0, 1.0)]))[1]
    )
    plan = landscape.dry_run(landscape.stability, "l2_norm", 3, seed=5)
    assert [work.what for work in plan.work] == [f"l2_norm, seed {seed}" for seed in (5, 6, 7)]
    assert len({work.evaluations for work in plan.work}) == len(calls) == 1
    assert plan.time.seconds == pytest.approx(3 * plan.work[0].time.seconds)
    assert plan.files[:3] == tuple(f"seed{seed}/scores.parquet" for seed in (5, 6, 7))


def test_a_shard_evaluates_its_own_and_leaves_chunks(here, monkeypatch):
    monkeypatch.setattr(Scorer, "chunks", lambda self: [np.arange(n, n + 3) for n in (0, 3, 6)])
    asked = {"metrics": "params", "limit": 9, "out": here / "run"}
    first, second = (
        landscape.dry_run(proxies.score, **asked, shard=shard) for shard in ("1/2", "2/2")
    )
    networks = [
        len(np.unique(landscape.get_space("nb201").canonical(n)))
        for n in ([0, 1, 2], [6, 7, 8], [3, 4, 5])
    ]
    assert [first.evaluations, second.evaluations] == [sum(networks[:2]), networks[2]]
    assert first.title.startswith("shard 1/2, to score params of 9 architectures")
    run = proxies.score(**asked, shard="1/2")
    (work,) = (path.name for path in run.folder.glob("unfinished-*"))
    assert first.files == second.files == (f"{work}/",)
    done = landscape.dry_run(proxies.score, **asked, shard="1/2")
    assert (done.evaluations, done.there, done.files) == (0, ("2 of 2 chunks",), (f"{work}/",))
    rest = landscape.dry_run(proxies.score, **asked, shard="2/2")
    assert [(work.evaluations, work.there) for work in rest.work] == [(networks[2], 0)]
    assert landscape.dry_run(proxies.score, **asked).there == ("2 of 3 chunks",)


def test_a_shard_that_the_command_refuses_is_refused(here):
    for shard in ("5/4", "x"):
        with pytest.raises(OptionError, match=f"--shard {shard}: expected i/n"):
            landscape.dry_run(proxies.score, "params", limit=3, shard=shard)
    with pytest.raises(OptionError, match="--shard 1/2: untrained networks are scored in parts"):
        landscape.dry_run(landscape.build, "test_acc", dataset="cifar10", shard="1/2")


def test_a_sample_scores_no_more_than_was_said(here):
    asked = {"metric": "params", "method": "ils", "budget": "3000", "starts": 3}
    plan = landscape.dry_run(landscape.sample, **asked)
    assert [(work.what, work.evaluations) for work in plan.work] == [("params, at most", 3000)]
    assert not [*here.iterdir()]
    run = landscape.sample(**asked)
    assert run.summary["evaluations"] <= plan.evaluations
    assert (plan.folder, {*plan.files}) == (
        run.folder,
        {path.name for path in run.folder.iterdir() if path.name != ".lock"},
    )
    done = landscape.dry_run(landscape.sample, **asked)
    assert (done.evaluations, done.there) == (0, ("the sample",))


def test_a_sample_of_seconds_of_a_table_or_of_a_function_is_forecast(here):
    seconds = landscape.dry_run(landscape.sample, "params", space="sss", budget="0.01s")
    assert 0 < seconds.evaluations < 32768
    assert seconds.time.seconds == pytest.approx(0.01, rel=0.2)
    whole = landscape.dry_run(landscape.sample, "params", calibrate=2)
    assert (whole.evaluations, whole.files[-2:]) == (9445, ("calibration.csv", "scores.parquet"))
    assert not landscape.dry_run(landscape.sample, "test_acc", dataset="cifar10").evaluations
    bits = landscape.ProductSpace([2] * 6, name="bits")
    own = {"space": bits, "function": lambda chosen: 0, "budget": 100}
    found = landscape.dry_run(landscape.sample, "own", **own)
    assert (found.evaluations, found.time) == (64, None)
    with pytest.raises(OptionError, match="a dry run of a trace: it brings a sample"):
        landscape.dry_run(landscape.sample, "own", space=bits, trace="a.csv")


def test_a_search_scores_about_as_many_networks_as_was_said(here):
    options = {"proxy": ["params"], "budget": 60, "trials": 30}
    plan = landscape.dry_run(search.search, "random-search", **options)
    run = search.search("random-search", **options)
    space = landscape.get_space("nb201")
    seen = np.unique(space.canonical(run.trajectories["configuration"].to_numpy()))
    assert plan.folder == run.folder
    assert len(seen) <= plan.evaluations <= 30 * 60
    done = landscape.dry_run(search.search, "random-search", **options)
    assert (done.evaluations, done.there) == (0, ("30 trials, finished",))


def test_a_search_trains_as_many_epochs_as_was_said(here):
    rng, labels = np.random.default_rng(0), np.arange(60) % 3
    images = rng.integers(0, 255, (60, 3, 8, 8)).astype(np.uint8)
    np.savez(here / "images.npz", images=images, labels=labels)
    options = {
        "space": "sss", "train": True, "data": here / "images.npz", "k": 4, "rungs": [1, 2],
        "train_batch": 12, "device": "cpu",
    }  # fmt: skip
    plan = landscape.dry_run(search.search, "successive-halving", **options)
    assert [path.name for path in here.iterdir()] == ["images.npz"]
    (work,) = plan.work
    assert work.what == "epochs of training of 4 networks"
    run = search.search("successive-halving", **options)
    assert len(run.history) == work.evaluations == 4 + 2
    assert {"history.csv", "best.pt", "trials.parquet"} <= {*plan.files}


def test_what_the_command_would_refuse_is_refused():
    with pytest.raises(UnknownNameError, match="nope"):
        landscape.dry_run(landscape.build, "nope")
    with pytest.raises(TypeError, match="no option 'spce': did you mean 'space'"):
        landscape.dry_run(landscape.build, "params", spce="nb201")
    with pytest.raises(OptionError, match="compare: a dry run is of build, score"):
        landscape.dry_run(landscape.compare, "one")
    with pytest.raises(OptionError, match="len is no command"):
        landscape.dry_run(len)
    with pytest.raises(TypeError, match=r"landscape\.dry_run\(build, \.\.\.\) says what"):
        landscape.build("params", dry_run=True)


def test_a_notebook_shows_what_is_to_be_done(tmp_path):
    works = (Work("a & b", 5, 2, Estimate(60.0, 50.0, 70.0)), Work("c", 1))
    plan = DryRun("score a", works, tmp_path, ("scores.parquet",), ("some",), 2**30, "from one")
    html = plan._repr_html_()
    assert "a &amp; b" in html
    assert "about 0:01:00 (0:00:50 to 0:01:10), an estimate from one" in html
    assert plan.table()["seconds"].tolist() == [60.0, 0.0]
    assert plan.in_words()["memory"] == "about 1.1 GB, an estimate"
