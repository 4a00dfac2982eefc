"""What is known by name, however people write it, and how something of one's own is added.

There is one registry a kind: `landscape.spaces.SPACES`, `proxies.PROXIES`, `search.ALGORITHMS`,
`viz.figures.FIGURES`, `landscape.benchmarks.sources.BENCHMARKS`, `landscape.analysis.ANALYSES`,
`landscape.api.papers.PAPERS`.
Names are found whatever the case, with hyphens, underscores, spaces or without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeVar

from landscape.errors import OptionError, folded, unknown_name
from landscape.lazy import hiding_told
from landscape.plugins import load_installed, loading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from landscape.plugins import Plugin

__all__ = ["Named", "Registry", "find_name", "match_name"]


def find_name(kind: str, name: str, known: Iterable[str]) -> str:
    """Return a name as it is spelled where it is known.

    Parameters
    ----------
    kind
        What it is the name of: ``"space"``, ``"metric"`` ...; for the error.
    name
        As it was given.
    known
        The names that exist.

    Raises
    ------
    UnknownNameError
        If no known name is meant, or several that differ in case or separators only.

    Examples
    --------
    >>> find_name("dataset", "CIFAR-10", ["cifar10", "cifar100"])
    'cifar10'
    """
    names = list(known)
    found = match_name(name, names)
    if found is None:
        raise unknown_name(kind, name, names)
    return found


def match_name(name: str, known: Iterable[str]) -> str | None:
    """Return the one known name that is meant; None if there is none, or more than one.

    A name that is spelled the same comes first, then one of another case, then one that has other
    separators.

    Examples
    --------
    >>> match_name("Val-Acc", ["val_acc", "val_loss"])
    'val_acc'
    >>> match_name("VAL_ACC", ["val_acc", "Val_Acc"]) is None
    True
    """
    names = list(known)
    if name in names:
        return name
    for spelled in (str.casefold, folded):
        found = {one for one in names if spelled(one) == spelled(name) != ""}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


class Named(Protocol):
    """A record of a registry: everything that is known of one thing."""

    @property
    def name(self) -> str:
        """What it is asked for by."""


_Record = TypeVar("_Record", bound=Named)
_NAME = re.compile(r"[^\s.,/\\]([^,/\\\n]*[^\s,/\\])?")


class Registry(Mapping[str, _Record]):
    """Name → record, of one kind of thing: ours in a fixed order, then what was added.

    Our own records are loaded when they are asked for, plugins that are installed when all are
    listed or a name is none of ours.

    Parameters
    ----------
    kind
        What a record is of, for messages: ``"space"``, ``"metric"`` ...
    homes
        Name of each of our own → the module that registers it when it is imported.
    check
        Raises where a record cannot be added.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> hills = Registry("hill")
    >>> _ = hills.register(SimpleNamespace(name="steep-hill"))
    >>> hills.find("Steep Hill").name, "flat" in hills
    ('steep-hill', False)
    """

    def __init__(
        self,
        kind: str,
        homes: Mapping[str, str] | None = None,
        *,
        check: Callable[[_Record], None] | None = None,
    ) -> None:
        self.kind = kind
        self._homes = dict(homes or {})
        self._check = check
        self._records: dict[str, _Record] = {}
        self._plugins: dict[str, Plugin] = {}

    def register(self, record: _Record) -> _Record:
        """Make a record known by its name, and return it.

        A plugin that is loaded again replaces its own.

        Raises
        ------
        OptionError
            If another one has that name, or one that differs in case or separators only; or it is
            no name.
        """
        if not _NAME.fullmatch(record.name):
            raise OptionError(
                f"{record.name!r} is no name for a {self.kind}: it is part of lists and of files' "
                "names, so leave out commas and slashes, and do not begin with a point"
            )
        if self._check is not None:
            self._check(record)
        name, plugin = record.name, None if record.name in self._homes else loading()
        taken = match_name(name, self._here())
        if taken is not None and self._is_known(taken) and self._records[taken] != record:
            whose = self._plugins.get(taken)
            if whose is None or (taken, whose) != (name, plugin):
                by = "" if whose is None else f", from {whose.name}"
                raise OptionError(
                    f"a {self.kind} called {taken!r} is known already{by}: choose another name"
                )
        self._records[name] = record
        if plugin is not None:
            self._plugins[name] = plugin
        return record

    def remove(self, name: str) -> None:
        """Forget what was added under a name, so that another may have it.

        Raises
        ------
        OptionError
            If nothing was, or it is one of ours.
        """
        if name in self._homes or name not in self._records:
            raise OptionError(f"no {self.kind} {name!r} was added: there is none to remove")
        del self._records[name]
        self._plugins.pop(name, None)

    def find(self, name: str) -> _Record:
        """Return the record that is meant by a name in any spelling.

        Raises
        ------
        UnknownNameError
            If there is none, or the name could mean several.
        """
        return self[self.spelled(name)]

    def spelled(self, name: str, others: Iterable[str] = ()) -> str:
        """Return a name as it is spelled here, or among `others` that have a meaning, too.

        Raises
        ------
        UnknownNameError
            See `find`.
        """
        others = tuple(others)
        return self.match(name, others) or find_name(self.kind, name, (*self, *others))

    def match(self, name: str, others: Iterable[str] = ()) -> str | None:
        """Return the same, or None if there is no such name, or the name could mean several."""
        others = tuple(others)
        known = match_name(name, (*self._here(), *others))
        return known or match_name(name, (*self, *others))

    def here(self) -> list[_Record]:
        """Return our own records and what was added so far; asks no plugin that is installed."""
        return [self[name] for name in self._here()]

    def plugin_of(self, name: str) -> Plugin | None:
        """Return the plugin that brought a record; None for ours, and what a program added."""
        return self._plugins.get(name)

    def is_of_program(self, name: str) -> bool:
        """Tell whether the running program itself added a record: no other process has it."""
        return name in self._records and name not in self._homes and name not in self._plugins

    def __getitem__(self, name: str) -> _Record:
        if not self._is_known(name):
            load_installed()
        return self._records[name]

    def __iter__(self) -> Iterator[str]:
        load_installed()
        return iter(self._here())

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of kind {self.kind!r}: {', '.join(self._here())}>"

    def _here(self) -> list[str]:
        """Return the names that are known without plugins that are installed."""
        return list(dict.fromkeys((*self._homes, *self._records)))

    def _is_known(self, name: str) -> bool:
        """Load a record of ours, and tell whether there is one of that name without plugins."""
        if name not in self._records and name in self._homes:
            with hiding_told():
                # Does nothing if it is that module that registers it right now.
                import_module(self._homes[name])
        return name in self._records
