"""What is known of the landscape behind a network: how much of it is scored, and its plateaus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.numbers import caution, counted, share_text

if TYPE_CHECKING:
    from landscape.network import Network

__all__ = ["Behind", "optima_text"]


@dataclass(frozen=True)
class Behind:
    """Numbers of the landscape behind a network; None where they are not known.

    Attributes
    ----------
    n_configurations
        Of the space.
    n_scored
        Those that have a score.
    n_plateau_optima
        Connected sets of equal fitness with no better neighbour: what local optima are, where
        ties are not counted one by one.
    """

    n_configurations: int | None = None
    n_scored: int | None = None
    n_plateau_optima: int | None = None

    @classmethod
    def of(cls, network: Network) -> Behind:
        """Return what a network says."""
        return cls(network.n_configurations, network.n_scored, network.n_plateau_optima)

    @property
    def scored(self) -> str:
        """The share that is scored, such as ``60.4% scored``; empty if all are, or unknown."""
        if not self.n_configurations or self.n_scored in (None, self.n_configurations):
            return ""
        return f"{share_text((self.n_scored or 0) / self.n_configurations)} scored"

    @property
    def scored_of(self) -> str:
        """The same with the number of configurations."""
        whole = counted(self.n_configurations or 0, "configuration")
        return self.scored.replace("scored", f"of {whole} scored")

    @property
    def warning(self) -> str:
        """What a reader has to know where hardly any configuration is scored; else empty."""
        if not self.scored or caution(self.n_scored or 0, self.n_configurations or 0) is None:
            return ""
        share = self.scored_of.removesuffix(" scored")
        return (
            f"Only {share} are scored: numbers of optima and edges are not those of the whole "
            "space."
        )


def optima_text(number: int, behind: Behind, noun: str = "local ") -> str:
    """Return a number of optima with that of their plateaus, as far as known.

    >>> optima_text(8, Behind(n_plateau_optima=1))
    '8 local optima (1 plateau)'
    """
    optima = counted(number, f"{noun}optimum", f"{noun}optima")
    plateaus = behind.n_plateau_optima
    if plateaus is None or plateaus > number:  # of a part of a network nothing is known
        return optima
    return f"{optima} ({counted(plateaus, 'plateau')})"
