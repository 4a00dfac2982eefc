"""What a search may spend."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from landscape.errors import OptionError

__all__ = ["Budget"]

_PART = re.compile(r"(?P<amount>[0-9][0-9_]*(\.[0-9]+)?)(?P<unit>[se]?)")
_EXPECTED = "expected a number of evaluations (2000), seconds (20000s) or epochs (300e)"


@dataclass(frozen=True)
class Budget:
    """How much of each a search may spend; None is as much as it likes.

    What would go over it is neither charged nor answered, and ends the search.

    Attributes
    ----------
    evaluations
        Answers, repeated ones included.
    seconds
        Seconds of proxies and of training together.
    epochs
        Epochs of training.

    Raises
    ------
    OptionError
        If one is negative, or no number.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Budget, lookup, random_search, run
    >>> table = lookup({"acc": [70, 80, 90]}, seconds={"acc": [4, 4, 4]})
    >>> search = random_search(ProductSpace([3]), "acc", np.random.default_rng(0))
    >>> (result,) = run([search], table, budget=Budget(evaluations=1000, seconds=10))
    >>> result.evaluations, result.proxy_seconds  # a third would go over it
    (2, 8.0)
    """

    evaluations: int | None = None
    seconds: float | None = None
    epochs: int | None = None

    def __post_init__(self) -> None:
        for unit in ("evaluations", "seconds", "epochs"):
            amount = getattr(self, unit)
            if amount is not None and not (amount >= 0 and math.isfinite(amount)):
                raise OptionError(f"a budget of {amount} {unit}: expected 0 or more")

    @classmethod
    def parse(cls, text: str) -> Budget:
        """Return the budget that is written ``2000``, ``20000s``, ``300e`` or several of these.

        Raises
        ------
        OptionError
            If none is.

        Examples
        --------
        >>> from search import Budget
        >>> Budget.parse("20000s")
        Budget(evaluations=None, seconds=20000.0, epochs=None)
        >>> Budget.parse("5000,300e")
        Budget(evaluations=5000, seconds=None, epochs=300)
        """
        amounts: dict[str, str] = {}
        for part in text.split(","):
            written = _PART.fullmatch(part.strip())
            if written is None or written["unit"] in amounts:
                raise OptionError(f"budget {text!r}: {_EXPECTED}, or one of each with commas")
            amounts[written["unit"]] = written["amount"]
        for unit in ("", "e"):
            if "." in amounts.get(unit, ""):
                raise OptionError(f"budget {text!r}: expected a whole number of what is counted")
        return cls(
            evaluations=int(amounts[""]) if "" in amounts else None,
            seconds=float(amounts["s"]) if "s" in amounts else None,
            epochs=int(amounts["e"]) if "e" in amounts else None,
        )

    def __str__(self) -> str:
        """Return it as it is written."""
        parts = ((self.evaluations, ""), (self.seconds, "s"), (self.epochs, "e"))
        return ",".join(f"{amount:.15g}{unit}" for amount, unit in parts if amount is not None)
