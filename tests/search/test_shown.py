"""How far a search that trains is, is told of all of it, and what it scored is kept with that."""

from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest

import landscape
import search
from landscape.errors import StoppedError
from landscape.reporter import show_progress_by
from proxies import Scorer
from search.shown import _Trained
from search.training import Trainer


@pytest.fixture(scope="module")
def how(tmp_path_factory):
    """Options of a search that pays for twelve scores, trains four networks, then two longer."""
    path, rng = tmp_path_factory.mktemp("images") / "images.npz", np.random.default_rng(0)
    pixels = rng.integers(0, 255, (60, 3, 8, 8)).astype(np.uint8)
    np.savez(path, images=pixels, labels=np.arange(60) % 3)
    return {
        "space": "sss", "proxy": "synflow", "train": True, "data": path, "k": 4, "rungs": [1, 2],
        "train_batch": 12, "device": "cpu", "settings": {"evaluations": 12},
    }  # fmt: skip


@pytest.fixture
def shown():
    """What was shown: name, time left in words, what else was said, share."""
    told = []

    @contextmanager
    def recorded(pace, what):
        def update(n_done, more="", share=None):
            pace.take(n_done, share)
            told.append((what, more, pace.share))

        yield update

    show_progress_by(recorded)
    yield told
    show_progress_by(None)


def test_scores_come_first_and_then_the_training_of_all_rungs(tmp_path, how, shown):
    run = search.search("mf-nas", **how, out=tmp_path / "run")
    assert len(run.history) == 6
    names = [what for what, *_ in shown]
    assert names == sorted(names)  # searching, then training, and not back
    scored, trained = ([row[1:] for row in shown if row[0] == n] for n in dict.fromkeys(names))
    assert scored[-1] == (scored[-1][0], 1)
    assert "networks scored (" in scored[-1][0]
    shares = [share for _, share in trained]
    assert shares == sorted(shares)
    assert shares[0] < 0.2
    assert shares[-1] == 1
    assert trained[-1][0].startswith("6 of about 6 epochs")


def test_what_was_scored_before_a_stop_and_trained_is_not_done_again(
    tmp_path, how, shown, monkeypatch
):
    def stopped(*given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Trainer, "train", stopped)
        with pytest.raises(StoppedError, match="with what was scored and the checkpoints of what"):
            search.search("mf-nas", **how, out=tmp_path / "run")
    evaluated = []
    monkeypatch.setattr(Scorer, "evaluate", lambda self, job: evaluated.append(job))
    run = search.search("mf-nas", **how, out=tmp_path / "run")
    assert not evaluated
    assert len(run.history) == 6
    monkeypatch.setattr(Trainer, "train", stopped)
    assert landscape.load(tmp_path / "run") == run


def test_a_budget_of_seconds_is_forecast_too(tmp_path, how):
    how = how | {"proxy": None, "k": None, "rungs": None, "settings": {}, "budget": "3s"}
    plan = landscape.dry_run(search.search, "random-search", **how, epoch=1, out=tmp_path / "run")
    (work,) = plan.work
    assert 1 <= work.evaluations < 3000
    assert work.time.at_most > 0


@pytest.mark.parametrize(
    ("before", "told"),
    [(0, "training about 120 epochs in all"), (24, "training about 96 more epochs")],
)
def test_what_a_run_that_goes_on_trains_is_told(caplog, before, told):
    caplog.set_level("INFO", "landscape")
    bar = SimpleNamespace(begin=lambda *how: None)
    trained = _Trained(bar, None, SimpleNamespace(n_epochs=before), 120, lambda: None)
    with trained.watch(n_networks=4, n_epochs=8):
        assert told in caplog.text
