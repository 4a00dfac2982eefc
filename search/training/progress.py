"""How a training is going, on stderr."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from landscape.numbers import counted
from landscape.reporter import detail, progress, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from landscape.spaces import Space
    from search.training.trainer import History, Tell, Trainer, Watch

__all__ = ["epochs_told", "watch_training"]


def watch_training(space: Space, trainer: Trainer) -> Watch:
    """Return what `Trainer.watch` is to be: see `progress`; with ``-v`` every epoch.

    Steps count as well: an epoch may take minutes, and until then nobody knew how long.
    """

    @contextmanager
    def watch(n_networks: int, n_epochs: int) -> Iterator[Tell]:
        say(f"training {counted(n_networks, 'network')}, {counted(n_epochs, 'epoch')} in all")
        with progress(n_epochs, 0, "training", "epochs") as update:

            def on_epochs(done: int, epochs: float) -> None:
                update(done, share=min(epochs / n_epochs, 1.0))

            with epochs_told(space, trainer, on_epochs) as tell:
                yield tell

    return watch


@contextmanager
def epochs_told(
    space: Space, trainer: Trainer, on_epochs: Callable[[int, float], None]
) -> Iterator[Tell]:
    """Count what is trained; yields what `Trainer.watch` does.

    Parameters
    ----------
    space, trainer
        Who is watched.
    on_epochs
        Called with how many epochs are done, and how many with the parts of those at hand; by one
        thread at a time.
    """
    done, one_at_a_time, epochs = 0, threading.Lock(), 0.0

    def on_step(epoch: float) -> None:
        nonlocal epochs
        with one_at_a_time:
            epochs += epoch
            on_epochs(done, epochs)

    def tell(configuration: int, history: History) -> None:
        nonlocal done
        last = history[-1]
        detail(
            f"{space.format(configuration)} epoch {len(history)}: "
            f"train_loss {last.train_loss:.3f}, val_acc {last.val_acc:.2f}, {last.seconds:.1f} s"
        )
        with one_at_a_time:
            done += 1
            on_epochs(done, max(epochs, done))

    trainer.on_step = on_step
    yield tell
