"""`search.search` does what the command does, and what it returns is read again."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest

import landscape
import search
from landscape.errors import DataError, DataMissingError, LandscapeError, OptionError
from landscape.options.search import SearchOptions
from landscape.reporter import show_progress_by
from landscape.spaces import FileSpace, Variable
from tests.cli.command import inside

HILL = FileSpace([Variable("a", "xyz"), Variable("b", "0123")], pattern="{}{}", name="hill")
TABLE = {"space": "hill.toml", "scores": "scores.csv", "proxy": ["height", "cost"]}
PLAIN = {**TABLE, "scores": "plain.csv"}


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with a described space, and scores of it, a test accuracy among them."""
    here, rng = tmp_path_factory.mktemp("hill"), np.random.default_rng(0)
    (here / "hill.toml").write_text(HILL.description)
    frame = pd.DataFrame({"arch": [HILL.format(index) for index in range(HILL.size)]})
    frame = frame.assign(height=rng.normal(size=HILL.size), cost=rng.normal(size=HILL.size))
    frame = frame.assign(height_seconds=0.5, test_acc=90 + rng.random(HILL.size))
    frame.loc[3, "height"] = np.nan
    frame.to_csv(here / "scores.csv", index=False)
    frame.drop(columns="test_acc").to_csv(here / "plain.csv", index=False)  # nothing to be drawn
    return here


@pytest.fixture(autouse=True)
def at_home(here, monkeypatch):
    monkeypatch.chdir(here)
    monkeypatch.setenv("LANDSCAPE_DATA", str(here / "none"))


def contents(folder):
    """Return the files of a run but for locks; nothing in them depends on a clock."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".")}


def written(algorithm, options):
    """Return keywords as a command line."""
    yield algorithm
    for name, value in options.items():
        option = "--set" if name == "settings" else f"--{name.replace('_', '-')}"
        if isinstance(value, dict):
            yield from (f"{option}={each}={setting}" for each, setting in value.items())
        else:
            yield f"{option}={','.join(value) if isinstance(value, list) else value}"


OPTIONS = [
    ("best-of", {**TABLE, "trials": 4, "settings": {"n": 5}, "minimize": ["cost"]}),
    ("local-search", {**PLAIN, "proxy": "height", "trials": 3, "budget": "20s", "seed": 2}),
    ("ga-rank", {**PLAIN, "trials": 1, "settings": {"population": 4, "generations": 2},
                 "missing": "-1", "dataset": "cifar100"}),
]  # fmt: skip


@pytest.mark.parametrize(("algorithm", "options"), OPTIONS, ids=[name for name, _ in OPTIONS])
def test_function_and_command_leave_equal_folders(tmp_path, here, algorithm, options):
    run = search.search(algorithm, **options, out=tmp_path / "function")
    command = inside("search", *written(algorithm, options), "--out", tmp_path / "command",
                     cwd=here)  # fmt: skip
    assert command.code == 0, command.stderr
    found = contents(tmp_path / "function")
    assert {"trials.parquet", "trajectories.parquet", "summary.json"} <= found.keys()
    assert ("trends.png" in found) == (options["scores"] != "plain.csv")
    assert found == contents(tmp_path / "command")
    assert landscape.load(tmp_path / "command") == run
    assert run.save(tmp_path / "copy") == run
    assert contents(tmp_path / "copy") == found


@pytest.fixture(scope="module")
def run(here):
    """A finished search; do not change its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        patch.setenv("LANDSCAPE_DATA", str(here / "none"))
        return search.search("best-of", **TABLE, trials=4, settings={"n": 5})


def test_without_out_the_folder_is_the_one_of_the_command(run, here):
    assert str(run.folder) == "runs/hill-best-of-height-cost-scores-n5-trials4-seed0"
    again = inside(
        *("search", "best-of", "--space", "hill.toml", "--scores", "scores.csv", "--trials", 4),
        *("--proxy", "height,cost", "--set", "n=5"),
        cwd=here,
    )
    assert "the trials are there already: runs/hill-best-of" in again.stderr


def test_a_run_gives_tables_and_says_how_it_was_made(run):
    assert run.trials["trial"].tolist() == [0, 1, 2, 3]
    assert set(run.trajectories["trial"]) <= {0, 1, 2, 3}
    assert run.history.empty
    options = run.summary["options"]
    assert (options["algorithm"], options["settings"]) == ("best-of", ["n=5"])
    assert options["proxy"] == ["height", "cost"]
    assert "out" not in options


def test_a_run_shows_its_course_in_a_notebook(run):
    shown = run._repr_mimebundle_()
    assert shown["text/plain"] == f"SearchRun(folder={run.folder!r}, name=None)"
    assert "image/png" in shown


def test_other_trials_are_another_run(run, tmp_path):
    other = search.search("best-of", **PLAIN, trials=4, settings={"n": 5}, out=tmp_path)
    assert other != run
    with pytest.raises(DataError, match="holds another run: choose another folder"):
        run.save(tmp_path)


def test_a_run_of_earlier_versions_is_there_already(run, tmp_path):
    run.save(tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_bytes())
    del summary["options"]  # they did not write it
    (tmp_path / "summary.json").write_text(json.dumps(summary))
    before = contents(tmp_path)
    assert search.search("best-of", **TABLE, trials=4, settings="n=5", out=tmp_path) != run
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"budget": 2000}, {"budget": "2000"}),
        ({"budget": 1e4}, {"budget": "10000"}),
        ({"budget": search.Budget(9, 20.0)}, {"budget": "9,20s"}),
        ({"rungs": [5, 50]}, {"rungs": "5,50"}),
        ({"rungs": np.array([5, 50])}, {"rungs": "5,50"}),
        ({"proxy": ["a", "b"]}, {"proxy": "a,b"}),
        ({"settings": {"k": 3, "first": None}}, {"settings": ["k=3"]}),
        ({"settings": {"archive": True}}, {"settings": ("archive=yes",)}),
        ({"settings": "k=3"}, {"settings": ("k=3",)}),
        ({"scores": "~"}, {"scores": SearchOptions("rea", scores="~").scores}),
    ],
)  # fmt: skip
def test_options_may_be_given_as_python_or_as_the_command_writes_them(one, other):
    assert SearchOptions("rea", **one) == SearchOptions("rea", **other)


def test_settings_with_options_of_their_own_are_settings():
    options = SearchOptions("mf-nas", k=3, settings={"first": "random"})
    assert options.all_settings == ("k=3", "first=random")
    assert (options.n_trials, SearchOptions("mf-nas", train=True).n_trials) == (500, 1)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"settings": {"kk": 3}}, "did you mean 'k'"),
        ({"budget": [5]}, r"budget '\[5\]': expected a number of evaluations"),
        ({"trials": 1.5}, "trials 1.5: expected a whole number"),
        ({"rungs": [5, "x"]}, "rungs='5,x': expected numbers separated by commas"),
        ({"train": "yes"}, "train 'yes': expected True or False"),
        (
            {"k": 3, "rungs": [5, 50]},
            r"rungs \(5, 50 epochs\), and no benchmark of hill was imported",
        ),
        ({"minimize": ["depth"]}, "minimize='depth': expected names among proxy='height'"),
        ({"augment": "flip"}, "augment='flip': says how networks are trained: give train=True"),
    ],
)
def test_what_makes_no_sense_is_one_line(options, complaint):
    with pytest.raises(LandscapeError, match=complaint) as refused:
        search.search("mf-nas", **{**TABLE, "proxy": "height", "rungs": "5", **options})
    assert "\n" not in str(refused.value)


def test_an_option_that_does_not_exist_suggests_the_nearest():
    with pytest.raises(TypeError, match=r"search\(\) has no option 'trails': did you .*'trials'"):
        search.search("rea", trails=3)
    with pytest.raises(TypeError):
        search.search("rea", "nb201")  # by keyword only


def test_architectures_without_a_score_are_counted(caplog):
    caplog.set_level("INFO", "landscape")
    with pytest.raises(OptionError, match="never ends by itself"):
        search.search("local-search", **{**TABLE, "proxy": "cost"})
    assert "no score" not in caplog.text
    with pytest.raises(OptionError, match="counts seconds"):
        search.search("best-of", **TABLE, budget="5s")
    assert "height: 1 of 12 architectures have no score in scores.csv" in caplog.text
    assert "cost: " not in caplog.text


def test_live_scores_show_their_pace_before_a_trial_ends(tmp_path):
    shown = []

    @contextmanager
    def recorded(pace, what):
        def update(n_done, more="", share=None):
            pace.take(n_done, share)
            shown.append((n_done, more, pace.share, pace.seconds_left))

        yield update

    show_progress_by(recorded)
    try:
        search.search("local-search", proxy="params", budget=30, trials=2, out=tmp_path)
    finally:
        show_progress_by(None)
    before = [told for told in shown if told[0] == 0]
    _, pace, share, seconds_left = before[-1]
    assert re.fullmatch(r"[\d,]+ networks scored \([\d.,]+ networks/s\)", pace)
    assert 0.5 < share <= 1
    assert seconds_left is not None
    assert shown[-1][0] == 2
    assert shown[-1][2] == 1


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A search that trained two networks on images that are easily told apart."""
    folder, rng = tmp_path_factory.mktemp("trained"), np.random.default_rng(0)
    labels = np.arange(60) % 3
    images = rng.integers(0, 60, (60, 3, 8, 8)) + 60 * labels[:, None, None, None]
    np.savez(folder / "easy.npz", images=images.astype(np.uint8), labels=labels)
    return search.search(
        "successive-halving", space="sss", train=True, data=folder / "easy.npz", k=2, rungs=[1, 2],
        train_batch=12, augment="none", device="cpu", out=folder / "run",
    )  # fmt: skip


def test_a_search_that_trains_brings_its_best_network_and_every_epoch(trained, tmp_path):
    assert trained.history["epoch"].max() == 2
    assert trained.summary["options"]["augment"] == ["none"]
    network = trained.best_network(device="cpu")
    assert network.architecture == trained.summary["best"]["without_dead_operations"]
    copy = trained.save(tmp_path)
    assert landscape.load(tmp_path) == trained
    checkpoints = [sorted(p.name for p in r.folder.rglob("epoch-*.pt")) for r in (trained, copy)]
    assert checkpoints[0] == checkpoints[1] != []


def test_a_search_that_trains_nothing_has_no_best_network(run):
    with pytest.raises(DataMissingError, match="trained no network"):
        run.best_network()


def test_importing_search_loads_nothing_heavy_and_every_name_is_found():
    code = "import search, sys; print(sorted({'numpy', 'pandas', 'pyarrow'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
    assert all(getattr(search, name) is not None for name in search.__all__)
    assert {"search", "run", "Budget"} <= set(dir(search))


def test_the_old_name_of_an_objective_still_works():
    with pytest.warns(DeprecationWarning, match=r"search\.Question is called Objective now"):
        assert search.Question == search.Objective
    with pytest.raises(AttributeError):
        search.no_such_name  # noqa: B018
