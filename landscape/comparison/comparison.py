"""The result of comparing two landscapes, and the forms in which it is told, words among them.

Where correlation and landscape disagree, and correlations among themselves: the better correlated
metric does not always find the better architecture ("Efficient Multi-Fidelity NAS with Zero-Cost
Proxy-Guided Local Search", section 3).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.analysis.profile import Profile
from landscape.comparison.optima_quality import OPTIMA
from landscape.comparison.overlap import Curve
from landscape.comparison.text import latex_table, markdown_table
from landscape.display import html_grid, short_repr
from landscape.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from landscape.analysis.profile import Value

__all__ = [
    "Comparison",
    "cell",
    "comparisons_table",
    "disagreements",
    "inversions",
    "reasons_of",
    "to_latex",
    "to_markdown",
]

_TOP = (
    "{share:.1%} of the best by {first} are among the best by {quality}, and a rank correlation "
    "of {rho:.3f} lets expect {promise:.1%}"
)
_PLACE = (
    "{where}, {quality} is at percentile {actual:.1f}, and a rank correlation of "
    "{rho:.3f} lets expect {promise:.1f} ({surprise:+.1f} standard deviations)"
)
_WHERE = {
    "global": "at the global optima of {first}",
    "climb": "where climbs on {first} end",
    "escape": "where escapes on {first} end",
}
_NONE = "what is found by {first} is what its rank correlation with {quality}, {rho:.3f}, promises"


@dataclass(frozen=True, eq=False)
class Comparison:
    """How one landscape compares with another.

    Attributes
    ----------
    space
        Name of the space.
    first, second, quality
        What the landscapes are called: the one that is climbed, the one it is compared with, and
        the one whose fitness is quality (maximised: a metric to be minimised is negated).
    numbers
        Key → number, in plain Python; its `undefined` says why one is None. What they are:
        `landscape.comparison.SECTIONS`.
    optima
        One row an optimum of the first; see `optima_quality`.
    curve
        Overlap of the k best over k.
    settings
        Share counted as best, resamples, confidence of the intervals.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.comparison import compare
    >>> square = ProductSpace([2, 2])
    >>> proxy = Landscape(square, [3, 0, 1, 2], metric="proxy")
    >>> accuracy = Landscape(square, [70, 80, 90, 95], metric="accuracy")
    >>> found = compare(proxy, accuracy)
    >>> found.numbers["n_optima_first"], found.numbers["n_optima_second"]
    (2, 1)
    >>> found.optima[["index", "quality", "regret"]].values.tolist()
    [[0.0, 70.0, 25.0], [3.0, 95.0, 0.0]]
    """

    space: str
    first: str
    second: str
    quality: str
    numbers: Profile
    optima: pd.DataFrame
    curve: Curve
    settings: Mapping[str, Value]

    __repr__ = short_repr

    @property
    def disagreements(self) -> list[str]:
        """Sentences that say where correlation and landscape disagree, if they do."""
        return disagreements(self.numbers, self.first, self.quality)

    def table(self) -> pd.DataFrame:
        """Return one row a number: columns `number` and `value`."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.DataFrame({"number": list(self.numbers), "value": list(self.numbers.values())})

    def to_dict(self) -> dict[str, Any]:
        """Return everything in plain Python; what is missing is None."""
        return {
            "space": self.space,
            "first": self.first,
            "second": self.second,
            "quality": self.quality,
            "settings": dict(self.settings),
            "numbers": dict(self.numbers),
            "undefined": self.numbers.undefined,
            "disagreements": self.disagreements,
            "optima": [_plain(row) for row in self.optima.to_dict("records")],
            "overlap": [_plain(row) for row in self.curve.table().to_dict("records")],
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Comparison:
        """Return what `to_dict` told.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is something else.
        """
        import pandas as pd  # slow to import: only who asks pays

        space, first, second, quality = (
            content[name] for name in ("space", "first", "second", "quality")
        )
        numbers = Profile(content["numbers"], content["undefined"])
        # None becomes NaN, and text an infinity.
        optima = pd.DataFrame(content["optima"], columns=list(OPTIMA)).astype(OPTIMA)
        curve = Curve(
            np.array([row["k"] for row in content["overlap"]], dtype=np.int64),
            np.array([row["overlap"] for row in content["overlap"]], dtype=np.float64),
        )
        how = content["settings"]
        return cls(space, first, second, quality, numbers, optima, curve, how)

    def to_json(self) -> str:
        """Return the same as JSON; infinities are text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def _repr_html_(self) -> str:
        rows = [(key, cell(value)) for key, value in self.numbers.items()]
        title = f"{self.first} compared with {self.second}, quality {self.quality}"
        return html_grid(("number", "value"), rows, title=title, numbers=("value",))

    def to_markdown(self) -> str:
        """Return the numbers as a Markdown table."""
        return to_markdown([self])

    def to_latex(self) -> str:
        """Return the numbers as a LaTeX table."""
        return to_latex([self])


def comparisons_table(comparisons: Sequence[Comparison]) -> pd.DataFrame:
    """Return one row a comparison: first, second, quality, then a column a number.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.comparison import compare, comparisons_table
    >>> square = ProductSpace([2, 2])
    >>> accuracy = Landscape(square, [70, 80, 90, 95], metric="accuracy")
    >>> good = Landscape(square, [1, 2, 3, 4], metric="good")
    >>> bad = Landscape(square, [4, 3, 2, 1], metric="bad")
    >>> table = comparisons_table([compare(proxy, accuracy) for proxy in (good, bad)])
    >>> table[["first", "spearman"]].values.tolist()
    [['good', 1.0], ['bad', -1.0]]
    """
    import pandas as pd  # slow to import: only who asks pays

    rows = [
        {"first": one.first, "second": one.second, "quality": one.quality, **one.numbers}
        for one in comparisons
    ]
    return pd.DataFrame(rows)


def to_markdown(comparisons: Sequence[Comparison]) -> str:
    """Return a Markdown table, one row a number and one column a comparison.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.comparison import compare, to_markdown
    >>> square = ProductSpace([2, 2])
    >>> proxy = Landscape(square, [3, 0, 1, 2], metric="proxy")
    >>> accuracy = Landscape(square, [70, 80, 90, 95], metric="accuracy")
    >>> lines = to_markdown([compare(proxy, accuracy)]).splitlines()
    >>> [lines[0], *(line for line in lines if line.startswith("| spearman |"))]
    ['| number | proxy / accuracy |', '| spearman | -0.2 |']
    """
    return markdown_table(*_grid(comparisons))


def to_latex(comparisons: Sequence[Comparison]) -> str:
    r"""Return a LaTeX table (`tabular`, rules as in booktabs), the same.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.comparison import compare, to_latex
    >>> square = ProductSpace([2, 2])
    >>> proxy = Landscape(square, [3, 0, 1, 2], metric="proxy")
    >>> accuracy = Landscape(square, [70, 80, 90, 95], metric="accuracy")
    >>> print(to_latex([compare(proxy, accuracy)]).splitlines()[0])
    \begin{tabular}{lr}
    """
    return latex_table(*_grid(comparisons))


def _grid(comparisons: Sequence[Comparison]) -> tuple[list[str], list[list[str]]]:
    header = ["number", *(f"{one.first} / {one.second}" for one in comparisons)]
    rows = [[key, *(cell(one.numbers[key]) for one in comparisons)] for key in _keys(comparisons)]
    return header, rows


def _keys(comparisons: Sequence[Comparison]) -> list[str]:
    return list(dict.fromkeys(key for one in comparisons for key in one.numbers))


def cell(value: Value) -> str:
    """Return a number as text; ``-`` if it is not defined."""
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    return number_text(value)


def reasons_of(name: str, numbers: Profile) -> list[str]:
    """Return sentences that say why numbers of what is called `name` are not defined."""
    keys: dict[str, list[str]] = {}
    for key, reason in numbers.undefined.items():
        keys.setdefault(reason, []).append(key)
    of = f"of {name}: not defined here, because"
    return [f"{', '.join(names)} {of} {reason}" for reason, names in keys.items()]


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row with None for NaN and text for infinities, which JSON has no number for."""
    return {str(name): _number(value) for name, value in row.items()}


def _number(value: Any) -> Any:
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return None if math.isnan(value) else str(value)


def disagreements(numbers: Mapping[str, Value], first: str, quality: str) -> list[str]:
    """Return a sentence for each disagreement, or one that says that there is none.

    Parameters
    ----------
    numbers
        Those of a comparison; None where they are not defined.
    first, quality
        What the two landscapes are called.
    """
    verdict = numbers["disagreement"]
    if not isinstance(verdict, str):
        return []
    names = {"first": first, "quality": quality, "rho": numbers["quality_spearman"]}
    if verdict == "none":
        return [_NONE.format(**names)]
    return [
        _sentence(place, numbers, names)
        for place in (part.split()[0] for part in verdict.split(", "))
    ]


def _sentence(place: str, numbers: Mapping[str, Value], names: Mapping[str, Value]) -> str:
    if place == "top":
        share, promise = (numbers[f"quality_top_{what}"] for what in ("share", "promise"))
        return _TOP.format(share=share, promise=promise, **names)
    told = {what: numbers[f"{place}_{what}"] for what in ("promise", "surprise")}
    actual, where = numbers[f"{place}_percentile"], _WHERE[place].format(**names)
    return _PLACE.format(where=where, actual=actual, **told, **names)


def inversions(comparisons: Sequence[Comparison]) -> list[str]:
    """Return a sentence for each pair of which the better correlated one finds the worse.

    What is found is that where escapes end. Only comparisons of the same quality are set against
    each other.
    """
    told = []
    for one, other in permutations(comparisons, 2):
        rho, less = (c.numbers["quality_spearman"] for c in (one, other))
        found, more = (c.numbers["escape_quality"] for c in (one, other))
        values = (rho, less, found, more)
        if one.quality != other.quality or not all(isinstance(v, float) for v in values):
            continue
        if rho > less and found < more:  # type: ignore[operator]
            told.append(
                f"{one.first} is better correlated with {one.quality} than {other.first} "
                f"({rho:.3f} > {less:.3f}), and finds worse ({found:,.6g} < {more:,.6g})"
            )
    return told
