"""The report as a page of a browser, which needs no network, and as Markdown."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from landscape.api.papers.render_text import in_markdown, numbered, table_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.api.papers.made import Made
    from landscape.api.papers.report import Cell, Table

__all__ = ["report_markdown", "report_page"]

_STYLE = """
:root { color-scheme: light dark; --dim: #666; --line: #ccc; --good: #1a7f37; --far: #b35900;
  --paper: #fff; --ink: #111; --band: #f5f5f3; }
@media (prefers-color-scheme: dark) { :root { --dim: #aaa; --line: #444; --good: #57d364;
  --far: #f0a34a; --paper: #16181b; --ink: #eee; --band: #202327; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1rem;
  background: var(--paper); color: var(--ink); }
h1 { line-height: 1.2; } section { margin: 3rem 0; } nav a { margin-right: .7rem; }
.caption, .dim { color: var(--dim); } .wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
tr.quoted { background: var(--band); } td { white-space: nowrap; } td.name { white-space: normal; }
td small { display: block; color: var(--dim); } .within { color: var(--good); }
.outside { color: var(--far); } .missing { color: var(--dim); font-style: italic; }
ol, ul { max-width: 60rem; } li { margin: .2rem 0; overflow-wrap: anywhere; }
sup { line-height: 0; } figure { margin: 0; overflow-x: auto; background: #fff; }
.drawing { min-height: 20rem; min-width: 60rem; }
"""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: blob:; \
style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'">
<title>{title}</title>
<style>{style}</style>
{plotly}
</head>
<body>
<h1>{title}</h1>
{about}
<nav>{contents}</nav>
{sections}
{script}
</body>
</html>
"""

_DRAW = """<script>
// A drawing is made when it comes near: dozens of networks at once would keep the page waiting.
const seen = new IntersectionObserver((entries) => entries.forEach((entry) => {
  if (!entry.isIntersecting) return;
  seen.unobserve(entry.target);
  const drawing = JSON.parse(document.getElementById(entry.target.id + "-data").textContent);
  drawing.layout.autosize = true;
  delete drawing.layout.width;
  Plotly.newPlot(entry.target, drawing.data, drawing.layout,
    { responsive: true, displaylogo: false, scrollZoom: false });
}), { rootMargin: "600px" });
document.querySelectorAll(".drawing").forEach((place) => seen.observe(place));
</script>"""

_PAGE_LEGEND = (
    "A cell has our number, below it the published one and the difference: "
    "<span class='within'>✓</span> within the published deviation (or the same as printed), "
    "<span class='outside'>✗</span> outside, with the reason as far as it was measured. "
    "Shaded rows are quoted by the paper from others."
)


def report_page(title: str, about: Sequence[str], parts: Sequence[Made]) -> str:
    """Return a report as a page; for the parameters see `report_markdown`."""
    is_drawn = any(made.drawing for made in parts)
    return _PAGE.format(
        title=escape(title),
        style=_STYLE,
        plotly=f"<script>{_plotly()}</script>" if is_drawn else "",
        about="".join(f"<p>{escape(text)}</p>" for text in about)
        + f"<p class='dim'>{_PAGE_LEGEND}</p>",
        contents="".join(f"<a href='#{made.name}'>{escape(made.title)}</a>" for made in parts),
        sections="".join(map(_section, parts)),
        script=_DRAW if is_drawn else "",
    )


def _plotly() -> str:
    from plotly.offline import get_plotlyjs  # slow to import

    return str(get_plotlyjs())


def _section(made: Made) -> str:
    table = "" if made.table is None else _table(made.table)
    notes = "".join(f"<li>{escape(text)}</li>" for text in (*made.notes, *_lacking(made)))
    files = " ".join(f"<a href='{escape(name)}'>{escape(name)}</a>" for name in made.files)
    return (
        f"<section id='{made.name}'><h2>{escape(made.title)}</h2>"
        f"<p class='caption'>{escape(made.caption)}</p>{_drawing(made)}{table}"
        f"<ul>{notes}</ul><p class='dim'>{files}</p></section>"
    )


def _drawing(made: Made) -> str:
    if made.drawing is None:
        return ""
    # Inside a script element nothing but "<" can end it or begin anything else.
    data = json.dumps(made.drawing).replace("<", "\\u003c")
    height = made.drawing.get("layout", {}).get("height") or 480
    return (
        f"<figure><div class='drawing' id='{made.name}-drawing' style='height:{height}px'></div>"
        f"</figure><script type='application/json' id='{made.name}-drawing-data'>{data}</script>"
    )


def _table(table: Table) -> str:
    """Return a table with its remarks as HTML."""
    notes, marks = numbered(table)
    head = "".join(f"<th>{escape(name)}</th>" for name in table.columns)
    rows = "".join(
        f"<tr{'' if row.ours else ' class=quoted'}>"
        + "".join(f"<td class='name'>{escape(label)}</td>" for label in row.labels)
        + "".join(_cell(cell, marks[place, at]) for at, cell in enumerate(row.cells))
        + "</tr>"
        for place, row in enumerate(table.rows)
    )
    below = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<div class='wide'><table><tr>{head}</tr>{rows}</table></div><ol>{below}</ol>"


def _cell(cell: Cell, mark: str) -> str:
    ours = escape(cell.ours_text) or (
        "<span class='missing'>missing</span>" if cell.missing else ""
    )
    marks = f"<sup>{mark}</sup>" if mark else ""
    sign = {True: "<span class='within'> ✓</span>", False: "<span class='outside'> ✗</span>"}
    told = "" if cell.within is None else sign[cell.within]
    beside = escape(" · ".join(filter(None, (cell.published_text, cell.difference_text))))
    return f"<td>{ours}{told}{marks}<small>{beside}</small></td>"


_LEGEND = (
    "Ours, and in brackets the published number and the difference; * is more than the published "
    "deviation, and a row in brackets alone is quoted."
)


def _lacking(made: Made) -> list[str]:
    """Return what a figure lacks, and what that needs; a table says so at its cells."""
    if made.drawing is None and made.table is not None:
        return []
    return [f"missing: {', '.join(what)}: {need}" for need, what in made.needs.items()]


def report_markdown(title: str, about: Sequence[str], parts: Sequence[Made]) -> str:
    """Return a report as Markdown, with pictures beside it.

    Parameters
    ----------
    title
        Of the paper.
    about
        Sentences on the report as a whole.
    parts
        Its figures and tables.
    """
    sections = [f"# {in_markdown(title)}", *map(in_markdown, about), in_markdown(_LEGEND)]
    for made in parts:
        sections.append(f"## {made.title}. {in_markdown(made.caption)}")
        if made.picture:
            sections.append(f"![{made.title}]({made.picture})")
        if made.table is not None:
            sections.append(table_text(made.table, ".md").rstrip())
        below = made.table.notes if made.table is not None else ()
        sections += [f"- {in_markdown(note)}" for note in made.notes if note not in below]
        sections += [f"- {in_markdown(line)}" for line in _lacking(made)]
    return "\n\n".join(sections) + "\n"
