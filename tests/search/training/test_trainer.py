"""Training goes on from where it was, and comes out as if it had never stopped."""

from __future__ import annotations

import math
from contextlib import contextmanager

import pytest
import torch

from landscape.errors import DataError, OptionError
from landscape.reporter import show_progress_by
from search.training.checkpoint import read_checkpoint
from search.training.progress import watch_training
from search.training.trainer import Stopped

FILES = "*.pt"


def measured(history):
    """Return what does not depend on the clock."""
    return [(e.train_loss, e.train_acc, e.val_loss, e.val_acc) for e in history]


def weights(trainer, number):
    return trainer.checkpoint(number).network


def assert_equal_weights(one, other):
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


def names(trainer, number):
    return sorted(path.name for path in trainer.folder.glob(f"{number:05d}/{FILES}"))


def test_it_learns(make_trainer, small):
    trainer = make_trainer(epochs=6, batch_size=16, augment=("crop",))
    history = trainer.train(small[1:2], 6)[small[1]]
    assert history[-1].train_loss < history[0].train_loss
    assert history[-1].val_acc > 30  # one in ten is chance
    assert trainer.test(small[1]) > 30
    assert all(epoch.seconds > 0 for epoch in history)


def test_resumed_equals_uninterrupted_to_the_last_bit(make_trainer, small):
    whole = make_trainer("whole")
    expected = whole.train(small[:1], 4)
    for epochs in (1, 3, 4):
        found = make_trainer("parts").train(small[:1], epochs)  # anew: as another process would
    assert measured(found[small[0]]) == measured(expected[small[0]])
    assert_equal_weights(weights(make_trainer("parts"), small[0]), weights(whole, small[0]))


def test_a_training_does_not_depend_on_its_company(make_trainer, small):
    alone, among = make_trainer("alone"), make_trainer("among")
    alone.train(small[1:2], 2)
    among.train(small, 2)
    assert_equal_weights(weights(alone, small[1]), weights(among, small[1]))


def test_what_was_measured_is_kept(make_trainer, small):
    before = make_trainer().train(small[:1], 2)
    after = make_trainer().train(small[:1], 2)
    assert after == before  # seconds included


def test_there_is_a_checkpoint_a_rung_and_none_between(make_trainer, small):
    trainer = make_trainer(keep_every=0)
    trainer.train(small[:1], 2)
    trainer.train(small[:1], 4)
    assert names(trainer, small[0]) == ["epoch-00002.pt", "epoch-00004.pt"]


def test_a_kill_between_rungs_loses_an_epoch_at_most(make_trainer, small):
    trainer, expected = make_trainer("stopped", keep_every=0), make_trainer("whole")

    def stop(configuration, history):
        if len(history) == 3:
            raise Stopped

    trainer.watch = lambda n, epochs: _telling(stop)
    with pytest.raises(Stopped):
        trainer.train(small[:1], 4)
    assert names(trainer, small[0]) == ["passing-00003.pt"]
    resumed = make_trainer("stopped")
    told = []
    resumed.watch = lambda n, epochs: _telling(
        lambda c, history: told.append((epochs, len(history)))
    )
    history = resumed.train(small[:1], 4)[small[0]]
    assert told == [(1, 4)]
    assert measured(history) == measured(expected.train(small[:1], 4)[small[0]])
    assert_equal_weights(weights(resumed, small[0]), weights(expected, small[0]))


def test_an_interrupt_in_the_middle_of_an_epoch_loses_that_epoch_alone(make_trainer, small):
    trainer, expected = make_trainer("stopped", keep_every=3600), make_trainer("whole")
    checks = iter(range(10**6))

    def stop(configuration, history):
        if len(history) == 2:  # from now on, the third batch is one too many
            trainer.workers.check = lambda: _stop_at(2, checks)

    trainer.watch = lambda n, epochs: _telling(stop)
    with pytest.raises(Stopped):
        trainer.train(small[:1], 4)
    assert names(trainer, small[0]) == ["passing-00002.pt"]
    resumed = make_trainer("stopped")
    history = resumed.train(small[:1], 4)[small[0]]
    assert measured(history) == measured(expected.train(small[:1], 4)[small[0]])
    assert_equal_weights(weights(resumed, small[0]), weights(expected, small[0]))


def _stop_at(count, checks):
    if next(checks) == count:
        raise Stopped


def _telling(tell):
    from contextlib import nullcontext

    return nullcontext(tell)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"epochs": 5}, r"recipe.epochs is 4 there, asked for is 5; choose another --out"),
        ({"augment": ()}, "recipe.augment"),
        ({"seed": 1}, "seed is 0 there, asked for is 1"),
    ],
)
def test_a_checkpoint_of_another_training_is_refused(make_trainer, small, other, told):
    make_trainer().train(small[:1], 1)
    with pytest.raises(DataError, match=told):
        make_trainer(**other).train(small[:1], 1)


def test_a_damaged_checkpoint_is_told_of_and_done_again(make_trainer, small, caplog):
    first = make_trainer()
    first.train(small[:1], 1)
    first.train(small[:1], 2)
    expected = weights(first, small[0])
    (newest,) = first.folder.glob("*/epoch-00002.pt")
    newest.write_bytes(newest.read_bytes()[:1000])
    again = make_trainer()
    again.train(small[:1], 2)
    assert "doing what came after the checkpoint before it again" in caplog.text
    assert_equal_weights(weights(again, small[0]), expected)


def of_an_earlier_version(path):
    """Write a checkpoint as earlier versions did, without a seal."""
    content = torch.load(path, weights_only=True)
    torch.save({**content, "format": 1}, path)


@pytest.mark.parametrize("before", [lambda path: None, of_an_earlier_version])
def test_no_flipped_bit_of_a_checkpoint_is_taken(make_trainer, small, before):
    trainer = make_trainer()
    trainer.train(small[:1], 1)
    (path,) = trainer.folder.glob("*/epoch-00001.pt")
    before(path)
    whole, expected = path.read_bytes(), weights(trainer, small[0])
    for bit in range(5, 8 * len(whole), 8 * len(whole) // 60):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        try:
            found = read_checkpoint(path)
        except DataError:
            continue
        assert before is of_an_earlier_version  # whose padding no checksum sees
        assert_equal_weights(found.network, expected)


def test_a_checkpoint_of_an_earlier_version_is_gone_on_from(make_trainer, small):
    first, whole = make_trainer(), make_trainer("whole")
    first.train(small[:1], 1)
    of_an_earlier_version(*first.folder.glob("*/epoch-00001.pt"))
    again = make_trainer()
    again.train(small[:1], 2)
    whole.train(small[:1], 2)
    assert_equal_weights(weights(again, small[0]), weights(whole, small[0]))


def test_a_checkpoint_that_lost_its_seal_is_refused(make_trainer, small):
    trainer = make_trainer()
    trainer.train(small[:1], 1)
    (path,) = trainer.folder.glob("*/epoch-00001.pt")
    torch.save(torch.load(path, weights_only=True), path)
    with pytest.raises(DataError, match="is of format 2, expected was 1"):
        read_checkpoint(path)


def test_a_loss_that_is_no_number_ends_a_training_without_a_crash(make_trainer, small, caplog):
    trainer = make_trainer(learning_rate=1e30)
    history = trainer.train(small[:1], 4)[small[0]]
    assert len(history) < 4
    assert math.isnan(history[-1].train_loss)
    assert "8:8:8:8:8: the loss was no number in epoch" in caplog.text
    assert (
        make_trainer(learning_rate=1e30).train(small[:1], 4)[small[0]][-1].seconds
        == history[-1].seconds
    )


def test_more_epochs_than_the_schedule_has_are_refused(make_trainer, small):
    with pytest.raises(OptionError, match="5 epochs: the schedule has 1 to 4"):
        make_trainer().train(small[:1], 5)


def test_a_file_that_would_run_code_is_not_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return (tmp_path.joinpath("sprung").touch, ())

    path = tmp_path / "trap.pt"
    torch.save({"format": 1, "about": Trap()}, path)
    with pytest.raises(DataError, match="no checkpoint, or a damaged one"):
        read_checkpoint(path)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("content", [b"", b"nothing", b"PK\x03\x04" + b"0" * 100])
def test_what_is_no_checkpoint_is_one_line(tmp_path, content):
    path = tmp_path / "no.pt"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"no.pt is no checkpoint, or a damaged one"):
        read_checkpoint(path)


def test_how_long_a_training_takes_is_told_before_an_epoch_ends(make_trainer, small):
    shown = []

    @contextmanager
    def recorded(pace, what):
        def update(n_done, more="", share=None):
            pace.take(n_done, share)
            shown.append((n_done, pace.share, pace.seconds_left))

        yield update

    trainer = make_trainer()
    trainer.watch = watch_training(trainer.space, trainer)
    show_progress_by(recorded)
    try:
        trainer.train(small[:1], 2)
    finally:
        show_progress_by(None)
    n_done, share, seconds_left = shown[0]
    assert (n_done, seconds_left is not None) == (0, True)
    assert 0 < share < 0.3
    assert [share for _, share, _ in shown] == sorted(share for _, share, _ in shown)
    assert shown[-1][:2] == (2, pytest.approx(1))
