"""What work in chunks is, and what an engine does with it: take a chunk, hand back its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import TracebackType

__all__ = ["Chunk", "Engine", "OnRows", "Rows", "Work"]

Chunk = TypeVar("Chunk")
"""What is done in one piece: anything that can be pickled."""

Rows = TypeVar("Rows")
"""What comes out of a chunk: anything that can be pickled."""

_Answer = TypeVar("_Answer")
_RowsIn = TypeVar("_RowsIn", contravariant=True)


class Work(Generic[Chunk, Rows]):
    """What is done with every chunk.

    An object of plain settings: an engine may pickle it and send it elsewhere, so what is made of
    them - networks, open files, locks - is made by `start`, and is not part of its state. What
    comes out of a chunk depends on the settings and the chunk alone: not on who does it, nor on
    what else is done, before or at the same time.
    """

    def devices(self) -> Sequence[str]:
        """Return what there is to work on where this is called; each takes one chunk at a time."""
        return ["cpu"]

    def start(self, device: str) -> Callable[[Chunk], Rows]:
        """Return what does chunks on a device.

        Called once a worker, in the thread that will do the chunks.
        """
        raise NotImplementedError

    def name(self, chunk: Chunk) -> str:
        """Return what a chunk is called, for the message that it cannot be done."""
        return f"chunk {chunk}"

    def stop(self) -> None:
        """Let chunks that are at work in this process end soon: no more is wanted."""


class OnRows(Protocol[Chunk, _RowsIn]):
    """Takes a chunk and its rows; may return more chunks that are to be done because of them."""

    def __call__(self, chunk: Chunk, rows: _RowsIn, /) -> Iterable[Chunk] | None:
        """Take a chunk and its rows."""


class Engine(Protocol):
    """Who does chunks; as a context manager it lets go of its workers at the end.

    Which engine it is changes no rows, so nothing that results are known by may depend on it.
    """

    @property
    def name(self) -> str:
        """What it is asked for by: ``local``, ``dask``."""

    @property
    def is_local(self) -> bool:
        """Whether this process does the work itself."""

    def count(self, work: Work[Chunk, Rows]) -> int:
        """Return how many chunks of some work are done at once."""

    def ask(self, question: Callable[[], _Answer]) -> _Answer:
        """Return what a function returns where work is done, such as which device is there."""

    def run(
        self, work: Work[Chunk, Rows], chunks: Iterable[Chunk], on_rows: OnRows[Chunk, Rows]
    ) -> None:
        """Do chunks, in any order, and hand in the rows of each.

        Parameters
        ----------
        work
            What to do.
        chunks
            With what; asked for the next one when somebody is about to be free.
        on_rows
            Given each chunk with its rows as soon as they are there, in the calling thread. When
            something fails, or on Ctrl-C, it is also given those that are at work, as far as they
            end soon; what has not begun is left.

        Raises
        ------
        Exception
            What a chunk raises.
        LandscapeError
            If who should do the work is gone, or cannot.
        """

    def __enter__(self) -> Engine:
        """Return the engine."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Let go of the workers."""
