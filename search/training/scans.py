"""Scans for a first improvement, where every answer takes long."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from search.driver.protocol import Ask, Fidelity, Move

if TYPE_CHECKING:
    from collections.abc import Generator

    from search.driver.protocol import Search

__all__ = ["in_steps"]


def in_steps(search: Search, trained: int | None, scored: int | None = None) -> Search:
    """Let a search that scans networks to be trained, or scored, ask for few at a time.

    A scan is charged for what it saw, but all it asks for is evaluated. From a table that costs
    nothing; here it would train what nobody looks at. What is found and charged stays the same.

    Parameters
    ----------
    search
        A generator that has not started.
    trained, scored
        How many networks are asked for at once where they are trained, and where they are not;
        None for all of a scan.

    Examples
    --------
    A scan of ten networks, whose second is better, has four of them trained instead of ten:

    >>> import numpy as np
    >>> from search import Ask, Fidelity, Move, run
    >>> from search.training import in_steps
    >>> def scan():
    ...     fitness = yield Ask(range(10), Fidelity("val_acc", 1), until=lambda acc: acc > 50)
    ...     yield Move(len(fitness) - 1, fitness[-1])
    >>> trained = []
    >>> def train(objective, indices):
    ...     trained.extend(indices.tolist())
    ...     return 40.0 + 20 * indices
    >>> run([in_steps(scan(), 4)], train, budget=100)[0].fitness, trained
    (60.0, [0, 1, 2, 3])
    """
    with contextlib.suppress(StopIteration):
        event = next(search)
        while True:
            if isinstance(event, Move):
                yield event
                event = next(search)
                continue
            size = trained if isinstance(event.objective, Fidelity) else scored
            if size is None or event.until is None:
                event = search.send((yield event))
            else:
                event = search.send((yield from _scan(event, size)))
    search.close()


def _scan(ask: Ask, size: int) -> Generator[Ask | Move, list[float], list[float]]:
    answers: list[float] = []
    for first in range(0, len(ask.architectures), size):
        part = ask._replace(architectures=ask.architectures[first : first + size])
        answers += yield part
        if ask.until is not None and ask.until(answers[-1]):
            break
    return answers
