"""The printed figure."""

from __future__ import annotations

from io import BytesIO

import matplotlib.image
import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.text import Text

from landscape.errors import OptionError, UnknownNameError
from tests.viz.networks import diamond, network, random_network
from viz import mlon_figure, to_matplotlib
from viz.paper.network import to_bytes

GRAPHS = {
    "empty": lambda: network([], []),
    "single": lambda: network([5.0], []),
    "endless": lambda: network([-np.inf, 1.0], [(0, 1)]),
    "diamond": diamond,
    "large": lambda: random_network(300, 3000),
}


def parts(page, kind):
    """Return what is drawn of nodes; lines lie below them."""
    found = [part for part in page.axes[0].collections if type(part) is kind]
    return [part for part in found if part.get_zorder() > 1]


def lines_of(page):
    return [part for part in page.axes[0].collections if part.get_zorder() == 1]


def legend_texts(page):
    return [text.get_text() for part in page.artists for text in part.findobj(Text)]


@pytest.mark.parametrize("name", GRAPHS)
def test_draws_every_node_and_edge(name):
    graph = GRAPHS[name]()
    page = to_matplotlib(mlon_figure(graph))
    assert sum(len(lines.get_paths()) for lines in lines_of(page)) == graph.ecount()
    assert len(parts(page, PathCollection)[0].get_offsets()) == graph.vcount()


@pytest.mark.parametrize("name", GRAPHS)
def test_nothing_is_cut_off_or_overlaps(name):
    figure = mlon_figure(GRAPHS[name](), title="A title " * 30, fitness_label="a long label " * 4)
    page = to_matplotlib(figure)
    page.canvas.draw()
    whole = page.bbox
    texts = [text.get_window_extent() for text in page.texts if text.get_text()]
    legends = [part.get_window_extent() for part in page.artists]
    for box in [*texts, *legends]:
        assert whole.x0 <= box.x0 <= box.x1 <= whole.x1
        assert whole.y0 <= box.y0 <= box.y1 <= whole.y1
    boxes = [*texts, *legends, page.axes[0].get_window_extent(), page.axes[1].get_tightbbox()]
    for number, box in enumerate(boxes):
        assert not [other for other in boxes[number + 1 :] if box.overlaps(other)]


def test_marks_grow_with_the_width_and_letters_do_not():
    figure = mlon_figure(diamond())
    narrow, wide = (to_matplotlib(figure, width=width) for width in (6.5, 13.0))
    assert wide.get_size_inches()[0] == 13.0
    assert wide.texts[0].get_fontsize() == narrow.texts[0].get_fontsize() == 8.0
    small, large = (parts(page, PathCollection)[0].get_sizes() for page in (narrow, wide))
    assert (large > 3 * small).all()


def test_a_column_has_its_legends_below():
    page = to_matplotlib(mlon_figure(diamond()), width=3.3, font="serif", font_size=7.5)
    page.canvas.draw()
    network, bar = (axes.get_window_extent() for axes in page.axes)
    assert bar.y1 < network.y0
    assert {text.get_fontsize() for text in page.texts} <= {7.5, 7.5 * 1.25, 7.5 * 0.875}


@pytest.mark.parametrize("width", [0.0, -1.0, float("nan")])
def test_refuses_an_impossible_width(width):
    with pytest.raises(OptionError, match="expected inches"):
        to_matplotlib(mlon_figure(diamond()), width=width)


def test_refuses_an_unknown_font():
    with pytest.raises(UnknownNameError, match="did you mean 'serif'"):
        to_matplotlib(mlon_figure(diamond()), font="serf")


def test_edges_are_one_collection_wide_ones_on_top():
    (lines,) = lines_of(to_matplotlib(mlon_figure(random_network(60, 400))))
    assert (np.diff(lines.get_linewidths()) >= 0).all()


def test_edges_are_curves_without_kinks_however_many_there_are():
    (lines,) = lines_of(to_matplotlib(mlon_figure(random_network(300, 9_000))))
    codes = {tuple(path.codes.tolist()) for path in lines.get_paths()}
    assert codes == {(Path.MOVETO, Path.CURVE3, Path.CURVE3)}


def test_bundles_lie_below_edges():
    figure = mlon_figure(random_network(60, 400), max_edges=50)
    bundles, edges = lines_of(to_matplotlib(figure))
    assert len(bundles.get_paths()) == len(figure.bundles.lines)
    assert len(edges.get_paths()) == 50


def test_nodes_that_were_not_measured_are_grey_and_told():
    figure = mlon_figure(diamond(), colours={"other": [1, np.nan, 2, 3]}, colour="other")
    page = to_matplotlib(figure)
    colours = parts(page, PathCollection)[0].get_facecolors()
    grey = to_rgba(figure.palette.unknown)
    assert sum(np.allclose(colour, grey) for colour in colours) == 1
    assert "not measured" in legend_texts(page)


def test_stranded_nodes_have_holes_and_are_told():
    graph = network([1.0, 2.0, 3.0], [(0, 1), (0, 2)])
    page = to_matplotlib(mlon_figure(graph))
    holes = parts(page, PathCollection)[1]
    assert len(holes.get_offsets()) == 1
    assert "cannot reach a\nglobal optimum" in legend_texts(page)


def test_funnels_are_kinds_in_the_legend_and_need_no_colour_bar():
    graph = network([1.0, 2.0, 3.0], [(0, 1), (0, 2)])
    page = to_matplotlib(mlon_figure(graph, colour="Funnel"))
    assert len(page.axes) == 1
    told = {text.replace("\n", " ") for text in legend_texts(page)}
    assert {"global funnel only (1)", "funnel 2 only (1)", "several, global too (1)"} <= told
    assert "cannot reach a\nglobal optimum" not in legend_texts(page)


def test_the_best_are_numbered_and_named_below():
    page = to_matplotlib(mlon_figure(diamond(), labels=2))
    assert [text.get_text() for text in page.axes[0].texts] == ["1", "2"]
    assert any(text.get_text().startswith("2 |") for text in page.texts)


def test_dark_pages_are_dark():
    figure = mlon_figure(diamond(), theme="dark")
    assert to_matplotlib(figure).get_facecolor() == to_rgba(figure.palette.paper)


def test_in_three_dimensions_height_is_fitness():
    page = to_matplotlib(mlon_figure(diamond(), layout="3d", labels=1))
    assert page.axes[0].name == "3d"
    assert to_bytes(page, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("kind", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")]
)
def test_same_figure_gives_the_same_bytes(kind, start):
    one, other = (to_bytes(to_matplotlib(mlon_figure(diamond())), kind) for _ in range(2))
    assert one == other
    assert one.startswith(start)


def test_png_has_300_dots_an_inch():
    image = matplotlib.image.imread(BytesIO(to_bytes(to_matplotlib(mlon_figure(diamond())), "png")))
    assert image.shape[1] == 1950


def test_pdf_has_no_type_3_fonts():
    assert b"/Type3" not in to_bytes(to_matplotlib(mlon_figure(diamond())), "pdf")


def test_texts_are_not_read_as_formulas():
    page = to_matplotlib(mlon_figure(diamond(), title="a $broken{ formula", fitness_label="$x_$"))
    assert to_bytes(page, "svg")


def test_settings_of_the_caller_stay_as_they_were():
    before = dict(matplotlib.rcParams)
    to_bytes(to_matplotlib(mlon_figure(diamond())), "pdf")
    assert dict(matplotlib.rcParams) == before


def test_pyplot_does_not_keep_the_figure():
    import matplotlib.pyplot

    page = to_matplotlib(mlon_figure(diamond()))
    assert page.canvas.manager is None
    assert matplotlib.pyplot.get_fignums() == []
