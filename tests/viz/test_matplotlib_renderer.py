"""The printed figure."""

from __future__ import annotations

from io import BytesIO

import matplotlib.image
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection

from landscape.errors import OptionError
from tests.viz.networks import diamond, network, random_network
from viz import mlon_figure, to_matplotlib
from viz.matplotlib_renderer import to_bytes

GRAPHS = {
    "empty": lambda: network([], []),
    "single": lambda: network([5.0], []),
    "endless": lambda: network([-np.inf, 1.0], [(0, 1)]),
    "diamond": diamond,
    "large": lambda: random_network(300, 3000),
}


def parts(page, kind):
    return [part for part in page.axes[0].collections if type(part) is kind]


@pytest.mark.parametrize("name", GRAPHS)
def test_draws_every_node_and_edge(name):
    graph = GRAPHS[name]()
    page = to_matplotlib(mlon_figure(graph))
    assert sum(len(lines.get_segments()) for lines in parts(page, LineCollection)) == graph.ecount()
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


def test_width_scales_everything():
    page = to_matplotlib(mlon_figure(diamond()), width=13.0)
    assert page.get_size_inches()[0] == 13.0
    assert page.texts[0].get_fontsize() == 20.0


@pytest.mark.parametrize("width", [0.0, -1.0, float("nan")])
def test_refuses_an_impossible_width(width):
    with pytest.raises(OptionError, match="expected more than 0"):
        to_matplotlib(mlon_figure(diamond()), width=width)


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
