"""How a search is going that has networks scored or trained, and how long all of it still takes."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from landscape.numbers import counted
from landscape.reporter import Pace, detail, progress, say
from search.forecast import n_networks, share_scored, usually_spent, usually_trained
from search.runs.training import CHECKPOINTS
from search.training.progress import epochs_told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from landscape.reporter import Update
    from landscape.spaces import Space
    from search.driver.trials import Trials
    from search.experiment import Experiment
    from search.training.trainer import Tell, Trainer

__all__ = ["watched"]

_WORTH_TELLING = 0.05


@contextmanager
def watched(
    experiment: Experiment, folder: Path, trials: Trials
) -> Iterator[tuple[Callable[[int], None], dict[str, Any]]]:
    """Keep what networks the trials at hand have had scored or trained, and show how it goes.

    Yields what takes the number of trials that are done, and more that `Trials.run` is given.

    Parameters
    ----------
    experiment
        The search.
    folder
        Of its run.
    trials
        Its trials.
    """
    space, evaluator = experiment.plan.space, experiment.evaluator
    live, training = evaluator.live, evaluator.training
    with trials.parts() as parts, ExitStack() as stack:
        shown = _Shown(stack, trials)
        if live is not None or training is None:
            shown.begin("searching")
        if live is None and training is None:
            yield shown.on_done, {}
            return
        if live is not None:
            live.parts = parts
            live.on_scored = _Scored(shown, n_networks(space)).on_scored
        if training is None:
            usual = usually_spent(experiment)
        else:
            usual, n_epochs = usually_trained(experiment, trials.n_done)
            training.trainer.folder = folder / CHECKPOINTS
            trained = _Trained(shown, space, training.trainer, n_epochs, parts.keep)
            training.trainer.watch = trained.watch
        yield shown.on_done, {"usual": usual, "on_round": shown.on_round}


class _Shown:
    """What is shown of a search, and how much of it is asked for.

    Trials end all at once, and each network is scored and trained once: neither trials nor what
    they ask for tell how much time is left.

    Attributes
    ----------
    before, asked
        How much of what the trials ask for was asked for by those that were done when this began,
        and is asked for with what is evaluated now, from 0 to 1.
    what
        What is being shown; empty for nothing.

    Parameters
    ----------
    stack
        Holds what shows it.
    trials
        The trials.
    """

    def __init__(self, stack: ExitStack, trials: Trials) -> None:
        self.trials = trials
        self.before = self.asked = trials.n_done / trials.count
        self.what = ""
        self._stack = stack
        self._update: Update = lambda n_done, more="", share=None: None

    def begin(self, what: str, share: float | None = None) -> None:
        """Show this from now on, of which a share is done."""
        self._stack.close()
        trials = self.trials
        self._update = self._stack.enter_context(
            progress(trials.count, trials.n_done, what, "trials", share=share)
        )
        self.what = what

    def on_round(self, share: float) -> None:
        """Take how much of what all trials ask for is asked for with what is evaluated now."""
        self.asked = share

    def on_done(self, n_done: int) -> None:
        """Take how many trials are done."""
        if self.what == "training":
            detail(f"{n_done:,} of {self.trials.count:,} trials")
        else:
            self.update("", share=n_done / self.trials.count)

    def update(self, more: str, share: float) -> None:
        """Show how much of the work is done."""
        self._update(self.trials.n_done, more, share)


class _Scored:
    """Shows how many networks are scored, how fast, and how much of the whole search that is.

    Parameters
    ----------
    shown
        Shows it, as long as no network is trained, which takes so much longer.
    size
        How many networks the space has.
    """

    def __init__(self, shown: _Shown, size: int) -> None:
        self._shown, self._size = shown, size
        self._pace = Pace(0, 0, "networks", time.monotonic)

    def on_scored(self, n_scored: float, n_soon: int) -> None:
        """Take how many networks are scored here, and how many will be after this evaluation."""
        shown = self._shown
        if shown.what != "searching":
            return
        self._pace.done = int(n_scored)
        rest = 1 - shown.before
        asked = (shown.asked - shown.before) / rest
        share = shown.before + rest * share_scored(n_scored, n_soon, asked, self._size)
        rate = f" ({self._pace.rate})" if self._pace.rate else ""
        shown.update(f"{int(n_scored):,} networks scored{rate}", share)


class _Trained:
    """Shows how many epochs are trained, how fast, and how much of the whole search that is.

    Parameters
    ----------
    shown
        Shows it.
    space, trainer
        Who trains.
    n_epochs
        For how many epochs the search trains networks, about; None if nobody can tell.
    keep
        Called before the first of them.
    """

    def __init__(
        self,
        shown: _Shown,
        space: Space,
        trainer: Trainer,
        n_epochs: int | None,
        keep: Callable[[], None],
    ) -> None:
        self._shown, self._space, self._trainer = shown, space, trainer
        self._n_epochs, self._keep = n_epochs, keep
        self._pace: Pace | None = None

    @contextmanager
    def watch(self, n_networks: int, n_epochs: int) -> Iterator[Tell]:
        """Watch the training of networks; see `Trainer.watch`."""
        before = self._trainer.n_epochs
        least = before + n_epochs
        whole = None if self._n_epochs is None else max(self._n_epochs, least)
        if self._pace is None:
            self._keep()
            if whole is not None and whole > least:
                more = "more epochs" if before else "epochs in all"
                say(f"training about {whole - before:,} {more}")
            self._pace = Pace(0, before, "epochs", time.monotonic)
            self._shown.begin("training", self._share(before, whole))
        pace = self._pace
        is_much = whole is not None and n_epochs >= _WORTH_TELLING * whole
        (say if is_much else detail)(
            f"training {counted(n_networks, 'network')}, {counted(n_epochs, 'epoch')}"
        )

        def on_epochs(done: int, epochs: float) -> None:
            pace.take(before + done)
            of = "" if whole is None else f" of about {whole:,}"
            rate = f" ({pace.rate})" if pace.rate else ""
            told = f"{pace.done:,}{of} epochs{rate}"
            self._shown.update(told, self._share(before + epochs, whole))

        with epochs_told(self._space, self._trainer, on_epochs) as tell:
            yield tell

    def _share(self, epochs: float, whole: int | None) -> float:
        """Return how much is done: of the epochs, else of the seconds that are charged."""
        return self._shown.asked if whole is None else min(epochs / whole, 1.0)
