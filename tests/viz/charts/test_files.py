"""Every kind of chart in every kind of file, by both renderers, without a warning."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from landscape.errors import OptionError, UnknownNameError
from tests.viz.charts.worlds import entry, judges, noise, search, some_entries
from viz import figure, save
from viz.charts.chart import Chart, Panel
from viz.charts.marks import Bars, Cells, Line, Points, Rule
from viz.charts.table import Table
from viz.figures import figure_kinds, get_figure_kind
from viz.look.look import FONTS, THEMES, Look
from viz.look.palette import slot_of
from viz.paper.chart import to_matplotlib
from viz.paper.text import spelled
from viz.paper.ticks import PlainNumbers
from viz.screen.chart import to_plotly

MAGIC = {
    ".html": b"<!DOCTYPE html>", ".pdf": b"%PDF", ".png": b"\x89PNG", ".svg": b"<?xml",
    ".csv": b"metric,", ".md": b"| metric |", ".tex": b"\\begin{tabular}",
}  # fmt: skip
NASTY = "<b>a_1</b> & $x$ % {y}|\\z"
NAMES = [
    "optima", "accuracy", "correlation", "correlation-matrix", "overlap", "scatter", "trends",
    "stages",
]  # fmt: skip


@pytest.fixture(scope="module")
def charts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("searches")
    entries, runs = some_entries(), [search(folder, f"s{i}", proxies=(f"p{i}",)) for i in range(2)]
    found = {}
    for name in NAMES:
        kind = get_figure_kind(name)
        given = {"quality": judges(entries)} if kind.needs_quality else {}
        found[name] = kind.draw(runs if kind.needs == "searches" else entries, **given)
    return found


def test_the_kinds_are_listed_in_order():
    assert [kind.name for kind in figure_kinds() if kind.name in NAMES] == NAMES
    with pytest.raises(UnknownNameError, match="unknown figure 'optimum': did you mean 'optima'"):
        get_figure_kind("optimum")


@pytest.mark.parametrize("suffix", MAGIC)
def test_the_suffix_says_what_is_written(charts, suffix, tmp_path):
    content = save(charts["optima"], tmp_path / f"chart{suffix.upper()}").read_bytes()
    assert content.startswith(MAGIC[suffix])


def test_another_suffix_is_refused(charts, tmp_path):
    with pytest.raises(OptionError, match=r"ends in .html, .pdf, .png, .svg, .csv, .md, .tex"):
        save(charts["optima"], tmp_path / "chart.gif")
    assert not list(tmp_path.iterdir())


def test_no_file_is_written_where_another_is_refused(tmp_path):
    run = search(tmp_path, "run")
    files = [tmp_path / "chart.svg", tmp_path / "chart.gif"]
    with pytest.raises(OptionError, match=r"chart.gif'"):
        figure("trends", run.folder, out=files)
    assert not files[0].exists()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("width", [3.3, 6.9])
def test_every_look_is_as_wide_as_it_says(charts, theme, font, width):
    page = to_matplotlib(charts["trends"].with_look(Look(width=width, font=font, theme=theme)))
    page.draw_without_rendering()
    assert page.get_figwidth() == pytest.approx(width)


def test_nothing_is_cut_at_the_width_of_a_column(charts):
    for chart in charts.values():
        page = to_matplotlib(chart.with_look(Look(width=3.3)))
        page.draw_without_rendering()
        whole = page.bbox
        for axes in page.axes:
            box = axes.get_tightbbox()
            assert box.x0 >= whole.x0 - 1
            assert box.x1 <= whole.x1 + 1
            assert box.y0 >= whole.y0 - 1


def test_panels_legend_and_notes_do_not_overlap(charts):
    for chart in charts.values():
        page = to_matplotlib(chart)
        page.draw_without_rendering()
        lowest = min(axes.get_tightbbox().y0 for axes in page.axes)
        for legend in page.legends:
            box = legend.get_window_extent()
            assert box.y1 <= lowest + 1
            if chart.notes:
                assert page.texts[-1].get_window_extent().y1 <= box.y0 + 2


def nasty_chart():
    line = Line(np.arange(3.0), np.arange(3.0), label=NASTY)
    points = Points(np.arange(3.0), np.arange(3.0), "p", hover=(NASTY,) * 3)
    bars = Bars(np.array([[1.0]]), (NASTY,), ((NASTY,),))
    panels = (
        Panel((line, points, Rule(1.0, NASTY)), NASTY, NASTY, NASTY, corner=NASTY),
        Panel((bars,), x_ticks=(NASTY,)),
    )
    return Chart(panels, Table((NASTY,), ((NASTY,),)), NASTY, columns=2, notes=(NASTY,))


def test_texts_on_a_page_are_not_read_as_markup():
    page = to_plotly(nasty_chart())
    texts = [page.layout.title.text, *(note.text for note in page.layout.annotations)]
    texts += [trace.name for trace in page.data if trace.name]
    assert len(texts) > 6
    assert all("<b>" not in text for text in texts)
    assert nasty_chart().render(".html").count(b"<b>a_1") == 0


def test_texts_on_paper_are_shown_as_they_are():
    page = to_matplotlib(nasty_chart())
    page.draw_without_rendering()
    assert page.axes[0].get_title() == NASTY


def test_texts_in_tables_are_escaped():
    table = Table(("name", "n"), ((NASTY, 1234.5), ("x", None)))
    assert "\\$x\\$" in table.render(".tex").decode()
    assert "\\|" in table.render(".md").decode()
    rows = list(csv.reader(io.StringIO(table.render(".csv").decode())))
    assert rows[1:] == [[NASTY, "1234.5"], ["x", ""]]


def test_computer_modern_shows_signs_that_it_has_in_other_places():
    assert spelled("test_acc ± 1", Look(font="latex-like")) == "testˍacc +/− 1"
    assert spelled("test_acc", Look()) == "test_acc"
    assert spelled("|none~0|", Look(font="latex-like")) == "∣none∼0∣"


def test_no_two_of_many_lines_look_the_same():
    for theme in THEMES:
        looks = {(slot.colour, slot.dash) for slot in (slot_of(i, theme) for i in range(40))}
        assert len(looks) == 40
        without_colour = {(slot_of(i, theme).dash, slot_of(i, theme).marker) for i in range(16)}
        assert len(without_colour) == 16


def test_many_points_are_pixels_in_vectors_and_webgl_on_a_page():
    many, few = (
        Chart((Panel((Points(noise(1)[:1].repeat(n), np.zeros(n)),)),), Table((), ()))
        for n in (6_000, 10)
    )
    assert to_plotly(many).data[0].type == "scattergl"
    assert to_plotly(few).data[0].type == "scatter"
    assert to_matplotlib(many).axes[0].collections[0].get_rasterized()


def test_numbers_at_bars_are_left_out_where_they_could_not_be_read():
    values = np.ones((3, 16))
    bars = Bars(values, ("a", "b", "c"), (("123",) * 16,) * 3)
    chart = Chart((Panel((bars,), x_ticks=tuple("abcdefghijklmnop")),), Table((), ()))
    written = [
        len(to_matplotlib(chart.with_look(Look(width=width))).axes[0].texts) for width in (6.9, 3.3)
    ]
    assert written == [48, 0]


def test_a_name_is_in_the_legend_once_though_in_every_panel(charts):
    line = Line(np.arange(3.0), np.arange(3.0), label="a")
    chart = Chart((Panel((line,)), Panel((line,))), Table((), ()), columns=2)
    assert [trace.showlegend for trace in to_plotly(chart).data] == [True, False]
    (legend,) = to_matplotlib(chart).legends
    assert [text.get_text() for text in legend.get_texts()] == ["a"]


def test_panels_go_below_one_another_where_the_page_is_narrow(charts):
    chart = replace(charts["accuracy"], columns=2)
    assert (chart.across, chart.rows) == (2, 1)
    narrow = chart.with_look(Look(width=3.3))
    assert (narrow.across, narrow.rows) == (1, 2)
    four = replace(chart, panels=2 * chart.panels, columns=3)
    assert (four.across, four.rows) == (2, 2)


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ({"width": 0}, "width 0: expected inches"),
        ({"font": "times"}, "unknown font 'times'"),
        ({"font_size": 1}, "font size 1: expected points"),
        ({"theme": "grey"}, "unknown theme 'grey'"),
    ],
)
def test_a_look_that_is_not_possible_is_refused(about, message):
    with pytest.raises((OptionError, UnknownNameError), match=message):
        Look(**about)


def test_ticks_have_the_digits_that_tell_them_apart():
    write = PlainNumbers()
    assert write.format_ticks([0.0, 2.5, 5.0]) == ["0.0", "2.5", "5.0"]
    assert write.format_ticks([-1000.0, 0.0]) == ["−1,000", "0"]
    assert write.format_ticks([0.0, 2e8]) == ["0", "2e8"]
    assert PlainNumbers(each=True).format_ticks([0.1, 1.0, 10.0]) == ["0.1", "1", "10"]


@pytest.mark.parametrize("values", [[1e5, 1e6, 1e7], [0.0, 5e6, 1e7], [1e-5, 1e-3, 0.1], [0, 5e-5]])
@pytest.mark.parametrize("each", [True, False])
def test_all_ticks_of_an_axis_have_one_form(values, each):
    written = PlainNumbers(each=each).format_ticks(values)
    assert all("e" in text for text in written if text != "0")
    assert not any("e" in text for text in PlainNumbers(each=each).format_ticks([100, 1e5, 1e6]))


@pytest.mark.parametrize(
    ("x", "form"), [([1e-7, 1.0, 1e3], ".0e"), ([0.001, 1.0, 1e5], ",.10~g"), ([1.0, 1e9], ".0e")]
)
def test_ticks_of_an_axis_on_a_screen_have_one_form(x, form):
    points = Points(np.array(x), np.ones(len(x)))
    chart = Chart((Panel((points,), x_scale="log"),), Table((), ()))
    assert to_plotly(chart).layout.xaxis.tickformat == form


def test_the_legend_has_what_only_a_later_panel_shows():
    none, some = np.array([]), np.array([1.0])
    lines = [Line(x, x, label="a") for x in (none, some)]
    points = [Points(x, x, "b", size=0.5, hollow=True) for x in (none, some)]
    panels = tuple(Panel(marks) for marks in zip(lines, points, strict=True))
    drawn = to_plotly(Chart(panels, Table((), ()), columns=2)).data
    keys = {trace.name: trace for trace in drawn if trace.showlegend}
    assert keys.keys() == {"a", "b"}
    assert all(len(trace.x) for trace in keys.values())
    assert keys["b"].marker.size > 5  # of points that are hardly seen


def test_panels_are_below_one_another_on_a_phone(charts):
    for chart in charts.values():
        figure = to_plotly(chart, width=390)
        starts = {axis.domain[0] for axis in figure.select_xaxes()}
        assert len(starts) == 1
        assert all(len(line) < 60 for note in figure.layout.annotations
                   for line in note.text.split("<br>"))  # fmt: skip
        wide = to_plotly(chart, width=2000)
        assert [trace.name for trace in wide.data] == [trace.name for trace in figure.data]


def test_a_page_is_arranged_for_the_window(charts):
    page = charts["scatter"].render(".html").decode()
    (told,) = [line for line in page.splitlines() if "layouts = [" in line]
    layouts = json.loads(told[told.index("layouts = ") + 10 : told.rindex(";")])
    widths = [width for width, _ in layouts]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] <= 390


def test_axes_of_counts_have_whole_ticks():
    bars = Bars(np.array([[1.0, 2.0]]), ("a",))
    chart = Chart((Panel((bars,), y_range=(0, 2.2), y_whole=True),), Table((), ()))
    ticks = to_matplotlib(chart).axes[0].get_yticks()
    assert ticks.tolist() == ticks.round().tolist()
    assert to_plotly(chart).layout.yaxis.dtick == 1
    two_epochs = Line(np.array([1.0, 2.0]), np.array([0.5, 0.4]))
    chart = Chart((Panel((two_epochs,), x_whole=True),), Table((), ()))
    assert to_plotly(chart).layout.xaxis.dtick == 1
    many = Chart((Panel((bars,), y_whole=True),), Table((), ()))  # nothing tells how high they are
    assert to_plotly(many).layout.yaxis.dtick is None


def test_long_captions_of_panels_are_in_several_lines():
    line = Line(np.arange(3.0), np.arange(3.0))
    long = " ".join(["long words"] * 9)
    chart = Chart((Panel((line,), long, long, long),) * 2, Table((), ()), columns=2)
    page = to_matplotlib(chart)
    page.draw_without_rendering()
    for axes in page.axes:
        box = axes.get_tightbbox()
        assert min(box.x0, box.y0) >= 0
        assert box.x1 <= page.bbox.x1
        assert axes.title.get_window_extent().width < page.bbox.width / 2
    assert "<br>" in to_plotly(chart).layout.annotations[0].text


def test_numbers_in_narrow_cells_are_shorter_and_colours_have_a_scale():
    names = tuple("abcdefghijk")
    values = np.full((11, 11), 0.5)
    cells = Cells(values, names, names, (("0.50",) * 11,) * 11)
    chart = Chart((Panel((cells,), x_ticks=names),), Table((), ()))
    wide, narrow = (to_matplotlib(chart.with_look(Look(width=w))) for w in (6.9, 2.6))
    assert [page.axes[0].texts[0].get_text() for page in (wide, narrow)] == ["0.50", ".50"]
    assert len(wide.axes) == 2
    assert to_plotly(chart).data[0].showscale


def test_a_landscape_without_a_dataset_has_no_title():
    chart = get_figure_kind("optima").draw([entry(noise(1), dataset=None)])
    assert chart.panels[0].marks[0].labels == ("",)
    to_matplotlib(chart).draw_without_rendering()
