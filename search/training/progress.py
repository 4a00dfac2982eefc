"""How a training is going, on stderr."""

from __future__ import annotations

import itertools
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from landscape.numbers import counted
from landscape.reporter import detail, progress, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.spaces import Space
    from search.training.trainer import History, Tell, Watch

__all__ = ["watch_training"]


def watch_training(space: Space) -> Watch:
    """Return what `Trainer.watch` is to be: see `progress`; with ``-v`` every epoch."""

    @contextmanager
    def watch(n_networks: int, n_epochs: int) -> Iterator[Tell]:
        say(f"training {counted(n_networks, 'network')}, {counted(n_epochs, 'epoch')} in all")
        done, one_at_a_time = itertools.count(1), threading.Lock()
        with progress(n_epochs, 0, "training", "epochs") as update:

            def tell(configuration: int, history: History) -> None:
                last = history[-1]
                detail(
                    f"{space.format(configuration)} epoch {len(history)}: "
                    f"train_loss {last.train_loss:.3f}, val_acc {last.val_acc:.2f}, "
                    f"{last.seconds:.1f} s"
                )
                with one_at_a_time:
                    update(next(done))

            yield tell

    return watch
