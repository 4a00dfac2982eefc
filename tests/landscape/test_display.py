import numpy as np
import pytest

from landscape import Landscape, ProductSpace
from landscape.display import html_table, picture
from search import Result


def bumpy(metric="height"):
    return Landscape(ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7], metric=metric)


def test_a_landscape_shows_its_numbers():
    shown = bumpy()._repr_html_()
    assert "Landscape of height" in shown
    assert "<td style='text-align:left'>3 (3 strict, 3 plateaus)</td>" in shown


def test_a_landscape_without_fitness_shows_that_it_has_no_optimum():
    shown = Landscape(ProductSpace([2]), [np.nan, np.nan])._repr_html_()
    assert "2 (2 missing); 0% scored" in shown
    assert "global optimum" not in shown


def test_text_is_escaped():
    assert "<script>" not in bumpy(metric="<script>")._repr_html_()
    assert html_table("a<b", {"c&d": "<e>"}).count("&lt;") == 2


def test_a_network_shows_a_picture(monkeypatch):
    monkeypatch.setattr("plotly.io.renderers.default", "plotly_mimetype")  # as in a notebook
    bundle = bumpy().monotonic()._repr_mimebundle_()
    (kind,) = (kind for kind in bundle if "plotly" in kind)
    assert bundle[kind]["data"]


def test_a_network_shows_its_numbers_where_nobody_draws(monkeypatch):
    monkeypatch.setattr("landscape.network.picture", lambda thing: None)
    shown = bumpy().monotonic()._repr_mimebundle_()["text/html"]
    assert "MLON of height" in shown
    assert "<th style='text-align:left'>nodes</th><td style='text-align:left'>3</td>" in shown
    assert "<th style='text-align:left'>plateaus</th><td style='text-align:left'>3</td>" in shown
    assert "9 of 9 configurations (100%)" in shown


def test_what_nobody_draws_has_no_picture():
    assert picture(object()) is None


@pytest.mark.parametrize("architecture", [None, 3])
def test_a_result_shows_what_was_found(architecture):
    shown = Result(architecture, 1.5, 0, 7, 0, 0.0, 0.0, ())._repr_html_()
    assert "1.5" in shown
    assert (">-<" in shown) == (architecture is None)
