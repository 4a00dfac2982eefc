"""How a training is going, on stderr."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from landscape.numbers import counted
from landscape.reporter import detail, progress, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.spaces import Space
    from search.training.trainer import History, Tell, Trainer, Watch

__all__ = ["watch_training"]


def watch_training(space: Space, trainer: Trainer) -> Watch:
    """Return what `Trainer.watch` is to be: see `progress`; with ``-v`` every epoch.

    Steps count as well: an epoch may take minutes, and until then nobody knew how long.
    """

    @contextmanager
    def watch(n_networks: int, n_epochs: int) -> Iterator[Tell]:
        say(f"training {counted(n_networks, 'network')}, {counted(n_epochs, 'epoch')} in all")
        done, one_at_a_time, epochs = 0, threading.Lock(), 0.0
        with progress(n_epochs, 0, "training", "epochs") as update:

            def on_step(epoch: float) -> None:
                nonlocal epochs
                with one_at_a_time:
                    epochs += epoch
                    update(done, share=min(epochs / n_epochs, 1.0))

            def tell(configuration: int, history: History) -> None:
                nonlocal done
                last = history[-1]
                detail(
                    f"{space.format(configuration)} epoch {len(history)}: "
                    f"train_loss {last.train_loss:.3f}, val_acc {last.val_acc:.2f}, "
                    f"{last.seconds:.1f} s"
                )
                with one_at_a_time:
                    done += 1
                    update(done, share=min(max(epochs, done) / n_epochs, 1.0))

            trainer.on_step = on_step
            yield tell

    return watch
