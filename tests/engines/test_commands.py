"""Commands that have others do the work come out as if they had done it themselves."""

from __future__ import annotations

import contextlib

import numpy as np
import pandas as pd
import pytest
import torch

import landscape
import proxies
import search
from landscape.engines.local import Local
from landscape.errors import OptionError, StoppedError
from landscape.options.search import SearchOptions
from proxies import scorer
from search.experiment import Experiment
from search.plan import SearchPlan
from tests.cli.command import inside
from tests.registered import forgotten

NOISE = {"dataset": "ImageNet16-120", "data": "noise", "batch_size": 4, "device": "cpu"}
SCORE = {"metrics": ["params", "nwot", "synflow"], "sample": 12, "init": "independent", **NOISE}
CLOCK = ("proxy_seconds", "train_seconds", "seconds")


@pytest.fixture(scope="module")
def dask(cluster):
    """Options that name a cluster."""
    return {"engine": "dask", "scheduler": cluster._connected().address}


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    """What one process scores; do not change its folder."""
    return proxies.score(**SCORE, out=tmp_path_factory.mktemp("alone") / "run")


def files(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def columns(run):
    return {name: run.scores[name].to_numpy().tobytes() for name in SCORE["metrics"]}


def test_scores_are_the_same_in_a_folder_of_the_same_name(tmp_path, monkeypatch, dask, scored):
    monkeypatch.chdir(tmp_path)
    run = proxies.score(**SCORE, **dask)
    alone = proxies.score(**SCORE)  # finds what is there already
    assert run.folder == alone.folder
    assert run == scored
    assert columns(run) == columns(scored)
    assert files(run.folder) == files(scored.folder)
    told = [one.table.provenance["engine"] for one in (run, scored)]
    assert told == ["dask, 2 at once", f"local, {torch.get_num_threads()} at once"]


def test_the_command_starts_workers_of_its_own(tmp_path, scored):
    given = [
        f"--{name.replace('_', '-')}={','.join(value) if isinstance(value, list) else value}"
        for name, value in SCORE.items()
    ]
    done = inside("score", *given, "--engine", "dask", "--workers", 1, "--out", "run", cwd=tmp_path)
    assert done.code == 0, done.stderr
    assert "Dask: 1 worker on this machine" in done.stderr
    assert columns(landscape.load(tmp_path / "run")) == columns(scored)


def test_a_stop_keeps_what_workers_did_and_anybody_goes_on(tmp_path, monkeypatch, dask, scored):
    taken, take = [], scorer.Piece.take

    def stopping(self, job, rows):
        take(self, job, rows)
        taken.append(job)
        if len(taken) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(scorer.Piece, "take", stopping)
    with pytest.raises(StoppedError, match="is done and kept"):
        proxies.score(**SCORE, **dask, out=tmp_path / "run")
    by_workers = len(taken)
    resumed = proxies.score(**SCORE, out=tmp_path / "run")
    assert columns(resumed) == columns(scored)
    assert 5 <= by_workers < len(taken)
    assert sorted(job.place for job in taken) == list(range(len(taken)))  # each was done once


def test_landscapes_are_the_same(tmp_path, dask):
    ours, theirs = (
        landscape.build("params", out=tmp_path / name, pictures=False, graphml=False, **how)
        for name, how in {"ours": {}, "theirs": dask}.items()
    )
    pd.testing.assert_frame_equal(ours.optima, theirs.optima, check_exact=True)
    assert ours.scores["params"].tolist() == theirs.scores["params"].tolist()
    assert ours.summary["options"] == theirs.summary["options"]
    assert files(ours.folder) == files(theirs.folder)


TOWERS = """
from torch import nn
from landscape import ProductSpace, Variable, register_space
space = ProductSpace([Variable("depth", "123"), Variable("width", "468")], name="towers")
def build(chosen, task):
    layers, width = [], 4
    for _ in range(int(chosen["depth"])):
        layers += [nn.Linear(width, int(chosen["width"])), nn.ReLU()]
        width = int(chosen["width"])
    return nn.Sequential(*layers, nn.Linear(width, 2))
register_space(space, network=build, input=(4,))
"""


def test_stability_of_a_space_of_a_file_is_the_same(tmp_path, dask):
    (tmp_path / "towers.py").write_text(TOWERS)
    with forgotten():
        landscape.load_plugin(tmp_path / "towers.py")
        ours, theirs = (
            landscape.stability("synflow", 2, space="towers", out=tmp_path / name, **how)
            for name, how in {"ours": {}, "theirs": dask}.items()
        )
        assert ours == theirs
    assert files(ours.folder) == files(theirs.folder)
    assert 0 < ours.summary["mean_spearman"] < 1


SEARCH = {"proxy": ["synflow"], "budget": 8, "trials": 2, **NOISE}


def trials(run):
    return run.trials.drop(columns=[name for name in CLOCK if name in run.trials])


def test_searches_ask_workers_live(tmp_path, dask):
    ours, theirs = (
        search.search("local-search", **SEARCH, out=tmp_path / name, **how)
        for name, how in {"ours": {}, "theirs": dask}.items()
    )
    pd.testing.assert_frame_equal(trials(ours), trials(theirs), check_exact=True)
    assert ours.summary["settings"] == theirs.summary["settings"]
    assert theirs.summary["provenance"]["engine"] == "dask, 2 at once"


# -- training -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    rng, path = np.random.default_rng(0), tmp_path_factory.mktemp("images") / "images.npz"
    pixels = rng.integers(0, 256, (60, 3, 8, 8), dtype=np.uint8)
    np.savez(path, images=pixels, labels=np.arange(60) % 3)
    return path


RECIPE = """
import torch
from dataclasses import replace

def adam(network):
    return torch.optim.Adam(network.parameters(), lr=0.01)

def recipe(usual):
    return replace(usual, optimizer=adam, schedule=lambda epoch: 1 - epoch / 2 / usual.epochs)
"""


@pytest.fixture(scope="module")
def how_trained(images):
    """With a recipe of a file, whose functions workers have to be given, too."""
    file = images.with_name("mine.py")
    file.write_text(RECIPE)
    how = {"space": "sss", "train": True, "epoch": 2, "train_batch": 16, "device": "cpu"}
    return {**how, "data": images, "budget": "4e", "recipe": f"{file}:recipe"}


@pytest.fixture(scope="module")
def trained(how_trained, tmp_path_factory):
    """What this process trains."""
    out = tmp_path_factory.mktemp("trained") / "run"
    return search.search("random-search", **how_trained, out=out)


def history(run):
    table = pd.read_csv(run.folder / "history.csv")
    return table.drop(columns="seconds")


def assert_trained_alike(one, other):
    pd.testing.assert_frame_equal(trials(one), trials(other), check_exact=True)
    pd.testing.assert_frame_equal(history(one), history(other), check_exact=True)
    assert one.summary["settings"] == other.summary["settings"]
    assert one.summary["best"] == other.summary["best"]


def test_networks_are_trained_by_workers(tmp_path, dask, how_trained, trained):
    run = search.search("random-search", **how_trained, **dask, out=tmp_path / "run")
    assert_trained_alike(run, trained)
    assert run.summary["provenance"]["engine"] == "dask, 2 at once"
    kept = sorted(path.name for path in run.folder.glob("checkpoints/*/*"))
    assert kept == sorted(path.name for path in trained.folder.glob("checkpoints/*/*"))


def test_several_devices_train_in_turns_as_one_does(tmp_path, monkeypatch, how_trained, trained):
    monkeypatch.setattr("search.training.trainer._KEEP_EVERY", 0.0)  # a turn is an epoch
    monkeypatch.setattr("search.training.trainer.Trainer._is_alone", False)
    monkeypatch.setattr("landscape.options.shared.EngineOptions.opened", lambda self: TWO)
    run = search.search("random-search", **how_trained, out=tmp_path / "run")
    assert_trained_alike(run, trained)


TWO = Local(["cpu", "cpu"])


# -- options ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"engine": "spark"}, "unknown engine 'spark': known are dask, local"),
        ({"scheduler": "a:1"}, "scheduler= and workers= are for engine='dask': add it"),
        ({"workers": 2}, "scheduler= and workers= are for engine='dask': add it"),
        ({"engine": "dask", "workers": 2, "scheduler": "a:1"}, "leave one of them out"),
        ({"engine": "dask", "workers": 0}, "workers=0: expected at least 1"),
    ],
)
def test_options_that_contradict_each_other_are_one_line(tmp_path, given, told):
    with pytest.raises((OptionError, LookupError), match=told):
        proxies.score("params", limit=2, out=tmp_path, **given)
    assert not list(tmp_path.iterdir())


def test_who_does_nothing_is_not_asked_for(tmp_path):
    with pytest.raises(OptionError, match="engine= say how networks are scored, and test_acc"):
        landscape.build("test_acc", dataset="cifar10", engine="dask", out=tmp_path)
    options = SearchOptions("mf-nas", proxy="skip", scores="a.csv", engine="dask")
    with (
        contextlib.suppress(FileNotFoundError),
        pytest.raises(OptionError, match=r"engine=, .* say how networks are scored, and none"),
    ):
        Experiment.of(SearchPlan(options))
