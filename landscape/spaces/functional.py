"""The functional space: networks, each once, where several configurations build the same one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import ArchitectureError
from landscape.reason import quoted
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.space import Space, whole_argument

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray

__all__ = ["SUFFIX", "FunctionalSpace", "functional_space"]

SUFFIX = "-functional"
"""What the name of a functional space ends with, after that of the space it is made of."""

_KEYS = 1 << 22  # pairs that are sorted at once: some 30 megabytes


def functional_space(space: Space) -> Space:
    """Return the functional space of `space`, or itself if no two configurations are duplicates.

    See `Space.functional`.
    """
    if type(space).canonical is Space.canonical:
        return space  # known without listing it
    space.check_listable("the list of what builds the same network")
    functional = FunctionalSpace(space)
    return space if functional.size == space.size else functional


class FunctionalSpace(Space):
    """The networks that the configurations of a space build, each once.

    A node is a canonical configuration; its *members* are all configurations that build the same
    network. Nodes are numbered in the order of their canonical configurations, and so are
    neighbours, which settles ties.

    Two nodes are neighbours if any of their members are. The neighbours of a node at distance
    ``k`` are the nodes that some member reaches by exactly ``k`` changes, the node itself left out:
    unlike elsewhere one may be a neighbour at distance 1 as well.

    `parse` takes any member in any notation, and `format` writes the canonical one; a bare number
    is that of a node.

    Parameters
    ----------
    base
        The space of the configurations.

    Attributes
    ----------
    base
        The space of the configurations.
    representatives
        Canonical configuration of each node, ascending, shape ``(size,)``.
    node_of
        Node of each configuration, shape ``(base.size,)``.
    members
        Number of configurations behind each node, shape ``(size,)``.

    Examples
    --------
    >>> from landscape import get_space
    >>> networks = get_space("nb201").functional()
    >>> networks.name, networks.size, networks.members.sum().item()
    ('nb201-functional', 9445, 15625)
    >>> networks.parse((1, 1, 1, 1, 1, 1)), networks.members[0].item()  # no path in 341 of them
    (0, 341)
    """

    renumbered = True

    def __init__(self, base: Space) -> None:
        canonical = base.canonical(np.arange(base.size, dtype=base.dtype))
        found, node_of, members = np.unique(canonical, return_inverse=True, return_counts=True)
        self.base = base
        self.name, self.title = base.name + SUFFIX, f"{base.title} (functional)"
        self.size = len(found)
        self.notations, self.longest, self.n_digits = base.notations, base.longest, base.n_digits
        self.benchmark_indices = base.benchmark_indices
        self.representatives: IntArray = found
        self.node_of: IntArray = node_of.reshape(-1).astype(self.dtype)
        self.members: IntArray = members
        for array in (self.representatives, self.node_of, self.members):
            array.flags.writeable = False  # spaces are shared

    def _benchmark_order(self, benchmark: str) -> IntArray:
        order: IntArray = self.node_of[self.base.from_benchmark_index(benchmark)]
        return order

    def __reduce__(self) -> tuple[type[FunctionalSpace], tuple[Space]]:
        """Leave the lists behind: another process makes them again."""
        return type(self), (self.base,)

    @cached_property
    def _behind(self) -> NeighbourLists:
        """The configurations behind each node, ascending."""
        order = np.argsort(self.node_of, kind="stable").astype(self.base.dtype)
        offsets = np.concatenate([[0], np.cumsum(self.members)]).astype(np.int64)
        return NeighbourLists(offsets, order)

    def configurations(self, index: int) -> IntArray:
        """Return the numbers of the configurations behind node `index`, ascending.

        Examples
        --------
        >>> from landscape import get_space
        >>> nb201 = get_space("nb201")
        >>> networks = nb201.functional()
        >>> node = networks.parse("|skip_connect~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|")
        >>> len(networks.configurations(node)), networks.members[node].item()
        (341, 341)
        """
        return self._behind[self._check(index)]

    # -- notation ---------------------------------------------------------------------------

    def is_number(self, architecture: object) -> bool:
        """Tell whether an architecture is written as the number of a node."""
        return self.base.is_number(architecture)

    def _parse(self, architecture: object) -> int:
        try:
            return int(self.node_of[self.base.parse(architecture)])
        except ArchitectureError as error:
            raise ArchitectureError(
                f"{quoted(architecture)} is no architecture of {self.base.title}: expected one in "
                f"a notation ({', '.join(self.notations)}), like {self.format(self.size // 2)}, or "
                f"the number of a node, from 0 to {self.size - 1}"
            ) from error

    def _format(self, index: int, notation: str) -> str:
        return self.base.format(int(self.representatives[index]), notation)

    # -- membership -------------------------------------------------------------------------

    def functional(self) -> Space:
        """Return itself: its nodes are networks already."""
        return self

    def connected(self, indices: IntArray) -> BoolArray:
        """Tell which networks have a path from input to output."""
        return self.base.connected(self.representatives[self._numbers(indices)])

    # -- neighbourhood ----------------------------------------------------------------------

    def neighbours(self, index: int, distance: int = 1) -> IntArray:
        """Return the nodes that members of `index` reach by exactly `distance` changes, ascending.

        The node itself is left out.
        """
        return self.neighbour_lists(np.array([self._check(index)]), distance).members

    def neighbour_lists(self, indices: IntArray | None = None, distance: int = 1) -> NeighbourLists:
        """Return the neighbours of many nodes (default: all) at once."""
        distance = whole_argument("distance", distance, 1)
        if indices is None and distance == 1:
            return self._near
        rows = np.arange(self.size) if indices is None else self._numbers(indices)
        return self._lists(rows, distance)

    @cached_property
    def _near(self) -> NeighbourLists:
        return self._lists(np.arange(self.size), 1)

    def _lists(self, rows: IntArray, distance: int) -> NeighbourLists:
        """Return the neighbours of `rows`, as many at a time as memory is meant for."""
        widest = max(1, len(self.base.neighbours(0, distance)))
        pairs = np.cumsum(self.members[rows] * widest)
        parts = np.split(rows, np.searchsorted(pairs, np.arange(_KEYS, pairs[-1:].sum(), _KEYS)))
        found = [self._reached(part, distance) for part in parts]
        degrees = np.concatenate([np.diff(lists.offsets) for lists in found])
        offsets = np.concatenate([[0], np.cumsum(degrees)]).astype(np.int64)
        return NeighbourLists(offsets, np.concatenate([lists.members for lists in found]))

    def _reached(self, rows: IntArray, distance: int) -> NeighbourLists:
        """Return, for each row, the distinct nodes of what its members reach, ascending."""
        behind = [self._behind[row] for row in rows.tolist()]
        sizes = self.members[rows]
        members = np.concatenate([*behind, self._behind.members[:0]])
        lists = self.base.neighbour_lists(members, distance)
        row = np.repeat(np.repeat(np.arange(len(rows)), sizes), np.diff(lists.offsets))
        keys = row * self.size + self.node_of[lists.members]
        keys.sort()  # numpy.unique hashes them, many times slower
        distinct = np.ones(len(keys), dtype=np.bool_)
        np.not_equal(keys[1:], keys[:-1], out=distinct[1:])
        row, node = np.divmod(keys[distinct], self.size)
        other = node != rows[row]
        offsets = np.searchsorted(row[other], np.arange(len(rows) + 1)).astype(np.int64)
        return NeighbourLists(offsets, node[other].astype(self.dtype))

    # -- words ------------------------------------------------------------------------------

    def _options(self, index: int) -> dict[str, str]:
        return dict(self.base.chosen(int(self.representatives[index])))

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        degrees = np.diff(self._near.offsets)
        return super().describe() | {
            "members": f"{self.base.size:,} configurations of {self.base.title}: "
            f"{self.members.min():,} to {self.members.max():,} behind a node",
            "neighbours": f"{degrees.min():,} to {degrees.max():,}, {degrees.mean():.1f} on "
            "average (1-opt)",
            "canonical": "every node (what builds the same network is one)",
            "notations": ", ".join(self.notations),
            "example": self.format(self.size // 2),
        }

    def conventions(self) -> dict[str, str]:
        """Return what its numbers, neighbours and their order are, for saved summaries."""
        return {
            "numbering": "a configuration is a network: all configurations of "
            f"{self.base.title} that build it, its members; its index is the place of the "
            "canonical one among the canonical ones; the space's own index is another number",
            "distance": f"of members: {self.base.conventions()['distance']}; two networks are "
            "neighbours at distance k if any members are at exactly k, whether others are nearer "
            "or not; none is its own neighbour",
            "ties": "of equally good neighbours a climb takes the first by index",
            "escape": "to every network that some member of the optimum reaches by exactly two "
            "changes, each counted once",
            "members": "number of configurations behind a network, which the canonical one's "
            "score stands for",
        }

    def draw(self, index: int) -> str:
        """Return the drawing of the canonical configuration, and how many build its network."""
        index = self._check(index)
        others = int(self.members[index]) - 1
        drawing = self.base.draw(int(self.representatives[index]))
        count = f"{others:,} other configuration{'s build' if others != 1 else ' builds'} it, too"
        return f"{drawing}\n\n  {count if others else 'no other configuration builds it'}"
