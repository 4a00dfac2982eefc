"""What the columns of a table that a user brings mean: one line of text each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from landscape.benchmarks.column import Column, is_name
from landscape.benchmarks.metrics import trained_metric
from landscape.errors import OptionError

if TYPE_CHECKING:
    from landscape.scores.table import Metric

__all__ = ["MappedColumn"]

_EXPECTED = (
    "expected COLUMN=METRIC with any of ,dataset=NAME ,hp=NAME ,epoch=N ,run=NAME ,unit=TEXT "
    ",resolution=R ,minimize after it, such as acc=test_acc,dataset=cifar10,epoch=200"
)
_WORDS = ("dataset", "hp", "epoch", "run", "unit", "resolution", "minimize")


@dataclass(frozen=True)
class MappedColumn:
    """A column of a user's table, and where its values belong.

    Attributes
    ----------
    source
        Name of the column in the user's table.
    column
        Metric, epoch and run.
    dataset, hp
        See `BenchmarkTable`.
    metric
        What it means.
    """

    source: str
    column: Column
    dataset: str
    hp: str
    metric: Metric

    @classmethod
    def as_it_is(cls, source: str) -> MappedColumn:
        """Return a column that keeps its name, of no dataset, schedule or epoch.

        What a metric's name cannot have, as spaces and brackets, becomes ``_`` between its words.

        Raises
        ------
        OptionError
            If nothing is left of the name.

        Examples
        --------
        >>> MappedColumn.as_it_is("top-1 (%)").column.name
        'top-1'
        """
        name = source if is_name(source) else re.sub(r"[^\w.+-]+", "_", source).strip("_.")
        if not is_name(name):
            raise OptionError(
                f"column {source!r} cannot keep its name: give it one with --column "
                f"'{source}=METRIC', of letters, digits and _.+-"
            )
        return cls(source, Column(name), "", "", trained_metric(name))

    @classmethod
    def parse(cls, text: str) -> MappedColumn:
        """Return what is written ``COLUMN=METRIC,dataset=NAME,epoch=N ...``.

        Raises
        ------
        OptionError
            If the text is none of that kind.

        Examples
        --------
        >>> MappedColumn.parse("acc=test_acc,dataset=cifar10,epoch=200").column.name
        'test_acc@200'
        """
        source, _, target = text.partition("=")
        name, *rest = target.split(",")
        words = dict(part.partition("=")[::2] for part in rest)
        unknown = words.keys() - set(_WORDS)
        if not source or not is_name(name) or unknown or len(words) < len(rest):
            raise OptionError(f"--column {text!r}: {_EXPECTED}")
        for word in ("dataset", "hp", "run"):
            if word in words and not is_name(words[word]):
                raise OptionError(
                    f"--column {text!r}: {word} {words[word]!r} is no name; "
                    "expected letters, digits and _.+-"
                )
        epoch = int(_number(text, words, "epoch", "[0-9]+")) if "epoch" in words else None
        column = Column(name, epoch, words.get("run", ""))
        metric = _meaning(text, name, words)
        return cls(source, column, words.get("dataset", ""), words.get("hp", ""), metric)


def _meaning(text: str, name: str, words: dict[str, str]) -> Metric:
    metric = trained_metric(name)
    if "minimize" in words:
        if words["minimize"]:
            raise OptionError(f"--column {text!r}: minimize takes no value; {_EXPECTED}")
        metric = replace(metric, minimize=True)
    if "unit" in words:
        metric = replace(metric, unit=words["unit"])
    if "resolution" in words:
        metric = replace(metric, resolution=_number(text, words, "resolution", "[0-9.eE+-]+"))
    return metric


def _number(text: str, words: dict[str, str], word: str, pattern: str) -> float:
    try:
        if re.fullmatch(pattern, words[word]):
            return float(words[word])
    except ValueError:
        pass
    raise OptionError(f"--column {text!r}: {word} {words[word]!r} is no number; {_EXPECTED}")
