"""What every kind of figure promises, on small landscapes and searches.

A kind of yours is tested by a class of its own, once it is registered::

    @pytest.mark.parametrize("name", ["my-figure"])
    class TestMyFigure(FigureConformance):
        pass
"""

from __future__ import annotations

import functools
import inspect
import tempfile
from pathlib import Path
from typing import get_args

import pytest

from landscape.errors import OptionError
from tests.viz.charts.worlds import judges, search, some_entries
from viz import save, to_matplotlib, to_plotly
from viz.figures import FIGURES, Needs
from viz.look.look import SUFFIXES, Drawn, Look

_NONE = inspect.Parameter.empty
NARROW = Look(width=3.3, font="serif", theme="dark")


class FigureConformance:
    def test_it_says_what_it_is(self, name):
        kind = FIGURES[name]
        assert kind.name == name
        assert kind.title
        assert "\n" not in kind.title
        assert kind.needs in get_args(Needs)
        assert kind.least >= 1
        assert not kind.needs_quality or "quality" in kind.takes

    def test_it_takes_title_look_and_the_options_it_names(self, name):
        parameters = inspect.signature(FIGURES[name].draw).parameters
        assert {"title", "look", *FIGURES[name].takes} <= set(parameters)
        needed = {each for each in list(parameters)[1:] if parameters[each].default is _NONE}
        assert needed <= ({"quality"} if FIGURES[name].needs_quality else set())

    def test_the_same_runs_give_the_same_file(self, name):
        assert written(draw(name), ".svg") == _svg(name)

    def test_the_same_runs_give_the_same_page(self, name):
        figures = [to_plotly(figure) for figure in (drawn(name), draw(name))]
        assert figures[0].to_json() == figures[1].to_json()
        assert figures[0].data
        assert written(drawn(name), ".html").startswith(b"<!DOCTYPE html>")

    def test_a_title_is_shown_and_may_be_empty(self, name):
        assert draw(name, title="Look here").title == "Look here"
        assert not draw(name, title="").title

    def test_it_fits_a_column_of_a_paper_in_the_dark(self, name):
        page = to_matplotlib(draw(name, look=NARROW))
        assert abs(page.get_size_inches()[0] - NARROW.width) < 0.01
        assert page.get_facecolor() != to_matplotlib(drawn(name)).get_facecolor()

    def test_its_numbers_are_a_table(self, name):
        figure = drawn(name)
        assert isinstance(figure, Drawn)
        assert set(figure.suffixes) > set(SUFFIXES)
        for suffix in set(figure.suffixes) - set(SUFFIXES):
            assert figure.render(suffix).decode().strip()
        assert len(written(figure, ".csv").splitlines()) > 1

    def test_other_files_are_refused(self, name, tmp_path):
        with pytest.raises(OptionError, match="expected a name that ends in"):
            save(drawn(name), tmp_path / "figure.gif")

    def test_a_single_run_is_drawn_or_lacks_something(self, name):
        kind = FIGURES[name]
        others = [run for run in runs(name) if run not in given(name).get("quality", {}).values()]
        first = others[: kind.least]
        assert kind.draw(first, **given(name)) is not None
        assert kind.unfit is None or isinstance(kind.unfit(first[0]), str | None)


def draw(name, **options):
    return FIGURES[name].draw(runs(name), **given(name), **options)


@functools.cache
def drawn(name):
    """Return the figure of all runs."""
    return draw(name)


@functools.cache
def _svg(name):
    return written(drawn(name), ".svg")


def given(name):
    return {"quality": judges(runs(name))} if FIGURES[name].needs_quality else {}


def runs(name):
    return _searches() if FIGURES[name].needs == "searches" else _entries()


@functools.cache
def _entries():
    return some_entries()


@functools.cache
def _searches():
    folder = Path(tempfile.mkdtemp())
    return [search(folder, f"s{number}", proxies=(f"p{number}",)) for number in range(2)]


def written(figure, suffix):
    with tempfile.TemporaryDirectory() as folder:
        return save(figure, Path(folder) / f"figure{suffix}").read_bytes()
