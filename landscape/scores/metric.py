"""What a column of scores means."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from landscape.errors import OptionError

__all__ = ["Metric"]


@dataclass(frozen=True)
class Metric:
    """The meaning of one column of scores.

    Attributes
    ----------
    name
        Name of the column, as given to ``--metric``.
    minimize
        True if smaller is better. Fitness is always maximised: a minimised metric is negated
        once, when a landscape is made of it.
    unit
        ``"%"``, ``"s"`` ...; empty for a pure number.
    resolution
        Spacing of the lattice the true values lie on, in `unit`; None if they lie on none.
        Published accuracies carry float noise around such a lattice, which hides most ties.
    title
        Name for figures; None means `name`.
    source
        Where the definition or the numbers come from.

    Raises
    ------
    OptionError
        If `resolution` is not a positive finite number.

    Examples
    --------
    >>> from landscape.scores import Metric
    >>> Metric("cifar100_test_acc_200ep", unit="%", title="CIFAR-100 test accuracy").label
    'CIFAR-100 test accuracy (%)'
    """

    name: str
    minimize: bool = False
    unit: str = ""
    resolution: float | None = None
    title: str | None = None
    source: str = ""

    def __post_init__(self) -> None:
        if self.resolution is not None and not 0 < self.resolution < math.inf:
            raise OptionError(
                f"metric {self.name!r} has resolution {self.resolution}: "
                "expected a positive number, or none"
            )

    @property
    def label(self) -> str:
        """Title and unit, as an axis or a legend shows them."""
        title = self.title or self.name
        return f"{title} ({self.unit})" if self.unit else title

    def snapped(self, resolution: str | None) -> Metric:
        """Return the same with another resolution: a number, ``"none"``, or None for its own.

        Raises
        ------
        OptionError
            If it is neither a positive number nor none.

        Examples
        --------
        >>> from landscape.scores import Metric
        >>> Metric("val_acc", resolution=0.01).snapped("none").resolution is None
        True
        """
        if resolution is None:
            return self
        if resolution == "none":
            return replace(self, resolution=None)
        try:
            return replace(self, resolution=float(resolution))
        except ValueError as error:
            raise OptionError(
                f"--resolution {resolution!r}: expected a positive number, or none"
            ) from error
