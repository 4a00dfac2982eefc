"""How much room a chart has on a screen, and what its texts take of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from viz.charts.legend import legend_keys
from viz.look.look import fold

if TYPE_CHECKING:
    from viz.charts.chart import Chart, Panel

__all__ = ["HEAD", "LINE", "SIDES", "Room", "page_widths"]

HEAD, LINE = 78, 17
"""Pixels above the panels, and of a line of notes."""
SIDES = 96
"""Pixels left and right of the panels."""

_ROW, _PANEL = 380, 560  # pixels of a panel, where nothing is known of the window
_NARROWEST = 380  # pixels of a panel beside another
_ENTRY, _BETWEEN = 19, 10  # pixels of a line of the legend, and between lines
_LETTER = 7.2  # pixels, in a legend; of captions and notes below
_CAPTION, _NOTE, _TITLE = 8.4, 6.6, 10.2


@dataclass(frozen=True, eq=False)
class Room:
    """A chart on a page of some width.

    Attributes
    ----------
    chart
        What is drawn.
    width
        Pixels, of the narrowest page that it is meant for.
    """

    chart: Chart
    width: int

    @classmethod
    def of(cls, chart: Chart) -> Room:
        """Return the room of a chart of whose page nothing is known."""
        return cls(chart, _PANEL * max(2, chart.across))

    @property
    def across(self) -> int:
        """How many panels are side by side, so that rows are alike."""
        most = max(1, min(self.chart.across, self.width // _NARROWEST))
        rows = math.ceil(len(self.chart.panels) / most)
        return math.ceil(len(self.chart.panels) / max(1, rows)) or 1

    @property
    def rows(self) -> int:
        """How many panels are below one another."""
        return math.ceil(len(self.chart.panels) / self.across)

    @property
    def panel(self) -> float:
        """The width of a panel in pixels, numbers and caption at its side left out."""
        return (self.width - SIDES) / self.across - (SIDES if self.across > 1 else 0)

    @property
    def notes(self) -> list[str]:
        """The lines of the notes."""
        said = " ".join(self.chart.notes)
        return fold(said, int((self.width - SIDES) / _NOTE)) if said else []

    @property
    def title(self) -> list[str]:
        """The lines of the title."""
        return fold(self.chart.title, int((self.width - SIDES) / _TITLE))

    @property
    def head(self) -> int:
        """Pixels above the panels."""
        return HEAD + 23 * max(0, len(self.title) - 1)

    @property
    def height(self) -> int:
        """Pixels of the whole figure."""
        return self.head + _ROW * self.rows + self.foot

    @property
    def foot(self) -> int:
        """Pixels below the panels: names of places, legend and notes."""
        hanging = max((self._hanging(panel) for panel in self.chart.panels), default=0)
        return 58 + hanging + self._legend + LINE * len(self.notes) + 12

    @property
    def gap(self) -> float:
        """The space between rows as a share of the height, enough for slanted names."""
        if self.rows == 1:
            return 0.0
        hanging = max((self._hanging(panel) for panel in self.chart.panels), default=0)
        wanted = (92 + hanging) / (self.height - self.head - self.foot)
        return min(wanted, 0.9 / (self.rows - 1))

    def caption(self, text: str) -> list[str]:
        """Return a caption of a panel in lines no longer than its side."""
        return fold(text, max(12, int(min(self.panel, 370) / _CAPTION))) if text else [""]

    def angle(self, panel: Panel) -> int:
        """Return by how many degrees the names of places are turned."""
        place = self.panel / max(1, len(panel.x_ticks))
        if 8 * max(map(len, panel.x_ticks), default=0) <= place:
            return 0
        return -45 if place > 2 * LINE else -90

    def _hanging(self, panel: Panel) -> int:
        """Return how far down turned names of places reach, in pixels."""
        longest = max(map(len, panel.x_ticks), default=0)
        return {0: 0, -45: 5 * longest, -90: 7 * longest}[self.angle(panel)]

    @property
    def _legend(self) -> int:
        """Return the pixels of the legend: entries side by side, then below one another."""
        height, line, left = 0, 0, 0.0
        for key in legend_keys(self.chart):
            lines = 2 if key.shape == "cloud" else 1  # few, many
            wide = (len(key.label) + (6 if lines > 1 else 0)) * _LETTER + 60
            if left and left + wide > self.width - SIDES:
                height, line, left = height + line + _BETWEEN, 0, 0.0
            line, left = max(line, lines * _ENTRY), left + wide
        return height + line + _BETWEEN


def page_widths(chart: Chart) -> list[int]:
    """Return from which widths of a window on a page needs another arrangement, widest first."""
    by_columns = [_NARROWEST * across for across in range(chart.across, 1, -1)]
    return [
        *by_columns,
        *(width for width in (1120, 760, 560, 330) if width < min(by_columns, default=9e9)),
    ]
