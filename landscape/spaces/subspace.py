"""Part of a space: the configurations that constraints leave."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from landscape.errors import ArchitectureError, LandscapeError, OptionError
from landscape.lazy import load_object
from landscape.reason import quoted, reason, shown
from landscape.spaces.configuration import Configuration
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.product import VariableSpace
from landscape.spaces.stepped import SteppedSpace

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces.space import Space

__all__ = ["Predicate", "Subspace"]

Predicate: TypeAlias = Callable[[Configuration], Any]
"""Tells of a `Configuration` whether it is valid: True or False."""

_ASKED_TWICE = 200


class Subspace(SteppedSpace):
    """The configurations of a space that are valid, numbered in their order there.

    Neighbours are the neighbours in `base` that are valid, in its order; further away is what
    several changes lead to, each of them to a valid configuration, and no fewer.

    Duplicates stand for each other as in `base`, under the canonical form that it names if that is
    valid, else under the first that is.

    Parameters
    ----------
    base
        The whole space.
    valid
        Which configurations are valid: a function that tells it of a
        `landscape.spaces.Configuration`; or those that are, as architectures in any notation.
    name, title
        See `Space`; by default those of `base`, as a part of it.

    Attributes
    ----------
    base
        The whole space.
    configurations
        Number in `base` of each configuration, ascending, shape ``(size,)``.

    Raises
    ------
    OptionError
        If nothing is valid, or `base` has too many configurations to ask a function about each.
    LandscapeError
        If the function raises, answers anything but True or False, or not the same again.
    ArchitectureError
        If something listed is no configuration of `base`.

    Examples
    --------
    >>> from landscape import ProductSpace, Variable
    >>> from landscape.spaces import Subspace
    >>> depth, width = Variable("depth", (1, 2, 3)), Variable("width", (8, 16, 32))
    >>> small = Subspace(
    ...     ProductSpace([depth, width], name="nets"),
    ...     lambda chosen: int(chosen["depth"]) * int(chosen["width"]) <= 32,
    ... )
    >>> small.name, [small.format(index) for index in range(small.size)][-2:]
    ('nets-valid', ['depth=2,width=16', 'depth=3,width=8'])
    >>> [small.format(index) for index in small.neighbours(small.size - 1)]
    ['depth=1,width=8', 'depth=2,width=8']
    """

    def __init__(
        self,
        base: Space,
        valid: Predicate | Iterable[object],
        *,
        name: str | None = None,
        title: str | None = None,
        source: str = "",
    ) -> None:
        self.base = base
        self.name = f"{base.name}-valid" if name is None else name
        self.title = title or (f"{base.title} (valid)" if name is None else name)
        self.source = source
        kept = _asked(base, valid) if callable(valid) else _listed(base, valid)
        if len(kept) == 0:
            raise OptionError(
                f"no configuration of {base.title} is valid: expected at least one; "
                "see what the constraint asks for"
            )
        self.size = len(kept)
        self.configurations: IntArray = kept.astype(base.dtype)
        self.configurations.flags.writeable = False  # spaces are shared
        self.notations, self.longest, self.n_digits = base.notations, base.longest, base.n_digits
        self.renumbered = True  # by this, if by nothing else

    @property
    def description(self) -> str | None:
        """The file that describes it; None if nothing describes the whole space."""
        written: str | None = load_object("landscape.spaces.space_file:written_part")(self)
        return written

    def find(self, configurations: npt.ArrayLike) -> IntArray:
        """Return the numbers of configurations of `base`: same shape; -1 of those not valid.

        Examples
        --------
        >>> from landscape import ProductSpace
        >>> from landscape.spaces import Subspace
        >>> Subspace(ProductSpace([6]), [1, 3, 5]).find([3, 4]).tolist()
        [1, -1]
        """
        given = np.asarray(configurations, dtype=self.base.dtype)
        at = np.minimum(np.searchsorted(self.configurations, given), self.size - 1)
        return np.where(self.configurations[at] == given, at, -1).astype(self.dtype)

    # -- notation ---------------------------------------------------------------------------

    def is_number(self, architecture: object) -> bool:
        """Tell whether an architecture is written as its number, which is its own here."""
        return self.base.is_number(architecture)

    def _parse(self, architecture: object) -> int:
        example = self.format(self.size // 2)
        such = f"text such as {example!r}, or " if self.notations[0] != "index" else ""
        expected = f"expected {such}a number from 0 to {self.size - 1}"
        try:
            number = self.base.parse(architecture)
        except ArchitectureError as error:
            raise ArchitectureError(
                f"{quoted(architecture)} is no configuration of {self.title}: {expected}"
            ) from error
        index = int(self.find(number))
        if index < 0:
            raise ArchitectureError(
                f"{quoted(architecture)} is not valid in {self.title}, though it is one of the "
                f"{self.base.size:,} configurations without the constraint: {expected}"
            )
        return index

    def _format(self, index: int, notation: str) -> str:
        return self.base.format(int(self.configurations[index]), notation)

    def _options(self, index: int) -> dict[str, str]:
        return dict(self.base.chosen(int(self.configurations[index])))

    # -- membership -------------------------------------------------------------------------

    @property
    def has_duplicates(self) -> bool:
        """Whether configurations may build the same network: what is known without listing."""
        return self.base.has_duplicates

    def canonical(self, indices: IntArray) -> IntArray:
        """Return, for each configuration, the one that stands for all that build the same network.

        That is the one of `base` if it is valid, else the first of them that is.
        """
        numbers = self._numbers(indices)
        return self._forms[numbers] if self.has_duplicates else numbers

    @cached_property
    def _forms(self) -> IntArray:
        forms = self.base.canonical(self.configurations)
        _, first, kind = np.unique(forms, return_index=True, return_inverse=True)
        whole = self.find(forms)
        return np.where(whole >= 0, whole, first[kind.reshape(-1)]).astype(self.dtype)

    def connected(self, indices: IntArray) -> BoolArray:
        """Tell which configurations build a network with a path from input to output."""
        return self.base.connected(self.configurations[self._numbers(indices)])

    # -- neighbourhood ----------------------------------------------------------------------

    def _near(self, rows: IntArray) -> NeighbourLists:
        lists = self.base.neighbour_lists(self.configurations[rows])
        members = self.find(lists.members)
        valid = members >= 0
        kept = np.concatenate([[0], np.cumsum(valid)])
        return NeighbourLists(kept[lists.offsets].astype(np.int64), members[valid])

    # -- words ------------------------------------------------------------------------------

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        inherited = ("variables", "ordinal", "options")
        whole = self.base.describe()
        about = {label: whole[label] for label in inherited if label in whole}
        if isinstance(self.base, VariableSpace):
            names = {v.name for v in self.base.variables}
            about |= {label: text for label, text in whole.items() if label in names}
        return (
            super().describe()
            | about
            | {
                "valid": f"{self.size:,} of the {self.base.size:,} configurations of "
                f"{self.base.title} ({self.size / self.base.size:.3g} of all)",
                "notations": ", ".join(self.notations),
                "example": self.format(self.size // 2),
                "source": self.source or "-",
            }
        )

    def conventions(self) -> dict[str, str]:
        """Return what its numbers, neighbours and their order are, for saved summaries."""
        whole = self.base.conventions()
        return {
            "numbering": f"a configuration's index is its place among the valid ones of "
            f"{self.base.title}, in the order of their numbers there",
            "distance": "the least number of changes that lead from one to the other, each of "
            f"them to a valid configuration; of a single change: {whole['distance']}",
            "ties": whole["ties"],
            "escape": "to every configuration at distance exactly 2 from an optimum",
        }

    def draw(self, index: int) -> str:
        """Return the drawing of the configuration in `base`."""
        return self.base.draw(int(self.configurations[self._check(index)]))


def _listed(base: Space, valid: Iterable[object]) -> IntArray:
    """Return the numbers of listed architectures, ascending and each once."""
    if isinstance(valid, np.ndarray) and valid.dtype.kind in "iu":
        return np.unique(base._numbers(valid))
    return np.unique(np.array([base.parse(one) for one in valid], dtype=base.dtype))


def _asked(base: Space, predicate: Predicate) -> IntArray:
    """Return the numbers of the configurations of which a function says that they are valid."""
    base.check_listable("a constraint by a function, which is asked about each")
    everyone = range(base.size)
    verdicts = np.fromiter(
        (_verdict(base, predicate, chosen) for chosen in base.each_chosen(everyone)),
        dtype=np.bool_,
        count=base.size,
    )
    spread = np.linspace(0, base.size - 1, num=min(base.size, _ASKED_TWICE)).astype(np.int64)
    for chosen in base.each_chosen(spread.tolist()):
        if _verdict(base, predicate, chosen) != verdicts[chosen.index]:
            raise LandscapeError(
                f"the constraint on {base.title} says that {chosen} is valid, and then that it "
                "is not: expected a function that depends on the configuration alone"
            )
    return np.flatnonzero(verdicts)


def _verdict(base: Space, predicate: Predicate, chosen: Configuration) -> bool:
    try:
        verdict = predicate(chosen)
    except Exception as error:  # a stranger's
        raise LandscapeError(
            f"the constraint on {base.title} failed on {chosen} ({type(error).__name__}: "
            f"{reason(error)}): repair it; -vv shows where it failed"
        ) from error
    if isinstance(verdict, (bool, np.bool_)):
        return bool(verdict)
    raise LandscapeError(
        f"the constraint on {base.title} answers {shown(verdict)} of {chosen}: expected True or "
        "False"
    )
