"""Pickles too large for memory, read piece by piece.

Some benchmarks are one pickled dictionary of all architectures: as Python objects, tens of
gigabytes. `PickleStream` obeys the opcodes of such a pickle itself. Whatever the dictionary holds
under one chosen key is handed over entry by entry, and forgotten. As in
`landscape.pickles.unpickle`, no name is ever looked up, and what is made of one entry has a limit
(`landscape.pickles.limits`).
"""

from __future__ import annotations

import pickle
import struct
from typing import TYPE_CHECKING, Any

from landscape.pickles.bytes import Bytes
from landscape.pickles.limits import (
    BIG_NUMBER,
    CONTAINER,
    LONGEST_NUMBER,
    TUPLE,
    check_keys,
)
from landscape.pickles.memo import Memo
from landscape.pickles.runs import Run, int_run, reference_run, text_run
from landscape.pickles.stand_ins import Array, Budget, Kind, Name, make_stand_ins, settle
from landscape.reason import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from landscape.pickles.bytes import Source

__all__ = ["PickleStream"]

_MOST_COPIED = 1 << 24  # bytes that one architecture may have copied
_DOUBLE, _INT = struct.Struct(">d"), struct.Struct("<i")


class PickleStream(Bytes):
    """One pickle after the other from a file.

    Parameters
    ----------
    file
        Where to read; more may be read than the pickles take.
    """

    def __init__(self, file: Source) -> None:
        super().__init__(file)
        self._ready: tuple[Any, Any] | None = None
        self.rest: Any = None
        self._actions: list[Callable[[], None]] = [self._refuse] * 256
        for opcode, action in _ACTIONS.items():
            self._actions[opcode] = getattr(self, action)

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
        try:
            while not self._done:
                if self._at + 16 > len(self._data):
                    self._more()
                opcode = self._data[self._at]
                self._at += 1
                self._actions[opcode]()
                if self._ready is not None:
                    found, self._ready = self._ready, None
                    self._memo.forget()
                    self._budget.left = _MOST_COPIED
                    self._memory.renew()
                    yield found[0], settle(found[1])
            self.rest = settle(self._stack.pop())
        except pickle.UnpicklingError:
            raise
        except Exception as error:  # as with Python's own unpickler, any may be raised
            raise pickle.UnpicklingError(f"{type(error).__name__}: {error}") from error

    @property
    def first(self) -> dict[Any, Any]:
        """The entries of the outer dictionary that come before those that are handed over."""
        pairs = self._outer
        return dict(zip(pairs[:-2:2], pairs[1:-2:2], strict=True))

    def _begin(self, key: str | None) -> None:
        self._key = key
        self._memory.renew()
        self._budget = Budget(_MOST_COPIED)
        self._known = make_stand_ins(self._budget)
        self._memo = Memo()
        self._stack: list[Any] = []
        self._marked: list[list[Any]] = []  # what stood on the stack at each mark
        self._ready = None
        self._outer: list[Any] = []
        self._done = False

    # -- plain values -----------------------------------------------------------------------

    def _float(self) -> None:
        self._stack.append(_DOUBLE.unpack_from(self._data, self._at)[0])
        self._at += 8

    def _int_1(self) -> None:
        run = int_run(self._data, self._at - 1)
        if run is not None:
            self._push(run, run.keys)
            return
        self._stack.append(self._data[self._at])
        self._at += 1

    def _int_2(self) -> None:
        self._stack.append(self._whole(2))

    def _int_4(self) -> None:
        self._stack.append(_INT.unpack(self._take(4))[0])

    def _long(self) -> None:
        length = self._whole(1)
        if length > LONGEST_NUMBER:
            self._memory.spend(BIG_NUMBER)
        self._stack.append(int.from_bytes(self._take(length), "little", signed=True))

    def _text(self) -> None:
        self._texts(self._whole(4), 5)

    def _short_text(self) -> None:
        self._texts(self._whole(1), 2)

    def _texts(self, length: int, head: int) -> None:
        """Read a text whose opcode and length took `head` bytes, and a run that it begins."""
        start = self._at - head
        # Before 0: the opcode is not in the buffer any more.
        run = text_run(self._data, start, length, short=head == 2) if start >= 0 else None
        if run is None:
            self._stack.append(self._take(length).decode("utf-8", "surrogatepass"))
            return
        self._memo.extend(run.keys, run.places)
        self._push(run, run.keys)

    def _bytes(self) -> None:
        self._stack.append(self._take(self._whole(4)))

    def _short_bytes(self) -> None:
        self._stack.append(self._take(self._whole(1)))

    def _none(self) -> None:
        self._stack.append(None)

    def _true(self) -> None:
        self._stack.append(True)

    def _false(self) -> None:
        self._stack.append(False)

    def _push(self, run: Run, keys: list[Any]) -> None:
        pairs: list[Any] = [None] * (2 * len(keys))
        pairs[::2], pairs[1::2] = keys, run.values
        self._stack += pairs
        self._at = run.end

    # -- containers -------------------------------------------------------------------------

    def _mark(self) -> None:
        self._memory.spend(CONTAINER)
        self._marked.append(self._stack)
        self._stack = []

    def _since_mark(self) -> list[Any]:
        items, self._stack = self._stack, self._marked.pop()
        return items

    def _dict(self) -> None:
        self._memory.spend(CONTAINER)
        self._stack.append({})

    def _list(self) -> None:
        self._memory.spend(CONTAINER)
        self._stack.append([])

    def _set(self) -> None:
        self._memory.spend(CONTAINER)
        self._stack.append(set())

    def _no_tuple(self) -> None:
        self._stack.append(())

    def _tuple(self) -> None:
        self._memory.spend(TUPLE)
        items = self._since_mark()
        self._stack.append(tuple(items))

    def _tuple_1(self) -> None:
        self._memory.spend(TUPLE)
        self._stack[-1:] = [(self._stack[-1],)]

    def _tuple_2(self) -> None:
        self._memory.spend(TUPLE)
        self._stack[-2:] = [(self._stack[-2], self._stack[-1])]

    def _tuple_3(self) -> None:
        self._memory.spend(TUPLE)
        self._stack[-3:] = [(self._stack[-3], self._stack[-2], self._stack[-1])]

    def _append(self) -> None:
        value = self._stack.pop()
        list.append(self._stack[-1], value)

    def _appends(self) -> None:
        items = self._since_mark()
        list.extend(self._stack[-1], items)

    def _add_items(self) -> None:
        items = self._since_mark()
        check_keys(items)
        set.update(self._stack[-1], items)

    def _set_item(self) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        check_keys((key,))
        dict.__setitem__(self._stack[-1], key, value)
        self._hand_over()

    def _set_items(self) -> None:
        items = self._since_mark()
        check_keys(items[::2])
        dict.update(self._stack[-1], zip(items[::2], items[1::2], strict=True))
        self._hand_over()

    def _hand_over(self) -> None:
        """Take an entry off if it is one of those asked for: two marks deep, under the key."""
        if len(self._marked) == 2 and len(self._stack) == 2 and self._key is not None:
            outer = self._marked[1]
            if len(outer) >= 2 and outer[-2] == self._key and len(outer) % 2 == 0:
                self._outer = outer
                self._ready = (self._stack[0], self._stack[1])
                self._stack = []

    # -- references and names -----------------------------------------------------------------

    def _get_1(self) -> None:
        self._stack.append(self._memo.get(self._whole(1)))

    def _get_4(self) -> None:
        run = reference_run(self._data, self._at - 1)
        if run is not None:
            self._push(run, list(map(self._memo.get, run.keys)))
            return
        self._stack.append(self._memo.get(self._whole(4)))

    def _put_1(self) -> None:
        self._memo.put(self._whole(1), self._stack[-1])

    def _put_4(self) -> None:
        self._memo.put(self._whole(4), self._stack[-1])

    def _memoize(self) -> None:
        self._memo.append(self._stack[-1])

    def _global(self) -> None:
        self._name(self._line(), self._line())

    def _stack_global(self) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        if type(name) is not str or type(module) is not str:
            raise pickle.UnpicklingError("it asks for a name that is no text")
        self._name(module, name)

    def _name(self, module: str, name: str) -> None:
        if (module, name) not in self._known:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        self._stack.append(self._known[module, name])

    def _reduce(self) -> None:
        arguments, function = self._stack.pop(), self._stack.pop()
        if type(function) is not Name or type(arguments) is not tuple:
            raise pickle.UnpicklingError("it calls what is no name")
        self._memory.spend(CONTAINER)
        self._stack.append(function(*arguments))

    def _build(self) -> None:
        state, made = self._stack.pop(), self._stack[-1]
        if type(made) not in (Kind, Array):
            raise pickle.UnpicklingError(f"it sets attributes of a {type(made).__name__}")
        self._memory.spend(CONTAINER)
        made.__setstate__(state)

    # -- the pickle itself --------------------------------------------------------------------

    def _protocol(self) -> None:
        if self._whole(1) > 4:
            raise pickle.UnpicklingError("it is of a later protocol than 4")

    def _frame(self) -> None:
        self._take(8)

    def _stop(self) -> None:
        if self._marked or len(self._stack) != 1:
            raise pickle.UnpicklingError("it ends with something unfinished")
        self._done = True

    def _outside(self) -> None:
        raise pickle.UnpicklingError(f"it asks for the outside object {shown(self._stack.pop())}")

    def _refuse(self) -> None:
        raise pickle.UnpicklingError(f"it has the opcode {self._data[self._at - 1]:#04x}")


_ACTIONS = {
    **dict(
        zip(
            b"GKMJX\x8cB",
            ("_float", "_int_1", "_int_2", "_int_4", "_text", "_short_text", "_bytes"),
            strict=True,
        )
    ),
    **dict(
        zip(
            b"C\x8aN\x88\x89(",
            ("_short_bytes", "_long", "_none", "_true", "_false", "_mark"),
            strict=True,
        )
    ),
    **dict(zip(b"}])\x8ft", ("_dict", "_list", "_no_tuple", "_set", "_tuple"), strict=True)),
    **dict(
        zip(
            b"\x85\x86\x87ae\x90",
            ("_tuple_1", "_tuple_2", "_tuple_3", "_append", "_appends", "_add_items"),
            strict=True,
        )
    ),
    **dict(
        zip(
            b"suhjqr\x94",
            ("_set_item", "_set_items", "_get_1", "_get_4", "_put_1", "_put_4", "_memoize"),
            strict=True,
        )
    ),
    **dict(zip(b"c\x93Rb", ("_global", "_stack_global", "_reduce", "_build"), strict=True)),
    **dict(zip(b"\x80\x95.Q", ("_protocol", "_frame", "_stop", "_outside"), strict=True)),
}
