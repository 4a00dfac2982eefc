"""Drawn architectures as SVG, and the colours of operations."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

from viz.cells.cell_data import ROW, WIDTH, node_width

if TYPE_CHECKING:
    from viz.cells.cell_data import CellDrawing, CellEdge, CellNode, CellRow
    from viz.look.look import Theme

__all__ = ["BAR_COLOURS", "NOTHING", "OPERATION_COLOURS", "data_url", "is_nothing", "to_svg"]

NOTHING = ("none", "zero")
"""Operations that pass nothing on."""

# Okabe and Ito (2008), on light paper and a little lighter on dark paper.
_BLUE, _SKY = ("#0072b2", "#3fa0e0"), ("#56b4e9", "#a5d8f6")
_GREEN, _ORANGE = ("#009e73", "#1fbf92"), ("#e69f00", "#e69f00")
_VERMILION, _PURPLE = ("#d55e00", "#ff8c42"), ("#cc79a7", "#e0a0c4")

OPERATION_COLOURS = {
    "skip_connect": _GREEN,
    "skip": _GREEN,
    "nor_conv_1x1": _SKY,
    "conv1x1-bn-relu": _SKY,
    "nor_conv_3x3": _BLUE,
    "conv3x3-bn-relu": _BLUE,
    "avg_pool_3x3": _ORANGE,
    "maxpool3x3": _ORANGE,
    "linear": _ORANGE,
    "conv5": _BLUE,
    "conv5d2": _SKY,
    "conv7": _VERMILION,
    "conv7d2": _PURPLE,
    "max_pool_3x3": _ORANGE,
    "sep_conv_3x3": _BLUE,
    "sep_conv_5x5": _SKY,
    "dil_conv_3x3": _VERMILION,
    "dil_conv_5x5": _PURPLE,
}
"""Operation → its colour on light and on dark paper."""

BAR_COLOURS = _BLUE
"""Colour of bars on light and on dark paper."""

_BAR = (150, 108)  # left end and full length of a bar


def is_nothing(operation: str) -> bool:
    """Tell whether an operation passes nothing on: its edge is dashed and has no label."""
    return operation in NOTHING


def _colour(operation: str, theme: Theme, other: str) -> str:
    colours = OPERATION_COLOURS.get(operation)
    return other if colours is None else colours[theme.name == "dark"]


def to_svg(drawing: CellDrawing, theme: Theme) -> str:
    """Return the drawing as an SVG element, every text escaped.

    Parameters
    ----------
    drawing
        What to draw.
    theme
        Colours of text, lines and background.
    """
    parts = [
        *(_edge(edge, theme) for edge in drawing.edges),
        *(_edge_label(edge, theme) for edge in drawing.edges),
        *(_node(node, theme) for node in drawing.nodes),
        *(_row(row, place, theme) for place, row in enumerate(drawing.rows)),
        *(_picture(drawing) if drawing.svg else ()),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {drawing.height:g}" '
        f'width="{WIDTH}" height="{drawing.height:g}" role="img" '
        'font-family="Helvetica, Arial, sans-serif" font-size="11">'
        f"<title>{escape(drawing.title)}</title>{''.join(parts)}</svg>"
    )


def data_url(svg: str) -> str:
    """Return a picture as an address that holds it: an image, in which no script runs."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _picture(drawing: CellDrawing) -> tuple[str]:
    size = f'width="{WIDTH}" height="{drawing.height:g}"'
    return (f'<image {size} href="{data_url(drawing.svg)}"/>',)


def _edge(edge: CellEdge, theme: Theme) -> str:
    colour = _colour(edge.operation, theme, theme.edge)
    nothing = is_nothing(edge.operation)
    dashes = ' stroke-dasharray="2 5"' if nothing else ""
    opacity = 1 if edge.live else 0.6 if nothing else 0.35
    width = 1 if nothing else 2.2 if edge.operation else 1.4
    line = f'<path d="{edge.path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'
    return f'<g opacity="{opacity}">{line}{"" if nothing else _head(edge, colour)}</g>'


def _head(edge: CellEdge, colour: str) -> str:
    """Return the arrowhead: a triangle that points where the path's last two points lead."""
    *_, before_x, before_y, x, y = (float(number) for number in _numbers(edge.path))
    across, down = x - before_x, y - before_y
    length = (across**2 + down**2) ** 0.5 or 1.0
    across, down = 7 * across / length, 7 * down / length
    left = f"{x - across - down * 0.5:.1f},{y - down + across * 0.5:.1f}"
    right = f"{x - across + down * 0.5:.1f},{y - down - across * 0.5:.1f}"
    tip = f"{x + across * 0.3:.1f},{y + down * 0.3:.1f}"
    return f'<polygon points="{tip} {left} {right}" fill="{colour}"/>'


def _numbers(path: str) -> list[str]:
    return path.replace("M", " ").replace("L", " ").replace("C", " ").split()


def _edge_label(edge: CellEdge, theme: Theme) -> str:
    if not edge.operation or is_nothing(edge.operation):
        return ""
    opacity = "" if edge.live else ' opacity="0.5"'
    halo = f'stroke="{theme.paper}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    place = f'x="{edge.x:g}" y="{edge.y + 4:g}" text-anchor="middle"'
    return f'<text {place} fill="{theme.ink}" {halo}{opacity}>{escape(edge.operation)}</text>'


def _node(node: CellNode, theme: Theme) -> str:
    line = _colour(node.operation, theme, theme.faint)
    wide = node_width(node.label) / 2
    box = (
        f'<rect x="{node.x - wide:g}" y="{node.y - 9:g}" width="{2 * wide:g}" height="18" rx="9" '
        f'fill="{theme.paper}" stroke="{line}" stroke-width="{2.2 if node.operation else 1.4}"/>'
    )
    text = (
        f'<text x="{node.x:g}" y="{node.y + 4:g}" text-anchor="middle" fill="{theme.ink}">'
        f"{escape(node.label)}</text>"
    )
    return box + text


def _row(row: CellRow, place: int, theme: Theme) -> str:
    y = 4 + ROW * place + 15
    label = f'<text x="0" y="{y}" fill="{theme.faint}">{escape(row.label)}</text>'
    if row.share is None:
        return f'{label}<text x="{_BAR[0]}" y="{y}" fill="{theme.ink}">{escape(row.text)}</text>'
    left, full = _BAR
    bar = (
        f'<rect x="{left}" y="{y - 11}" width="{full * row.share:g}" height="14" '
        f'fill="{BAR_COLOURS[theme.name == "dark"]}"/>'
    )
    after = left + full * row.share + 6
    return f'{label}{bar}<text x="{after:g}" y="{y}" fill="{theme.ink}">{escape(row.text)}</text>'
