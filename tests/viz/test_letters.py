"""Pictures do not depend on what is set, and have letters for all texts."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from io import BytesIO

import matplotlib
import matplotlib.image
import numpy as np
import plotly.io
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib.font_manager import fontManager
from matplotlib.text import Text

from tests.surroundings import NUMPY
from tests.viz.networks import diamond
from viz import MlonGrid, mlon_figure
from viz.charts.chart import Chart, Panel
from viz.charts.marks import Line
from viz.charts.table import Table
from viz.export import save
from viz.paper import text as letters
from viz.paper.network import to_bytes, to_matplotlib


def chart(label="y"):
    line = Line(np.array([1.0, 2.0]), np.array([1.0, 3.0]), label="a")
    return Chart((Panel((line,), y_label=label),), Table((), ()))


def grid():
    figure = mlon_figure(diamond())
    return MlonGrid(("a",), ("b",), ((figure,),), "fitness", "title")


THINGS = {"network": lambda: mlon_figure(diamond()), "chart": chart, "grid": grid}


@contextmanager
def other_matplotlib():
    other = {
        "font.size": 30, "lines.linewidth": 9, "savefig.transparent": True, "axes.linewidth": 5,
        "figure.facecolor": "black", "text.color": "red", "xtick.direction": "in",
        "legend.frameon": False, "axes.formatter.use_locale": True, "path.sketch": (9, 9, 9),
    }  # fmt: skip
    with matplotlib.rc_context(other):
        yield


@contextmanager
def other_plotly():
    before = plotly.io.templates.default, plotly.io.renderers.default
    plotly.io.templates.default, plotly.io.renderers.default = "plotly_dark", "json"
    try:
        yield
    finally:
        plotly.io.templates.default, plotly.io.renderers.default = before


@pytest.mark.parametrize("thing", THINGS)
def test_files_are_the_same_whatever_is_set(thing, tmp_path):
    def written():
        paths = [save(THINGS[thing](), tmp_path / f"picture{s}") for s in (".png", ".html")]
        return [path.read_bytes() for path in paths]

    expected = written()
    with ExitStack() as everything:
        for others in (other_matplotlib, other_plotly, *NUMPY.values()):
            everything.enter_context(others())
        before = dict(matplotlib.rcParams), plotly.io.templates.default, np.geterr()
        assert written() == expected
        assert (dict(matplotlib.rcParams), plotly.io.templates.default, np.geterr()) == before


def test_latex_like_letters_come_without_advice_on_fonts(caplog):
    figure = mlon_figure(diamond(), fitness_label="cifar10_nwot", title="a_b")
    page = to_matplotlib(figure, font="latex-like")
    assert "cifar10ˍnwot" in {text.get_text() for text in page.findobj(Text)}
    assert not [text for text in page.findobj(Text) if "_" in text.get_text()]
    with caplog.at_level(logging.DEBUG):
        level = logging.getLogger("fontTools").level
        assert to_bytes(page, "pdf").startswith(b"%PDF")
        assert logging.getLogger("fontTools").level == level
    assert not [record for record in caplog.records if record.name.startswith("fontTools")]


@pytest.fixture
def fresh(monkeypatch):
    """Forget which letters fonts have, and what was told."""
    kept = (letters._installed, letters._families_with)
    monkeypatch.setattr(letters, "_told", set())
    for each in kept:
        each.cache_clear()
    yield
    for each in kept:
        each.cache_clear()


@pytest.fixture
def with_a_font(fresh, tmp_path, monkeypatch):
    """Install a font that has 精 and 度, each a black square."""
    pen = TTGlyphPen(None)
    for point, draw in (((0, 0), pen.moveTo), ((0, 900), pen.lineTo), ((900, 900), pen.lineTo)):
        draw(point)
    pen.lineTo((900, 0))
    pen.closePath()
    square = pen.glyph()
    font = FontBuilder(1000)
    font.setupGlyphOrder([".notdef", "square"])
    font.setupCharacterMap({ord("精"): "square", ord("度"): "square"})
    font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "square": square})
    font.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 0)})
    font.setupHorizontalHeader(ascent=900, descent=-100)
    font.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    font.setupOS2(usWeightClass=400)
    font.setupPost()
    font.save(tmp_path / "squares.ttf")
    monkeypatch.setattr(fontManager, "ttflist", [*fontManager.ttflist])
    fontManager.addfont(tmp_path / "squares.ttf")


def test_letters_that_ours_lack_come_from_an_installed_font(with_a_font, caplog):
    figure = mlon_figure(diamond(), fitness_label="精度")
    page = to_matplotlib(figure)
    assert "精度" in {text.get_text() for text in page.findobj(Text)}
    for kind in ("pdf", "svg"):
        to_bytes(page, kind)  # a letter without a glyph would be a warning, and that an error
    assert not caplog.records
    dark = [
        (matplotlib.image.imread(BytesIO(to_bytes(each, "png")))[..., :3].sum(axis=2) < 1).sum()
        for each in (page, to_matplotlib(mlon_figure(diamond(), fitness_label="  ")))
    ]
    assert dark[0] > dark[1] + 1000


NO_FONT = "\N{EGYPTIAN HIEROGLYPH A001} 度"
WITHOUT = {
    "network": lambda: mlon_figure(diamond(), fitness_label=NO_FONT),
    "chart": lambda: chart(label=NO_FONT),
    "grid": lambda: replace(grid(), colour_label=NO_FONT),
}


@pytest.mark.parametrize("thing", WITHOUT)
def test_letters_without_a_font_are_told_once(thing, fresh, caplog, tmp_path):
    for _ in range(2):
        save(WITHOUT[thing](), tmp_path / "picture.svg")
    (record,) = caplog.records
    assert "no installed font has 度 \N{EGYPTIAN HIEROGLYPH A001}" in record.getMessage()
