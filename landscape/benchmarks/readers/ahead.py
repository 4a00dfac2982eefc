"""Work on what comes next while what came before is looked at."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

__all__ = ["ahead"]

_In = TypeVar("_In")
_Out = TypeVar("_Out")


def ahead(
    function: Callable[[_In], _Out], items: Iterable[_In], depth: int = 4
) -> Iterator[tuple[_In, _Out]]:
    """Yield each item and what `function` returns for it, in order, computed in another thread.

    That gains time where `function` lets other threads run, as reading and decompressing do.

    Parameters
    ----------
    function
        What it raises is raised here when its item is due.
    items
        What to call it with.
    depth
        How many results may wait: they are in memory.
    """
    waiting: deque[tuple[_In, Future[_Out]]] = deque()
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        for item in items:
            waiting.append((item, pool.submit(function, item)))
            if len(waiting) > depth:
                first, result = waiting.popleft()
                yield first, result.result()
        while waiting:
            first, result = waiting.popleft()
            yield first, result.result()
    finally:
        pool.shutdown(cancel_futures=True)
