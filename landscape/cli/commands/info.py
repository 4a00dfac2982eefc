"""``landscape info``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.numbers import counted, number_text
from landscape.options.info import InfoOptions

if TYPE_CHECKING:
    from landscape.sampled import Standing

__all__ = ["info"]

_MOST = 20  # optima that escapes lead to which are listed


def info(options: InfoOptions) -> None:
    """Say what a space is, or show an architecture: every notation, and where it stands."""
    from landscape.api.info import info as found  # what it needs is slow to import
    from landscape.cli.console import show_lines, show_table

    told = found(**options.arguments())
    show_table(told.rows)
    if told.drawing:
        show_lines(["", told.drawing])
    if told.standing is not None:
        _show(told.standing, options.level)


def _show(standing: Standing, level: float) -> None:
    """Print the climb, and where escapes lead."""
    from landscape.cli.console import show_columns, show_lines

    climb = standing.path_table()
    if len(climb) > 1:
        rows = zip(climb["architecture"], map(number_text, climb["fitness"]), strict=True)
        show_lines([""])
        show_columns(["the climb", "fitness"], list(rows), "fitness")
    led = standing.escapes_table(level=level)
    if not len(led):
        return
    cells = [list(led["architecture"])]
    cells += [[number_text(float(x)) for x in led[name]] for name in ("fitness", "weight")]
    header = ["escapes lead to", "fitness", "weight"]
    if standing.n_drawn < standing.n_escapes:
        header[-1:] = ["weight, estimated", f"{level:.0%} interval"]
        bounds = [map(number_text, led[f"weight_{name}"].astype(float)) for name in ("low", "high")]
        cells.append([f"{low} to {high}" for low, high in zip(*bounds, strict=True)])
    show_lines([""])
    show_columns(header, list(zip(*cells, strict=True))[:_MOST], header[1:3])
    if len(led) > _MOST:
        left = counted(len(led) - _MOST, "more optimum", "more optima")
        show_lines([f"... and {left}: landscape.info(...).standing.escapes_table() has all"])
