"""Pickles too large for memory, read piece by piece.

Some benchmarks are one pickled dictionary of all architectures: as Python objects, tens of
gigabytes. `PickleStream` is Python's own unpickler, stopped after every opcode: whatever the
dictionary holds under one chosen key is handed over entry by entry, and forgotten. As in
`landscape.pickles.unpickle`, no name is ever looked up, and what is made of one entry has a limit
(`landscape.pickles.limits`). Opcodes that plain data does not need are not obeyed.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any, ClassVar

from landscape.pickles.bytes import Bytes
from landscape.pickles.limits import BIG_NUMBER, CONTAINER, LONGEST_NUMBER, TUPLE, check_keys
from landscape.pickles.memo import Memo
from landscape.pickles.runs import Run, int_run, reference_run, text_run
from landscape.pickles.stand_ins import Array, Budget, Kind, make_stand_ins, settle
from landscape.reason import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from landscape.pickles.bytes import Source

__all__ = ["PickleStream"]

_MOST_COPIED = 1 << 24  # bytes that one architecture may have copied
_OBEYED = b"GJMBCN\x88\x89)aehjqr\x94c\x93\x80Q"  # as Python's unpickler does; see pickletools
_MADE = {**dict.fromkeys(b"(}]\x8fR", CONTAINER), **dict.fromkeys(b"t\x85\x86\x87", TUPLE)}


def _counted(cost: int, obey: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return what obeys an opcode once its cost is counted."""

    def counted(stream: PickleStream) -> None:
        stream.source.memory.spend(cost)
        obey(stream)

    return counted


class PickleStream(pickle._Unpickler):
    """One pickle after the other from a file.

    Parameters
    ----------
    file
        Where to read; more may be read than the pickles take.
    """

    stack: list[Any]
    metastack: list[list[Any]]  # what stood on the stack at each mark
    append: Callable[[Any], None]
    pop_mark: Callable[[], list[Any]]
    memo: Memo
    _ready: tuple[Any, Any] | None
    _done: bool

    def __init__(self, file: Source) -> None:
        self.source = Bytes(file)
        super().__init__(self.source)
        self.read, self.readline = self.source.read, self.source.readline
        self.rest: Any = None
        self._begin(None)

    def load(self) -> Any:
        """Return the next pickle as a whole.

        Raises
        ------
        pickle.UnpicklingError
            If it is broken, cut short, or asks for anything but plain data.
        """
        for _ in self.entries(None):
            raise AssertionError("nothing is handed over without a key")
        return self.rest

    def entries(self, key: str | None) -> Iterator[tuple[Any, Any]]:
        """Yield what the next pickle, a dictionary, holds under `key`, entry by entry.

        What else there is, is in `rest` at the end; what comes first in it, is there at once.
        """
        self._begin(key)
        opcode, obey = self.source.opcode, self.dispatch
        try:
            while not self._done:
                obey[opcode()](self)
                if self._ready is not None:
                    found, self._ready = self._ready, None
                    self.memo.forget()
                    self._budget.left = _MOST_COPIED
                    self.source.memory.renew()
                    yield found[0], settle(found[1])
            self.rest = settle(self.stack.pop())
        except pickle.UnpicklingError:
            raise
        except Exception as error:  # as with Python's own unpickler, any may be raised
            raise pickle.UnpicklingError(f"{type(error).__name__}: {error}") from error

    @property
    def first(self) -> dict[Any, Any]:
        """The entries of the outer dictionary that come before those that are handed over."""
        pairs = self._outer
        return dict(zip(pairs[:-2:2], pairs[1:-2:2], strict=True))

    def find_class(self, module: str, name: str) -> Any:
        """Return what stands in for a name; no other is known."""
        if (module, name) not in self._known:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return self._known[module, name]

    def persistent_load(self, pid: Any) -> Any:
        """Refuse what stands outside of the pickle."""
        raise pickle.UnpicklingError(f"it asks for the outside object {shown(pid)}")

    def _begin(self, key: str | None) -> None:
        self._key = key
        self.source.memory.renew()
        self._budget = Budget(_MOST_COPIED)
        self._known = make_stand_ins(self._budget)
        self.memo = Memo()
        self.stack, self.metastack = [], []
        self.append = self.stack.append
        self._ready = None
        self._outer: list[Any] = []
        self._done = False

    # -- values ---------------------------------------------------------------------------------

    def _small_number(self) -> None:
        run = int_run(self.source.data, self.source.at - 1)
        if run is None:
            self.append(self.read(1)[0])
        else:
            self._push(run, run.keys)

    def _long_number(self) -> None:
        length = self.read(1)[0]
        if length > LONGEST_NUMBER:
            self.source.memory.spend(BIG_NUMBER)
        self.append(pickle.decode_long(self.read(length)))

    def _text(self) -> None:
        self._texts(4)

    def _short_text(self) -> None:
        self._texts(1)

    def _texts(self, size: int) -> None:
        """Read a text whose length is written in `size` bytes, and a run that it begins."""
        length = int.from_bytes(self.read(size), "little")
        start = self.source.at - size - 1
        # Before 0: the opcode is not in the block any more.
        run = text_run(self.source.data, start, length, short=size == 1) if start >= 0 else None
        if run is None:
            self.append(self.read(length).decode("utf-8", "surrogatepass"))
        else:
            self.memo.extend(run.keys, run.places)
            self._push(run, run.keys)

    def _reference(self) -> None:
        run = reference_run(self.source.data, self.source.at - 1)
        if run is None:
            self.append(self.memo[int.from_bytes(self.read(4), "little")])
        else:
            self._push(run, list(map(self.memo.__getitem__, run.keys)))

    def _push(self, run: Run, keys: list[Any]) -> None:
        pairs: list[Any] = [None] * (2 * len(keys))
        pairs[::2], pairs[1::2] = keys, run.values
        self.stack += pairs
        self.source.at = run.end

    # -- containers -----------------------------------------------------------------------------

    def _add_items(self) -> None:
        items = self.pop_mark()
        check_keys(items)
        set.update(self.stack[-1], items)

    def _set_item(self) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self._set([key], [value])

    def _set_items(self) -> None:
        items = self.pop_mark()
        self._set(items[::2], items[1::2])

    def _set(self, keys: list[Any], values: list[Any]) -> None:
        check_keys(keys)
        dict.update(self.stack[-1], zip(keys, values, strict=True))
        # It may be one of the entries asked for: two marks deep, under the key.
        if len(self.metastack) == 2 and len(self.stack) == 2 and self._key is not None:
            outer = self.metastack[1]
            if len(outer) >= 2 and outer[-2] == self._key and len(outer) % 2 == 0:
                self._outer = outer
                self._ready = (self.stack[0], self.stack[1])
                self.stack.clear()

    def _build(self) -> None:
        state, made = self.stack.pop(), self.stack[-1]
        if type(made) not in (Kind, Array):
            raise pickle.UnpicklingError(f"it sets attributes of a {type(made).__name__}")
        made.__setstate__(state)

    # -- the pickle itself ----------------------------------------------------------------------

    def _frame(self) -> None:
        self.read(8)  # its length is neither believed nor needed

    def _refuse(self) -> None:
        raise pickle.UnpicklingError(
            f"it has the opcode {self.source.data[self.source.at - 1]:#04x}"
        )

    def _stop(self) -> None:
        if self.metastack or len(self.stack) != 1:
            raise pickle.UnpicklingError("it ends with something unfinished")
        self._done = True

    dispatch: ClassVar[dict[int, Callable[[Any], None]]] = {
        **dict.fromkeys(range(256), _refuse),
        **{opcode: pickle._Unpickler.dispatch[opcode] for opcode in _OBEYED},
        **{code: _counted(n, pickle._Unpickler.dispatch[code]) for code, n in _MADE.items()},
        ord("K"): _small_number,
        0x8A: _long_number,
        ord("X"): _text,
        0x8C: _short_text,
        ord("j"): _reference,
        ord("s"): _set_item,
        ord("u"): _set_items,
        0x90: _add_items,
        ord("b"): _counted(CONTAINER, _build),
        0x95: _frame,
        ord("."): _stop,
    }
