"""What an explorer looks at: saved landscapes, samples of such, and searches, by space."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from landscape.errors import DataError, OptionError
from landscape.runs.labels import check_once
from landscape.runs.run import Run
from landscape.spaces.same import is_same_space
from search.runs.saved import SearchRun
from viz.explorer.saved import Saved, SavedLandscape, SavedSample

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from landscape.spaces import Space

__all__ = ["World"]


@dataclass(frozen=True, eq=False)
class World:
    """Runs to look at.

    Attributes
    ----------
    landscapes
        Key → landscape or sample of one, in the order they were given.
    searches
        Key → search, likewise.
    """

    landscapes: Mapping[str, Saved]
    searches: Mapping[str, SearchRun]

    @classmethod
    def open(cls, folders: Iterable[Path | str]) -> World:
        """Read what is in the folders, scores excepted: these when they are looked at.

        That there is a table of them, with those of the run's metric, is made sure of here.

        Raises
        ------
        OptionError
            If there is no folder, a folder is given twice, or none holds a landscape.
        DataMissingError, DataError, UnknownNameError
            If a folder holds no run, a damaged one, or one of another version.
        """
        paths = [Path(folder) for folder in folders]
        check_once(paths)
        landscapes: dict[str, Saved] = {}
        searches = {}
        for number, path in enumerate(paths):
            run = Run(path)
            if run.is_search:
                searches[f"s{number}"] = _read_search(path)
            else:
                kind = SavedSample if run.kind == "sample" else SavedLandscape
                landscapes[f"r{number}"] = kind(f"r{number}", run)
            run.space  # noqa: B018 - refused now where nobody knows it
        if not landscapes:
            raise OptionError(
                f"no landscape among {', '.join(map(str, paths)) or 'no folders'}: expected at "
                "least one folder that landscape build or landscape sample left"
            )
        spaces = [saved.run.space for saved in landscapes.values()]
        _check_spaces([*spaces, *(search.space for search in searches.values())])
        _name_apart(list(landscapes.values()))
        return cls(landscapes, searches)

    @property
    def spaces(self) -> dict[str, Space]:
        """Name → space, of the landscapes."""
        return {saved.run.summary["space"]: saved.run.space for saved in self.landscapes.values()}

    def of_space(self, name: str) -> list[Saved]:
        """Return the landscapes of a space."""
        return [saved for saved in self.landscapes.values() if saved.run.summary["space"] == name]

    def datasets(self, space: str) -> list[str]:
        """Return the datasets of the landscapes of a space, each once."""
        return list(dict.fromkeys(saved.dataset for saved in self.of_space(space)))

    def searches_of(self, space: str, dataset: str = "") -> dict[str, SearchRun]:
        """Return the searches of a space, those on `dataset` first."""
        there = {key: run for key, run in self.searches.items() if run.space.name == space}
        return dict(sorted(there.items(), key=lambda item: item[1].dataset != dataset))


def _check_spaces(spaces: Iterable[Space]) -> None:
    """Make sure that spaces of one name are one space: by it the page tells them apart."""
    known: dict[str, Space] = {}
    for space in spaces:
        if not is_same_space(known.setdefault(space.name, space), space):
            raise DataError(
                f"two different spaces are called {space.name}: look at their runs one space at a "
                "time, or give one of them another name and build its runs again"
            )


def _read_search(path: Path) -> SearchRun:
    """Return a search whose tables were read, so that whatever is wrong with them is said now.

    Raises
    ------
    DataMissingError, DataError
        See `search.runs.saved_tables`.
    """
    search = SearchRun(path)
    search.trials, search.trajectories  # noqa: B018 - read once, and kept
    return search


def _name_apart(landscapes: Sequence[Saved]) -> None:
    """Add the folder's name to runs that metric, dataset and space do not tell apart."""

    def about(saved: Saved) -> tuple[str, str, str, bool]:
        return saved.run.summary["space"], saved.metric, saved.trained_on, saved.is_sample

    counts = Counter(map(about, landscapes))
    for saved in landscapes:
        if counts[about(saved)] > 1:
            saved.label += f" ({saved.run.folder.resolve().name})"
