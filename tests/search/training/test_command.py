"""``landscape search --train`` from digits to a network that predicts, killed on the way or not."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from proxies.images.npz import read_npz
from search.training import load_trained
from tests.cli.command import inside, landscape

SIGNALLED = (sys.executable, str(Path(__file__).with_name("signalled.py")))
MF_NAS = (
    *("mf-nas", "--train", "--proxy", "skip", "--set", "evaluations=200", "--k", 3),
    *("--rungs", "2,5", "--augment", "crop", "--train-batch", 16, "--learning-rate", 0.05),
    *("--device", "cpu", "--out", "run"),
)
CLOCK = ("proxy_seconds", "train_seconds", "seconds")
BATCHES = 2 * (12 + 4) * 3
"""Of 180 and 60 images, in the two epochs of the first rung."""


@pytest.fixture(scope="module")
def run(digits, tmp_path_factory):
    """A run that nobody stopped; do not change its folder."""
    return landscape("search", *MF_NAS, "--data", digits, cwd=tmp_path_factory.mktemp("run"))


def without_clock(table):
    return table.drop(columns=[name for name in CLOCK if name in table])


def tables(run):
    trials, moves = (
        pd.read_parquet(run.folder / f"{name}.parquet") for name in ("trials", "trajectories")
    )
    return [without_clock(t) for t in (trials, moves, pd.read_csv(run.folder / "history.csv"))]


def test_it_ends_with_a_network_that_predicts(run, digits, task):
    assert run.code == 0, run.stderr
    network = load_trained(run.folder / "best.pt", device="cpu")
    best = run.summary["best"]
    trials = tables(run)[0]
    assert best["architecture"] == trials["architecture"][0]
    assert network.architecture == best["without_dead_operations"]
    assert network.accuracy == best["val_acc"] == trials["fitness"][0]
    assert network.test_accuracy == best["test_acc"] == trials["test_acc"][0]
    images, labels = read_npz(digits, task)
    assert (network.predict(images) == labels).mean() > 0.3  # one in ten is chance


def test_the_summary_says_how_it_was_trained(run):
    told = run.summary["settings"]["training"]
    assert told["recipe"]["epochs"] == 5
    assert told["recipe"]["augment"] == ["crop"]
    assert told["images"] == {"train": 180, "val": 60, "test": 60}
    assert run.summary["costs"]["epochs"]["mean"] == 3 * 2 + 2 * 3
    assert run.summary["costs"]["train_seconds"]["mean"] > 0
    assert run.summary["results"]["test_acc"]["n"] == 1


def test_one_trial_is_run_unless_told_otherwise(run):
    assert run.screen["trials"] == "1"


def test_every_network_and_epoch_is_in_the_history(run):
    history = tables(run)[2]
    assert sorted(history.groupby("configuration")["epoch"].max()) == [2, 5, 5]
    assert np.isfinite(history[["train_loss", "val_acc"]]).all(axis=None)


def test_it_says_what_it_does(run):
    assert "val_acc: networks are trained on cpu with 180 images of digits.npz" in run.stderr
    assert "training about 12 epochs in all" in run.stderr
    assert "training 3 networks, 6 epochs\n" in run.stderr
    assert "training 2 networks, 6 epochs\n" in run.stderr
    assert run.screen["test accuracy"].endswith("run/best.pt")


@pytest.mark.parametrize(
    "sent", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.slow)]
)
def test_a_stopped_run_goes_on_and_comes_out_the_same(run, digits, tmp_path, sent):
    how = (*MF_NAS, "--data", digits)
    stopped = landscape(int(sent), BATCHES + 10, "search", *how, cwd=tmp_path, command=SIGNALLED)
    assert stopped.code == (130 if sent == signal.SIGINT else -signal.SIGKILL)
    assert len(list(tmp_path.glob("run/checkpoints/*/epoch-00002.pt"))) == 3
    if sent == signal.SIGINT:
        assert "the same command goes on from there" in stopped.stderr.splitlines()[-1]
    resumed = landscape("search", *how, cwd=tmp_path)
    assert resumed.code == 0, resumed.stderr
    assert "training 3 networks" not in resumed.stderr
    for found, expected in zip(tables(resumed), tables(run), strict=True):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_a_finished_run_is_not_run_again(run, digits):
    before = (run.folder / "best.pt").read_bytes()
    again = inside("search", *MF_NAS, "--data", digits, cwd=run.cwd)
    assert "the trials are there already" in again.stderr
    assert again.stdout == run.stdout
    assert (run.folder / "best.pt").read_bytes() == before


SMALL = (
    *("search", "random-search", "--space", "sss", "--train", "--epoch", 1, "--budget", "2e"),
    *("--trials", 2, "--train-batch", 64, "--device", "cpu"),
)


@pytest.fixture(scope="module")
def done(digits, tmp_path_factory):
    """A small run."""
    return inside(*SMALL, "--data", digits, cwd=tmp_path_factory.mktemp("small"))


def test_a_budget_of_epochs_ends_it(done):
    assert done.code == 0, done.stderr
    assert done.summary["costs"]["epochs"] == {"mean": 2.0, "std": 0.0, "n": 2}
    assert "nb201" not in done.folder.name
    assert "digits-epoch1-trained-batch64" in done.folder.name


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("best.pt", flip_a_bit, "writing the results again: best.pt is no checkpoint, or a dam"),
        ("best.pt", Path.unlink, "writing the results again: there is no file best.pt"),
        ("history.csv", Path.unlink, "writing the results again: there is no file history.csv"),
        ("trials.parquet", flip_a_bit, "running the trials again: trials.parquet is no readable"),
        (
            "summary.json",
            lambda path: path.write_text(path.read_text().replace('_nothing": 0', '_nothing": 1')),
            "the summary says something else than the trials: writing it anew",
        ),
    ],
)
def test_what_a_finished_run_lacks_is_made_of_what_was_trained(
    done, digits, tmp_path, name, change, told
):
    shutil.copytree(done.folder, tmp_path, dirs_exist_ok=True)
    change(tmp_path / name)
    again = inside(*SMALL, "--data", digits, "--out", ".", cwd=tmp_path)
    assert again.code == 0, again.stderr
    assert told in again.stderr
    assert again.summary == done.summary
    for file in ("best.pt", "history.csv", "trials.parquet"):
        assert (tmp_path / file).read_bytes() == (done.folder / file).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("mf-nas", "--data", "noise"), "nothing to learn from"),
        (("mf-nas", "--hp", "200"), "--hp 200: chooses from a benchmark"),
        (("mf-nas", "--run", "777"), "--run 777: chooses from a benchmark"),
        (("mf-nas", "--benchmark", "mine"), "--benchmark mine: chooses from a benchmark"),
        (("mf-nas", "--metric", "test_acc"), "unknown metric of networks trained here 'test_acc'"),
        (("mf-nas", "--space", "nbasr"), "cannot be trained here"),
        (("mf-nas", "--augment", "flop"), "did you mean 'flip'"),
        (("mf-nas", "--learning-rate", 0), "learning rate 0.0: expected more than 0"),
        (("mf-nas", "--train-batch", 1), "batch_size 1: expected at least 2"),
        (("mf-nas", "--dataset", "cifar10"), "images are 8×8 pixels, CIFAR-10 has 32×32"),
        (("sa-rank",), "--train: sa-rank asks for no trained network"),
        (("random-search", "--proxy", "params", "--budget", "5"), "guided by params asks for no"),
        (("successive-halving", "--repeats", 2), "say how networks are scored, and none is"),
        (("random-search", "--epoch", 1, "--budget", "0e"), "does not pay for one evaluation"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_one_line(digits, tmp_path, arguments, told):
    given = () if "--data" in arguments else ("--data", digits)
    done = inside("search", *arguments, "--train", *given, cwd=tmp_path)
    assert done.code in (1, 2)
    line = done.stderr.strip().split("\n")[-1]
    assert line.startswith("landscape: ")
    assert told in line


def test_how_to_train_is_nothing_without_training(tmp_path):
    done = inside("search", "sa-rank", "--augment", "none", cwd=tmp_path)
    assert (done.code, done.stderr) == (
        2, "landscape: --augment none: says how networks are trained: give --train\n",
    )  # fmt: skip


def test_images_of_the_dataset_are_needed(tmp_path, monkeypatch):
    monkeypatch.setenv("LANDSCAPE_DATA_DIR", str(tmp_path))
    done = inside("search", "successive-halving", "--train", cwd=tmp_path)
    assert done.code == 2
    assert "no images of cifar10" in done.stderr


def test_another_recipe_does_not_go_on_from_these_checkpoints(digits, tmp_path):
    how = ("successive-halving", "--space", "sss", "--train", "--k", 1, "--rungs", "1,2")
    how = (*how, "--train-batch", 64, "--data", digits, "--device", "cpu", "--out", "run")
    landscape(int(signal.SIGKILL), 10, "search", *how, cwd=tmp_path, command=SIGNALLED)
    assert list(tmp_path.glob("run/checkpoints/*/*.pt"))
    other = inside("search", *how, "--learning-rate", 0.5, cwd=tmp_path)
    assert other.code == 1
    assert "recipe.learning_rate is 0.1 there, asked for is 0.5" in other.stderr
