"""Which runs say how good an architecture is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.datasets import DATASETS
from landscape.errors import OptionError
from search.driver.record import TEST_METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viz.charts.kinds.grouping import Quality
    from viz.entries import Entry

__all__ = ["quality_of"]


def quality_of(entries: Sequence[Entry], named: Sequence[Entry], *, needed: bool = True) -> Quality:
    """Return the landscapes whose fitness is quality, by dataset.

    Parameters
    ----------
    entries
        The landscapes of a figure, those of quality perhaps among them.
    named
        The ones that the user named; without any, they are the runs of test accuracy in `entries`.
    needed
        Whether there have to be some.

    Raises
    ------
    OptionError
        If a dataset has two, or none is found where one is needed.
    """
    if named:
        found = [_among(entries, entry) for entry in named]
    else:
        found = [entry for entry in entries if entry.metric in TEST_METRICS]
        whole = {entry.dataset for entry in found if entry.half is None}
        # Papers report networks that trained on the whole dataset.
        found = [e for e in found if e.half is None or e.dataset not in whole]
    quality: dict[str | None, Entry] = {}
    for entry in found:
        if entry.dataset in quality:
            raise OptionError(
                f"two runs may say how good an architecture is on {entry.dataset or 'no dataset'}, "
                f"{quality[entry.dataset].label} and {entry.label}: choose one with --quality RUN"
            )
        quality[entry.dataset] = entry
    if len(named) == 1:  # it was said to be the quality of what no benchmark is of
        quality |= {e.dataset: found[0] for e in entries if e.dataset not in {*DATASETS, *quality}}
    if needed and not quality:
        raise OptionError(
            "no run says how good an architecture is (none is of test_acc): name one with "
            "--quality RUN"
        )
    return quality


def _among(entries: Sequence[Entry], named: Entry) -> Entry:
    """Return the entry that was read from the same folder, if there is one."""
    for entry in entries:
        if entry.run and named.run and entry.run.folder.resolve() == named.run.folder.resolve():
            return entry
    return named
