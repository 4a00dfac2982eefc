"""Drawn architectures."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from itertools import pairwise

import networkx
import pytest

import landscape
import viz
from landscape import get_space, register_space
from landscape.errors import ArchitectureError, LandscapeError
from landscape.landscape import Landscape
from landscape.spaces import (
    SPACES,
    ConditionalSpace,
    FileSpace,
    ProductSpace,
    SpaceRecord,
    Subspace,
    Variable,
)
from tests.registered import forgotten
from viz import mlon_figure
from viz.cells.cell_data import WIDTH, CellDrawing, CellNode, cell_drawing, node_width
from viz.cells.cell_svg import to_svg
from viz.look.look import DARK, LIGHT
from viz.screen.html_page import page_cells

NB201 = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|nor_conv_1x1~2|"
NB101 = "conv3x3,conv1x1,maxpool3x3|0-1,0-2,1-3,2-4,3-4"


def draw(space, architecture):
    return cell_drawing(get_space(space), architecture)


def operations(drawing):
    return {(edge.source, edge.target): edge.operation for edge in drawing.edges}


def test_nb201_is_four_nodes_and_six_edges_with_their_operations():
    drawing = draw("nb201", NB201)
    assert [node.label for node in drawing.nodes] == ["0", "1", "2", "3"]
    assert operations(drawing) == {
        (0, 1): "nor_conv_3x3",
        (0, 2): "none",
        (1, 2): "skip_connect",
        (0, 3): "none",
        (1, 3): "none",
        (2, 3): "nor_conv_1x1",
    }
    assert drawing.title == NB201


def test_operations_on_no_path_are_dead():
    drawing = draw("nb201", "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|")
    assert [edge.live for edge in drawing.edges] == [False, False, False, True, False, False]


def test_nb101_is_a_graph_of_labelled_vertices():
    drawing = draw("nb101", NB101)
    labels = [node.label for node in drawing.nodes]
    assert labels == ["input", "conv3x3", "conv1x1", "maxpool3x3", "output"]
    assert set(operations(drawing)) == {(0, 1), (0, 2), (1, 3), (2, 4), (3, 4)}


def test_sources_stand_above_targets():
    drawing = draw("nb101", NB101)
    height = [node.y for node in drawing.nodes]
    assert all(height[edge.source] < height[edge.target] for edge in drawing.edges)


def test_an_edge_past_other_vertices_keeps_clear_of_them():
    drawing = draw("nb101", "conv3x3,conv3x3,conv1x1|0-1,0-2,0-3,1-4,2-4,3-4,0-4")
    (skip,) = (edge for edge in drawing.edges if (edge.source, edge.target) == (0, 4))
    middle = [node.x for node in drawing.nodes[1:4]]
    assert skip.x < min(middle) - 36 or skip.x > max(middle) + 36


def test_darts_is_two_cells_of_six_nodes_and_eight_edges():
    drawing = draw("darts", "DARTS_V2")
    labels = [node.label for node in drawing.nodes]
    assert labels == [*"012345", "normal", *"012345", "reduction"]
    assert operations(drawing)[2, 5] == "dil_conv_3x3"
    assert operations(drawing)[7 + 2, 7 + 5] == "skip_connect"
    assert len(operations(drawing)) == 16
    labelled = {(edge.x < WIDTH / 2, edge.y) for edge in drawing.edges}
    assert len(labelled) == 16  # no label is on another
    assert max(node.y for node in drawing.nodes) < drawing.height


def test_nbasr_has_operations_in_a_row_and_the_skips_there_are():
    drawing = draw("nbasr", "linear:1+conv5:01+zero:100")
    assert [(edge.source, edge.target, edge.operation) for edge in drawing.edges] == [
        (0, 1, "linear"),
        (1, 2, "conv5"),
        (2, 3, "zero"),
        (0, 1, "skip"),
        (1, 2, "skip"),
        (0, 3, "skip"),
    ]


def test_sss_has_a_bar_a_layer():
    rows = draw("sss", "8:16:64:8:32").rows
    assert [(row.text, row.share) for row in rows] == [
        ("8", 0.125),
        ("16", 0.25),
        ("64", 1.0),
        ("8", 0.125),
        ("32", 0.5),
    ]


def test_any_other_product_space_is_a_list_of_variables():
    layers = [Variable("first", ("a", "b")), Variable("second", ("x", "yy"))]
    drawing = cell_drawing(FileSpace(layers, pattern="{}-{}", name="tiny"), 1)
    assert [(row.label, row.text) for row in drawing.rows] == [("first", "a"), ("second", "yy")]


def test_what_names_no_architecture_is_refused():
    with pytest.raises(ArchitectureError, match="no architecture of NAS-Bench-201"):
        draw("nb201", "|conv|")


@pytest.mark.parametrize(
    ("space", "architecture"),
    [
        ("nb201", 7_777),
        ("nb101", NB101),
        ("nb101", "conv3x3,conv3x3,conv1x1,maxpool3x3,conv3x3|0-1,0-5,0-6,1-2,2-3,3-4,4-5,5-6"),
        ("nbasr", 13_823),
        ("sss", 32_767),
        ("nasbench-macro", 5),
        ("transnas101-micro", 5),
    ],
)
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_drawings_are_svg_within_their_frame(space, architecture, theme):
    drawing = draw(space, architecture)
    svg = ET.fromstring(to_svg(drawing, theme))
    assert svg.get("viewBox") == f"0 0 {WIDTH} {drawing.height:g}"
    assert to_svg(drawing, theme) == to_svg(draw(space, architecture), theme)
    for edge in drawing.edges:
        points = [float(number) for number in re.findall(r"-?[\d.]+", edge.path)]
        assert all(0 <= x <= WIDTH for x in [points[0], points[-2], edge.x])
        assert all(0 <= y <= drawing.height for y in [points[1], points[-1], edge.y])


def test_nothing_is_a_dashed_line_without_a_label():
    svg = to_svg(draw("nb201", NB201), LIGHT)
    assert svg.count("stroke-dasharray") == 3
    assert ">none<" not in svg


def test_different_operations_have_different_colours():
    svg = to_svg(draw("nb201", NB201), LIGHT)
    lines = set(re.findall(r'<path[^>]*stroke="(#\w+)" stroke-width="2.2"', svg))
    assert len(lines) == 3


def test_text_is_escaped():
    hostile = '<script>"&'
    space = FileSpace([Variable(hostile, ("</text>", "b"))], pattern="{}", name="hostile")
    texts = set(ET.fromstring(to_svg(cell_drawing(space, 0), LIGHT)).itertext())
    assert {hostile, "</text>"} <= texts


def test_a_product_space_without_names_has_a_drawing_too():
    assert len(cell_drawing(ProductSpace([2, 3]), 4).rows) == 2


def test_a_space_is_drawn_as_its_record_says():
    def circles(space, architecture):
        index = space.parse(architecture)
        nodes = tuple(CellNode(20 + 40 * place, 20, str(place)) for place in range(index + 1))
        return CellDrawing(space.format(index), 40, nodes)

    with forgotten(SPACES):
        SPACES.register(SpaceRecord("circles", make_circles, drawing=circles))
        drawing = draw("circles", "three")
        assert [node.label for node in drawing.nodes] == ["0", "1", "2"]
        assert ET.fromstring(to_svg(drawing, DARK)).get("viewBox") == f"0 0 {WIDTH} 40"
        figure = mlon_figure(Landscape(make_circles(), [3, 1, 2]).monotonic())
        assert [len(cell) for cell in page_cells(figure)["cells"]] == [3]


def test_another_space_of_a_known_name_is_no_drawing_of_it():
    space = ProductSpace([2, 3], name="nb201")
    assert [row.label for row in cell_drawing(space, 4).rows] == ["x0", "x1"]


def make_circles():
    return FileSpace([Variable("circles", ("one", "two", "three"))], pattern="{}", name="circles")


SIDES = [Variable("left", ("conv", "pool")), Variable("right", ("skip", "conv"))]


def chain(chosen):
    graph = networkx.DiGraph()
    graph.add_node("in", label="input")
    graph.add_node("middle", operation=chosen["left"])
    graph.add_edge("in", "middle")
    graph.add_edge("middle", "out", operation=chosen["right"])
    return graph


def disc(chosen):
    return f'<svg viewBox="0 0 150 60"><circle r="9"/><title>{chosen["left"]}</title></svg>'


def drawn_by(draw, architecture=1):
    space = ProductSpace(SIDES, name="sides")
    with forgotten(SPACES):
        register_space(space, drawing=draw)
        drawing = cell_drawing(space, architecture)
        figure = mlon_figure(Landscape(space, [3, 1, 2, 0]).monotonic())
        return drawing, page_cells(figure)


def test_a_user_draws_a_graph():
    drawing, cells = drawn_by(chain)
    assert [(n.label, n.operation) for n in drawing.nodes] == [
        ("input", ""),
        ("middle", "conv"),
        ("out", ""),
    ]
    assert [(e.source, e.target, e.operation) for e in drawing.edges] == [
        (0, 1, ""),
        (1, 2, "conv"),
    ]
    assert len(cells["cells"][0]) == 1 + 2 * 3 + 2


def test_long_labels_keep_to_their_place_in_the_row():
    def wide(chosen):
        names = [f"depthwise convolution {place}" for place in range(4)]
        graph = networkx.DiGraph(
            [("a name that is too long for any drawing of ours", n) for n in names]
        )
        graph.add_edges_from((name, "out") for name in names)
        return graph

    drawing, _ = drawn_by(wide)
    boxes = [(n.x - node_width(n.label) / 2, n.x + node_width(n.label) / 2, n.y, n.label)
             for n in drawing.nodes]  # fmt: skip
    assert min(box[0] for box in boxes) >= 0
    assert max(box[1] for box in boxes) <= WIDTH
    row = sorted(box for box in boxes if box[3][-1].isdigit())
    assert [label[-1] for *_, label in row] == list("0123")
    assert all(a[1] < b[0] for a, b in pairwise(row))
    assert drawing.nodes[-1].label == "out"
    assert drawing.nodes[0].label.startswith("a name")
    assert "…" in drawing.nodes[0].label


def test_a_user_draws_a_picture():
    drawing, cells = drawn_by(disc)
    assert drawing.height == 120
    assert cells["shapes"] == [
        {"height": 120, "nodes": (), "edges": (), "rows": 0, "picture": True}
    ]
    address = cells["texts"][cells["cells"][0][1]]
    text = b64decode(address.removeprefix("data:image/svg+xml;base64,")).decode()
    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # else it is no image
    (image,) = ET.fromstring(to_svg(drawing, LIGHT)).iter("{http://www.w3.org/2000/svg}image")
    assert (image.get("width"), image.get("height")) == ("300", "120")


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (lambda chosen: 1 // 0, r"of left=conv,right=conv failed \(ZeroDivisionError"),
        (lambda chosen: None, "is None: expected SVG as text, a directed graph"),
        (lambda chosen: "no picture", "is no SVG"),
        (lambda chosen: "<div/>", "is an element div: expected svg"),
        (lambda chosen: "<svg/>", "does not say how large it is"),
        (lambda chosen: networkx.path_graph(2), "without directions"),
        (lambda chosen: networkx.DiGraph([(0, 1), (1, 0)]), "a graph with circles"),
        (lambda chosen: networkx.DiGraph(), "a graph without nodes"),
    ],
)
def test_what_is_no_drawing_is_one_line(draw, told):
    with pytest.raises(LandscapeError, match=told) as error:
        drawn_by(draw)
    assert "\n" not in str(error.value)


def test_a_space_that_has_no_name_yet_is_drawn_on_the_page_of_its_run(tmp_path):
    kernel = Variable("kernel", ("3", "5"), when={"left": "conv"})
    space = ConditionalSpace([*SIDES, kernel], pattern="{}{}{}", name="own")
    run = landscape.save(Landscape(space, range(space.size)), tmp_path, pictures=False)
    for picture in (viz.plot(run), viz.plot(run.landscape)):
        cells, figure = page_cells(picture.figure), picture.figure
        assert [cells["texts"][k] for k in cells["cells"][0][1:5]] == [
            "left",
            "right",
            "pool",
            "conv",
        ]
        assert figure.hover[0].splitlines()[:2] == ["poolconv-", "left pool, right conv"]


def test_part_of_a_space_is_drawn_as_the_whole():
    nb201 = get_space("nb201")
    part = Subspace(nb201, [7, 7_777])
    assert cell_drawing(part, 1) == cell_drawing(nb201, 7_777)
