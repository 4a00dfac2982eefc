"""Whether records have all schedules and datasets that their benchmark has."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from landscape.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["Completeness"]

_log = logging.getLogger(__name__)


class Completeness:
    """Looks at one record after the other; one of these serves for one pass.

    Parameters
    ----------
    schedules, datasets
        What every record should have: each schedule, and with it each dataset.
    partial
        Whether something may be missing. It is counted then, and told by `report`.

    Attributes
    ----------
    n_incomplete
        How many records lacked something.
    """

    def __init__(
        self, schedules: Collection[str], datasets: Collection[str], *, partial: bool
    ) -> None:
        self._schedules, self._datasets, self._partial = schedules, datasets, partial
        self.n_incomplete = 0
        self._first = ""

    def check(self, found: Mapping[str, Collection[str]], where: str) -> None:
        """Look at one record.

        Parameters
        ----------
        found
            The datasets of each schedule that it has.
        where
            Which record it is, for messages.

        Raises
        ------
        DataError
            If something is missing that may not be.
        """
        lacking = self._lacking(found)
        if not lacking:
            return
        if not self._partial:
            raise DataError(
                f"{where} lacks {lacking}: get the published file, or import what there is "
                "with --partial"
            )
        self.n_incomplete += 1
        self._first = self._first or f"{where} lacks {lacking}"

    def report(self, where: str) -> None:
        """Say how many records lacked something, in one warning, if any did."""
        if self.n_incomplete:
            _log.warning(
                "%s: %s records are not complete; the first: %s",
                where,
                f"{self.n_incomplete:,}",
                self._first,
            )

    def _lacking(self, found: Mapping[str, Collection[str]]) -> str:
        """Return what is missing first, in words; nothing if all is there."""
        for schedule in self._schedules:
            if schedule not in found:
                return f"the schedule {schedule}"
            for dataset in self._datasets:
                if dataset not in found[schedule]:
                    return f"{dataset} with the schedule {schedule}"
        return ""
