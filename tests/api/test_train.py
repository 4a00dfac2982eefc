"""`landscape.train` does what the command does, and what it leaves is read again and used."""

import io
import json

import numpy as np
import pandas as pd
import pytest
import torch

import landscape
import search
import viz
from landscape.errors import ArchitectureError, DataError, LandscapeError, OptionError, StoppedError
from search.training import TrainedNetwork, load_trained
from search.training.trainer import Trainer
from tests.cli.command import inside

ARCH = "8:16:8:8:16"
HOW = {"space": "sss", "data": "easy.npz", "epochs": 2, "train_batch": 12, "device": "cpu"}
CLOCK = {"seconds"}


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with images that are easily told apart."""
    here, rng = tmp_path_factory.mktemp("train"), np.random.default_rng(0)
    labels = np.arange(60) % 3
    images = rng.integers(0, 60, (60, 3, 8, 8)) + 60 * labels[:, None, None, None]
    np.savez(here / "easy.npz", images=images.astype(np.uint8), labels=labels)
    return here


@pytest.fixture(autouse=True)
def at_home(here, monkeypatch):
    monkeypatch.chdir(here)
    monkeypatch.setenv("LANDSCAPE_DATA", str(here / "none"))


@pytest.fixture(scope="module")
def run(here):
    """A finished training; do not change its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        return landscape.train(ARCH, **HOW)


def written(options):
    return [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]


def without_clock(run):
    """Return the summary and the epochs of a run, but for what was measured."""
    summary = {name: value for name, value in run.summary.items() if name not in CLOCK}
    return summary, run.history.drop(columns="seconds")


def names(folder):
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def test_function_and_command_leave_equal_folders(run, here, tmp_path):
    command = inside("train", ARCH, *written(HOW), "--out", tmp_path / "command", cwd=here)
    assert command.code == 0, command.stderr
    there = landscape.load(tmp_path / "command")
    (summary, history), (expected, epochs) = without_clock(there), without_clock(run)
    assert summary == expected
    pd.testing.assert_frame_equal(history, epochs, check_exact=True)
    assert names(tmp_path / "command") == names(run.folder)
    assert (there.folder / "weights.pt").read_bytes() == (run.folder / "weights.pt").read_bytes()
    assert command.screen["training"] == f"{ARCH} on easy"
    assert command.screen["test accuracy"] == f"{run.results['test_acc']:.2f} %"


def test_a_run_is_loaded_and_copied_as_it_was(run, tmp_path):
    assert landscape.load(run.folder) == run
    copy = run.save(tmp_path)
    assert landscape.load(tmp_path) == copy == run
    assert names(tmp_path) == names(run.folder)
    assert run.folder.name.startswith("sss-train-8_16_8_8_16-easy-epochs2-batch12-seed0-")


def test_its_network_predicts_and_its_weights_are_plain(run, here):
    network = run.network("cpu")
    assert isinstance(network, TrainedNetwork)
    assert network.architecture == run.summary["without_dead_operations"] == ARCH
    assert network.test_accuracy == run.results["test_acc"] > 50
    weights = torch.load(run.folder / "weights.pt", weights_only=True)
    module = load_trained(run.folder / "network.pt", device="cpu").module
    assert module.load_state_dict(weights).missing_keys == []
    images = np.load(here / "easy.npz")["images"]
    assert np.array_equal(network.predict(images), run.network("cpu").predict(images))
    assert run.summary["parameters"] == sum(p.numel() for p in module.parameters())


def test_every_epoch_is_told_and_drawn(run):
    assert run.history["epoch"].tolist() == [1, 2]
    assert run.history["val_acc"].iloc[-1] == pytest.approx(run.results["val_acc"])
    chart = viz.plot(run).figure
    drawn = pd.read_csv(io.BytesIO(chart.render(".csv")))
    pd.testing.assert_frame_equal(drawn, run.history[list(drawn)])
    assert [panel.y_label for panel in chart.panels] == ["Loss", "Accuracy (%)"]
    assert f"{run.results['test_acc']:.2f} %" in chart.notes[0]
    assert (run.folder / "curve.png").read_bytes().startswith(b"\x89PNG")
    shown = run._repr_mimebundle_()
    assert {"image/png", "text/html"} & shown.keys()


def test_the_same_network_comes_out_of_a_search_that_trains(run, here, tmp_path):
    found = search.search(
        "successive-halving", space="sss", train=True, data="easy.npz", k=1, rungs=[2],
        train_batch=12, device="cpu", out=tmp_path / "search",
    )  # fmt: skip
    same = landscape.train(
        found, winner=True, data="easy.npz", epochs=2, train_batch=12, device="cpu",
        out=tmp_path / "winner",
    )  # fmt: skip
    assert same.architecture == found.summary["best"]["architecture"]
    trained, told = same.network("cpu").module, found.best_network("cpu").module
    states = trained.state_dict(), told.state_dict()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[1])
    command = inside("train", tmp_path / "search", "--winner", *written({
        "data": "easy.npz", "epochs": 2, "train_batch": 12, "device": "cpu",
        "out": tmp_path / "winner"}), cwd=here)  # fmt: skip
    assert "its best trial found" in command.stderr
    assert "the network is trained already" in command.stderr
    with pytest.raises(OptionError, match=r"holds a search on easy, whose images are not known"):
        landscape.train(found.folder, winner=True)
    with pytest.raises(OptionError, match=r"space='nb201': .* a search of sss; leave"):
        landscape.train(found, winner=True, space="nb201", data="easy.npz")
    with pytest.raises(OptionError, match="is a folder, and no architecture: with winner=True"):
        landscape.train(found.folder, **HOW)
    with pytest.raises(OptionError, match="say winner=True"):
        landscape.train(found, **HOW)


def test_a_stopped_training_goes_on_and_comes_out_the_same(run, tmp_path, monkeypatch):
    def stopping(trainer, *given):
        if given[-1] == 1:
            raise KeyboardInterrupt
        return epoch(trainer, *given)

    epoch = Trainer._epoch
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "_epoch", stopping)
        with pytest.raises(StoppedError, match=r"1 of 2 epochs are done and kept in .*; the same"):
            landscape.train(ARCH, **HOW, out=tmp_path)
    with pytest.raises(DataError, match=r"is of another training: recipe\.learning_rate is 0.1"):
        landscape.train(ARCH, **HOW, out=tmp_path, learning_rate=0.2)
    resumed = landscape.train(ARCH, **HOW, out=tmp_path)
    assert without_clock(resumed)[0]["results"] == run.summary["results"]
    assert (tmp_path / "weights.pt").read_bytes() == (run.folder / "weights.pt").read_bytes()
    assert not (tmp_path / "checkpoints").exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("history.csv", "history.csv is gone or damaged: writing it anew"),
        ("curve.png", "curve.png is gone or damaged: writing it anew"),
        ("network.pt", "training again: there is no file"),
    ],
)
def test_what_a_finished_run_lacks_is_made_anew(run, tmp_path, caplog, name, told):
    caplog.set_level("INFO", "landscape")
    copy = run.save(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / name).unlink()
    again = landscape.train(ARCH, **HOW, out=tmp_path)
    assert told in caplog.text
    assert without_clock(again)[0]["results"] == copy.summary["results"]
    if name != "network.pt":
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_loss_that_is_no_number_ends_it_in_one_line_and_nothing_is_lost(tmp_path, caplog):
    how = {**HOW, "epochs": 9, "learning_rate": 1e30}
    run = landscape.train(ARCH, **how, out=tmp_path)
    assert "whose loss was no number, and nothing was tested: try a learning_rate=" in caplog.text
    assert run.summary["results"]["test_acc"] is None
    assert np.isnan(run.results["test_acc"])
    assert len(run.history) == run.summary["epochs"] < 9
    assert landscape.load(tmp_path) == run
    assert landscape.train(ARCH, **how, out=tmp_path) == run


@pytest.mark.parametrize(
    ("architecture", "options", "complaint"),
    [
        ("8:16", {}, "8:16"),
        (0, {"space": "nbasr"}, "networks of NAS-Bench-ASR cannot be trained here: expected"),
        (ARCH, {"data": "none.npz"}, "there is no file none.npz"),
        (ARCH, {"data": "noise"}, "data='noise' has nothing to learn from"),
        (ARCH, {"data": "built-in"}, "data='built-in' brings scores"),
        (ARCH, {"data": "tiny.npz"}, "images are 6×6 pixels: expected square ones"),
        (ARCH, {"data": "few.npz"}, r"class 0 of 2 has 1 image\(s\)"),
        (ARCH, {"epochs": 0}, "epochs 0: expected at least 1"),
        (ARCH, {"augment": "flop"}, "unknown augmentation 'flop': did you mean"),
        (ARCH, {"device": "tpu"}, "unknown device 'tpu'"),
        (ARCH, {"data": None}, "no images of cifar10"),
        ("none", {"winner": True, "space": None}, "none holds no run"),
    ],
)
def test_what_makes_no_sense_is_one_line(here, architecture, options, complaint):
    small = np.zeros((2, 3, 6, 6), np.uint8)
    np.savez(here / "tiny.npz", images=small, labels=[0, 1])
    np.savez(here / "few.npz", images=np.zeros((2, 3, 8, 8), np.uint8), labels=[0, 1])
    given = {**HOW, **options, "out": "refused"}
    with pytest.raises(LandscapeError, match=complaint) as refused:
        landscape.train(architecture, **given)
    assert "\n" not in str(refused.value)
    assert not (here / "refused").exists()


def test_an_option_that_does_not_exist_suggests_the_nearest():
    with pytest.raises(TypeError, match=r"train\(\) has no option 'epoch': did you .*'epochs'"):
        landscape.train(ARCH, epoch=3)


def test_folders_of_other_results_are_refused_and_stay_as_they_are(run, tmp_path):
    hills = landscape.Landscape(landscape.ProductSpace([2, 2]), [3, 0, 1, 2], metric="height")
    landscape.save(hills, tmp_path, pictures=False)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(DataError, match="holds a landscape, no training: choose another out="):
        landscape.train(ARCH, **HOW, out=tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    with pytest.raises(
        DataError, match=r"holds another training: recipe\.epochs is 2 there, asked"
    ):
        landscape.train(ARCH, **{**HOW, "epochs": 3}, out=run.folder)
    with pytest.raises(DataError, match="holds a training: expected a folder that landscape sear"):
        search.SearchRun(run.folder)
    with pytest.raises(DataError, match="holds a training: expected a folder that landscape build"):
        landscape.LandscapeRun(run.folder)
    with pytest.raises(DataError, match="holds a training, and trends is of searches"):
        viz.figure("trends", run.folder)


def test_architectures_are_named_as_python_has_them(run):
    number = landscape.get_space("sss").parse(ARCH)
    again = landscape.train(number, **HOW)
    assert again.folder == run.folder
    assert landscape.train(np.int64(number), **HOW) == run
    with pytest.raises(ArchitectureError):
        landscape.train((1, 2), **HOW)


def test_a_damaged_summary_is_one_line(run, tmp_path):
    run.save(tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_bytes())
    for damage, told in (
        ({"results": {"val_acc": "x"}}, "'val_acc' is 'x'"),
        ({"epochs": "y"}, ""),
    ):
        (tmp_path / "summary.json").write_text(json.dumps({**summary, **damage}))
        with pytest.raises(DataError, match=f"{told}.*it is damaged; run landscape train again"):
            landscape.load(tmp_path)
