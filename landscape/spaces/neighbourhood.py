"""What is asked of the neighbourhood of a whole space at once, however it is stored."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeAlias

from landscape.once import once
from landscape.spaces import ProductSpace

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.arrays import BoolArray, FloatArray, IntArray
    from landscape.spaces import Space

    Compare: TypeAlias = Callable[[FloatArray, FloatArray], FloatArray | BoolArray]
    """Takes the values of configurations and those of one neighbour each, elementwise."""

__all__ = ["Neighbourhood", "neighbourhood"]


class Neighbourhood(ABC):
    """The neighbours at distance 1 of every configuration of a space.

    A neighbour's neighbour is the configuration itself: the relation is symmetric. All arrays
    have shape ``(space.size,)``.
    """

    @abstractmethod
    def fold(self, compare: Compare, values: FloatArray) -> FloatArray:
        """Return Σ over the neighbours j of i of ``compare(values[i], values[j])``, for every i."""

    @abstractmethod
    def total(self, values: FloatArray) -> FloatArray:
        """Return Σ over the neighbours j of i of ``values[j]``, for every i."""

    @abstractmethod
    def level_links(self, values: FloatArray) -> tuple[IntArray, IntArray]:
        """Return pairs of neighbours of equal value, enough to join all that are connected.

        NaN equals nothing.
        """

    @abstractmethod
    def best_steps(self, fitness: FloatArray) -> IntArray:
        """Return the best-improvement steps; see `landscape.climb.best_improvement`."""

    @abstractmethod
    def distances(self, goals: IntArray) -> IntArray:
        """Return the fewest changes that lead to any of `goals`; -1 where none do.

        Missing configurations are passed like others.
        """

    @abstractmethod
    def climbs_to(self, goals: IntArray, fitness: FloatArray) -> BoolArray:
        """Tell from where steps to strictly better neighbours can lead to any of `goals`."""


@once
def neighbourhood(space: Space) -> Neighbourhood:
    """Return the neighbourhood of `space`: arithmetic on a cube, or lists."""
    # Loaded here because both are made of what is defined above.
    from landscape.analysis.cube import Cube
    from landscape.analysis.lists import Lists

    return Cube(space.shape) if isinstance(space, ProductSpace) else Lists(space.neighbour_lists())
