"""`landscape.analyse`: the numbers that describe the landscapes of runs, beside each other."""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import nullcontext
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from landscape.analysis.profile import Profile, profile
from landscape.disk.files import locked, make_folder, read_bytes, unless_refused, write_bytes
from landscape.display import html_grid
from landscape.errors import DataError, OutputError
from landscape.numbers import number_text, share_text, warn_of
from landscape.options.analyse import AnalyseOptions
from landscape.options.base import path_of, takes
from landscape.reporter import detail, warn
from landscape.runs.folders import fitting, folder_of, landscape_of
from landscape.runs.labels import labels_left, run_labels
from landscape.runs.run import Run, summary_json
from landscape.runs.sample_run import SampleRun
from landscape.runs.saved import write_profile
from landscape.sampled.profile import sample_profile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from landscape.landscape import Landscape

__all__ = ["Profiles", "analyse", "read_profiles"]

_TABLE = "profile.csv"
_WHOLE = "profiles.json"


@takes(AnalyseOptions)
def analyse(options: AnalyseOptions) -> Profiles:
    """Describe landscapes by numbers, all exact; of samples, by estimates with intervals.

    They are given one by one or in a list: folders, runs, or landscapes made in Python. A run gets
    its numbers as ``profile.json`` in its folder, as ``landscape analyse`` leaves them.

    Returns
    -------
    Profiles
        The numbers of each, and why some are not defined.

    Raises
    ------
    DataMissingError, DataError
        If a folder holds no landscape, or a file is damaged.
    OptionError
        If a run or label is given twice, or there is not one label a run.

    Examples
    --------
    >>> import landscape
    >>> square = landscape.ProductSpace([2, 2])
    >>> hills = landscape.Landscape(square, [3, 1, 0, 2], metric="hills")
    >>> plain = landscape.Landscape(square, [1, 1, 1, 1], metric="plain")
    >>> found = landscape.analyse(hills, plain)
    >>> found.table()["n_optima"].tolist(), found["plain"].undefined["autocorrelation_1"]
    ([2, 4], 'fitness is the same everywhere')
    """
    given = fitting(options.runs, "landscape", "sample")
    labels = labels_left(options.label, options.runs, given)
    with nullcontext() if options.out is None else unless_refused(options.out):
        if options.out is not None:
            make_folder(options.out)
        names = run_labels(given, labels)
        found = Profiles(
            {name: _profile(name, one) for name, one in zip(names, given, strict=True)}
        )
        return found if options.out is None else found.save(options.out)


def _profile(label: str, given: object) -> Profile:
    """Profile a landscape, and leave that in the folder of its run, if it has one."""
    folder = folder_of(given)
    detail(f"analysing {folder or label}")
    if folder is not None and Run(folder).kind == "sample":
        return _profile_of_sample(folder)
    if folder is None:
        landscape = landscape_of(given)
        found = profile(landscape)
    else:
        landscape, found = _profile_in(folder, given)
    warn_of(label, landscape.n_scored, landscape.space.size)
    return found


def _profile_of_sample(folder: Path) -> Profile:
    """Return what a sample says, and leave that in its folder."""
    sampled = SampleRun(folder)
    found = sample_profile(sampled.sample, level=sampled.summary["level"])
    with unless_refused(folder):
        content = {"profile": dict(found), "undefined": found.undefined}
        content["intervals"] = {key: list(ends) for key, ends in found.intervals.items()}
        write_bytes(folder / "profile.json", summary_json(content))
    return found


def _profile_in(folder: Path, given: object) -> tuple[Landscape, Profile]:
    Run(folder).summary  # noqa: B018 - what is no run is not made one by holding it
    try:
        with locked(folder):  # or the profile could be kept of scores that are others by then
            landscape = landscape_of(given)
            found = profile(landscape)
            write_profile(Run(folder), landscape, found)
    except OutputError as error:  # the numbers are worth as much where they cannot be kept
        warn(f"profile.json is not kept: {error}")
        landscape = landscape_of(given)
        found = profile(landscape)
    return landscape, found


@dataclass(frozen=True, eq=False)
class Profiles:
    """The profiles of landscapes, beside each other.

    Two are equal if their labels, their numbers and the reasons for those that are not defined are.

    Attributes
    ----------
    profiles
        What a landscape is called → its numbers.
    """

    profiles: Mapping[str, Profile]

    def __getitem__(self, label: str) -> Profile:
        return self.profiles[label]

    def table(self) -> pd.DataFrame:
        """Return one row a landscape, one column a number."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.DataFrame(self.profiles.values(), index=pd.Index(self.profiles, name="run"))

    @property
    def undefined(self) -> pd.DataFrame:
        """One row a number that is not defined: `run`, `number` and `reason`."""
        import pandas as pd  # slow to import: only who asks pays

        rows = [
            (label, key, reason)
            for label, one in self.profiles.items()
            for key, reason in one.undefined.items()
        ]
        return pd.DataFrame(rows, columns=["run", "number", "reason"])

    def cells(self) -> tuple[list[str], list[list[str]]]:
        """Return header and rows as text: one row a number, one column a landscape.

        Of a landscape without all scores the header says how many there are.
        """
        header = ["number", *(_heading(label, one) for label, one in self.profiles.items())]
        keys = dict.fromkeys(key for one in self.profiles.values() for key in one)
        rows = [[key, *(_cell(one, key) for one in self.profiles.values())] for key in keys]
        return header, rows

    def reasons(self) -> list[str]:
        """Return sentences that say why numbers are not defined."""
        told = []
        for label, one in self.profiles.items():
            keys = defaultdict(list)
            for key, reason in one.undefined.items():
                keys[reason].append(key)
            of = f" of {_heading(label, one)}" if len(self.profiles) > 1 else ""
            told += [f"{', '.join(k)}{of}: not defined here, because {r}" for r, k in keys.items()]
        return told

    def save(self, folder: str | Path) -> Profiles:
        """Leave the numbers in a folder, as ``landscape analyse --out`` does; return the same.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        out = make_folder(path_of(folder))
        content = {
            label: {
                "profile": dict(one),
                "undefined": one.undefined,
                **({"intervals": one.intervals} if one.intervals else {}),
            }
            for label, one in self.profiles.items()
        }
        write_bytes(out / _WHOLE, summary_json({"profiles": content}))
        write_bytes(out / _TABLE, self.table().to_csv().encode())  # the last: with it, all is there
        return self

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {', '.join(self.profiles)}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Profiles):
            return NotImplemented
        return _content(self) == _content(other)

    __hash__ = None  # type: ignore[assignment]  # it holds dicts

    def _repr_html_(self) -> str:
        header, rows = self.cells()
        reasons = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.reasons())
        return html_grid(header, rows, numbers=header[1:]) + reasons


def read_profiles(folder: Path) -> Profiles:
    """Return what ``landscape analyse --out``, or `Profiles.save`, left in a folder.

    Raises
    ------
    DataMissingError, DataError
        If a file is gone or damaged.
    """
    path = folder / _WHOLE
    try:
        content = json.loads(read_bytes(path))["profiles"]
        return Profiles({label: _read(one) for label, one in content.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(
            f"{path} is damaged ({type(error).__name__}: {error}): run landscape analyse again"
        ) from error


def _read(one: Mapping[str, Any]) -> Profile:
    ends = {key: (low, high) for key, (low, high) in one.get("intervals", {}).items()}
    return Profile(one["profile"], one["undefined"], ends)


def _content(found: Profiles) -> list[tuple[object, ...]]:
    return [
        (label, list(one.items()), one.undefined, one.intervals)
        for label, one in found.profiles.items()
    ]


def _heading(label: str, one: Profile) -> str:
    share: Any = one.get("scored_share", 1)
    if one.intervals:
        return f"{label} (sampled)"
    return label if share == 1 else f"{label} ({share_text(share)} scored)"


def _cell(one: Profile, key: str) -> str:
    value = one.get(key)
    if value is None:
        return "-"
    if key in one.intervals and isinstance(value, float | int):
        low, high = map(number_text, one.intervals[key])
        return f"{number_text(value)} ({low} to {high})"
    return value if isinstance(value, str) else number_text(value)
