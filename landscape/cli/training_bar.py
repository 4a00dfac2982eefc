"""How a training is going, on stderr."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from landscape.cli.console import detail, say
from landscape.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from landscape.spaces import Space
    from search.training.trainer import History, Tell, Watch

__all__ = ["watch_training"]


def watch_training(space: Space) -> Watch:
    """Return what `Trainer.watch` is to be: a bar on a terminal, and with ``-v`` every epoch."""

    @contextmanager
    def watch(n_networks: int, n_epochs: int) -> Iterator[Tell]:
        say(f"training {counted(n_networks, 'network')}, {counted(n_epochs, 'epoch')} in all")
        with _bar(n_epochs) as advance:

            def tell(configuration: int, history: History) -> None:
                last = history[-1]
                detail(
                    f"{space.format(configuration)} epoch {len(history)}: "
                    f"train_loss {last.train_loss:.3f}, val_acc {last.val_acc:.2f}, "
                    f"{last.seconds:.1f} s"
                )
                advance()

            yield tell

    return watch


@contextmanager
def _bar(n_epochs: int) -> Iterator[Callable[[], None]]:
    """Show epochs done and the time left, if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    with Progress(
        TextColumn("epochs"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeLeft(),
        TextColumn("left"),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task("epochs", total=n_epochs)
        yield lambda: bar.advance(task)
