import sys
import tomllib
from base64 import b64decode
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from landscape import LON, Landscape, ProductSpace, display
from landscape.display import html_table, picture, short_repr
from search import Result
from viz.notebook import network_bundle


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


def test_a_network_shows_a_picture_that_needs_no_front_end(monkeypatch):
    monkeypatch.setattr("plotly.io.renderers.default", "plotly_mimetype")  # as in a notebook
    bundle = bumpy().monotonic()._repr_mimebundle_()
    (kind,) = (kind for kind in bundle if "plotly" in kind)
    assert bundle[kind]["data"]
    assert b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert bundle["text/plain"] == "<MLON of height on product: 3 nodes, 3 edges>"
    assert "text/html" not in bundle  # pages made of notebooks would show that alone


@pytest.mark.parametrize("of", [Landscape.monotonic, Landscape.network])
def test_a_network_shows_its_numbers_where_nobody_draws(monkeypatch, of):
    monkeypatch.setattr("landscape.display.picture", lambda thing: None)
    shown = of(bumpy())._repr_mimebundle_()["text/html"]
    assert "MLON of height" in shown
    assert "<th style='text-align:left'>nodes</th><td style='text-align:left'>3</td>" in shown
    assert "<th style='text-align:left'>plateaus</th><td style='text-align:left'>3</td>" in shown
    assert "9 of 9 configurations (100%)" in shown


def test_a_network_shows_its_numbers_where_a_file_hides_who_draws(monkeypatch, tmp_path, caplog):
    hiding = ModuleType("viz")
    hiding.__file__ = str(tmp_path / "viz.py")
    for name in [name for name in sys.modules if name.split(".")[0] == "viz"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "viz", hiding)
    display._painter.cache_clear()
    bundle = bumpy().monotonic()._repr_mimebundle_()
    display._painter.cache_clear()
    assert "MLON of height" in bundle["text/html"]
    (record,) = caplog.records
    assert f"{tmp_path / 'viz.py'} hides our package 'viz'" in record.getMessage()


def test_arrays_are_shown_like_their_graph(monkeypatch):
    monkeypatch.setattr("plotly.io.renderers.default", "plotly_mimetype")
    points = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    painters = points["project"]["entry-points"]["landscape.pictures"]
    assert painters["Network"] == painters["LON"] == "viz.notebook:network_bundle"
    graph, network = bumpy().monotonic(), bumpy().network()
    assert network_bundle(network) == network_bundle(graph)


def test_a_graph_made_of_a_network_has_a_text():
    assert "LON" in repr(LON(3))


def test_what_nobody_draws_has_no_picture():
    assert picture(object()) is None


@pytest.mark.parametrize("architecture", [None, 3])
def test_a_result_shows_what_was_found(architecture):
    shown = Result(architecture, 1.5, 0, 7, 0, 0.0, 0.0, ())._repr_html_()
    assert "1.5" in shown
    assert (">-<" in shown) == (architecture is None)


def test_arrays_and_long_lists_are_told_in_short():
    landscape = bumpy()
    assert repr(landscape.funnels).startswith("Funnels(sinks=<int")
    assert "source=<int" in repr(landscape.network())
    many = short_repr({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5})
    assert many == "{'a', 'b', 'c', 'd', … 5 in all}"
    assert short_repr(["x" * 50] * 2) == "<2 × str>"
    assert short_repr((np.zeros((2, 3)),)) == "(<float64 of shape (2, 3)>,)"
    assert short_repr([1, None]) == "[1, None]"
    assert short_repr("x" * 200) == "'" + "x" * 78 + "…"
