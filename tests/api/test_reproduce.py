"""Figures and tables of papers, made again: the command, and its function."""

import json
import re
import shutil
from contextlib import contextmanager
from dataclasses import replace

import pytest

import landscape
import viz
from landscape.api.papers import PAPERS, Cell, Figure, Paper, Row, Table
from landscape.api.papers.context import data_digest
from landscape.api.papers.reproduction import _HEADER, _counts
from landscape.errors import (
    DataError,
    DataMissingError,
    OptionError,
    StoppedError,
    UnknownNameError,
)
from landscape.reporter import show_progress_by
from proxies.images.sources import SOURCES
from tests.cli.command import inside
from tests.registered import forgotten

SQUARE = landscape.ProductSpace([2, 2])
LACKING = "needs nats.tar from far away"


def heights(context):
    """Return a figure, and count how often it was made."""
    context.update("climbing")
    made = landscape.Landscape(SQUARE, [3, 0, 1, 2], metric="height")
    table = Table(("metric", "optima"), (Row("height", (Cell(2.0, published=2.0, digits=0),)),))
    return Figure(viz.figure("optima", made), ("a note",), {"depth": LACKING}, table)


def accuracies(context):
    run = context.search("random-search", dataset="cifar10", budget="20000s")
    ours = context.cell(lambda: run.trials["test_acc"], published=93.35, published_deviation=0.66)
    far = context.cell(lambda: run.trials["test_acc"], published=20.0, published_deviation=0.5)
    none = context.cell(lambda: context.search("mf-nas", space="nbasr").trials["x"], published=1.0)
    rows = (
        Row("random <b>search</b>", (ours, none)),
        Row("far", (far.explained(lambda cell: f"off by {cell.difference:.0f}"), Cell())),
        Row("theirs", (Cell(published=91.0), Cell(text="-")), ours=False),
    )
    return Table(("search", "CIFAR-10", "other"), rows, ("a rule",))


def broken(context):
    raise DataMissingError("there is no hope")


@pytest.fixture(autouse=True, scope="module")
def toy():
    """A paper with a figure, a table and a part that fails."""
    with forgotten(PAPERS):
        paper = PAPERS.register(Paper("toy", "Toys", "An author, 2020", 3, ("nb201",)))
        paper.part("table1", "Table 1", "Accuracies.")(accuracies)
        paper.part("fig2a", "Figure 2a", "Heights.")(heights)
        paper.part("fig10", "Figure 10", "Nothing.")(broken)
        yield paper


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The report of the command; do not change its folder."""
    finished = inside("reproduce", "toy", cwd=tmp_path_factory.mktemp("toy"))
    assert finished.code == 0, finished.stderr
    return finished


@pytest.fixture(scope="module")
def found(run):
    return landscape.load(run.cwd / "runs" / "reproduce-toy")


def test_a_part_that_fails_is_one_line_and_loses_nothing_else(run, found):
    assert "fig10 is left out: there is no hope" in run.stderr.splitlines()
    assert found.summary["failed"] == {"fig10": "there is no hope"}
    assert list(found.parts) == ["fig2a", "table1"]


def test_the_screen_says_what_came_out_and_what_is_missing(run):
    assert re.search(r"^Table 1 +2 +1 +1 +0 +0 +1$", run.stdout, re.MULTILINE)
    assert f"missing in fig2a: {LACKING}" in run.stdout
    assert "NAS-Bench-ASR" in run.stdout


def test_every_cell_of_ours_is_counted_once(found):
    near, far = Cell(2.0, published=2.0, digits=0), Cell(2.0, published=9.0)
    row = Row("a", (near, Cell(3.0), Cell(text="-"), far, replace(far, published_deviation=1.0)))
    table = Table(("metric", *"12345"), (row,))
    counted = dict(zip(_HEADER, _counts(replace(found.parts["table1"], table=table)), strict=True))
    assert (counted["cells"], counted["within"], counted["outside"]) == (4, 1, 1)
    assert (counted["no deviation"], counted["not published"]) == (1, 1)


def test_function_and_command_leave_the_same(found, tmp_path):
    again = landscape.reproduce("toy", out=tmp_path / "again")
    assert again == found
    for name in ("report.html", "report.md", "table1.tex", "fig2a.csv"):
        assert (again.folder / name).read_bytes() == (found.folder / name).read_bytes()


def test_it_tells_how_far_the_run_at_hand_is(tmp_path):
    told = []

    @contextmanager
    def shown(pace, what):
        yield lambda n_done, more="", share=None: told.append((what, more))

    show_progress_by(shown)
    try:
        landscape.reproduce("toy", only="table1", out=tmp_path / "run")
    finally:
        show_progress_by(None)
    assert {what for what, _ in told} == {"reproducing"}
    assert any(
        re.fullmatch(r"table1: random-search-\S+: searching: 3 of 3 trials.*", more)
        for _, more in told
    )


def test_a_table_has_ours_beside_the_published(found):
    table = found.tables["table1"]
    assert table["published"].tolist()[0] == 93.35
    assert table["ours"][0] == pytest.approx(93.7, abs=0.5)
    assert table["deviation"][0] > 0
    assert table["within"].tolist()[:3:2] == [True, False]
    assert re.fullmatch(r"off by 7\d", table["reason"][2])
    assert "NAS-Bench-ASR" in table["missing"][1]


def test_the_texts_have_it_too(found):
    text = (found.folder / "table1.md").read_text()
    assert "| theirs | (91.00) | - |" in text
    assert re.search(r"\*.* \(20\.00 ± 0\.50 \+7\d\.\d\d\)", text)
    assert "<b>" not in text
    assert r"\toprule" in (found.folder / "table1.tex").read_text()
    report = (found.folder / "report.md").read_text()
    assert "![Figure 2a](fig2a.png)" in report
    assert f"- missing: depth: {LACKING}" in report


def test_the_page_needs_no_network_and_escapes_all_text(found):
    page = (found.folder / "report.html").read_text()
    assert "random &lt;b&gt;search&lt;/b&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img)[^>]*(src|href)=.http", page)
    assert page.count("<section") == 2


def test_a_figure_is_there_for_print_and_to_explore(found):
    assert (found.folder / "fig2a.pdf").read_bytes().startswith(b"%PDF")
    assert "plotly" in (found.folder / "fig2a.html").read_text().lower()
    assert found.pictures["fig2a"].read_bytes().startswith(b"\x89PNG")
    assert found.missing[LACKING] == ["fig2a"]


def test_what_is_done_is_not_done_again(toy, found, tmp_path, monkeypatch):
    shutil.copytree(found.folder, tmp_path / "copy")
    (tmp_path / "copy" / "parts" / "fig2a.json").write_text("half")  # a part that is damaged
    made = []
    for name, part in toy.parts.items():
        monkeypatch.setitem(
            toy.parts, name, type(part)(name, part.title, part.caption, counting(made, part))
        )
    again = landscape.reproduce("toy", out=tmp_path / "copy")
    assert made == ["fig2a", "fig10"]
    assert again == found


def counting(made, part):
    def make(context):
        made.append(part.name)
        return part.make(context)

    return make


def test_images_that_come_later_are_data(tmp_path):
    without = data_digest(["nb201"], tmp_path)
    folder = tmp_path / SOURCES["cifar100"].folder
    folder.mkdir()
    assert data_digest(["nb201"], tmp_path) == without  # nothing is in it yet
    (folder / "train").write_bytes(b"")
    assert data_digest(["nb201"], tmp_path) != without


def test_other_trials_are_made_anew(found, tmp_path):
    shutil.copytree(found.folder, tmp_path / "copy")
    again = landscape.reproduce("toy", only="table1", trials=2, out=tmp_path / "copy")
    assert again.parts["table1"].how["trials"] == 2
    assert again.parts["fig2a"] == found.parts["fig2a"]  # made by an earlier call


def test_a_stop_keeps_what_is_done(toy, tmp_path, monkeypatch):
    def stopped(context):
        raise KeyboardInterrupt

    part = toy.parts["table1"]
    stop = type(part)("table1", part.title, part.caption, stopped)
    monkeypatch.setitem(toy.parts, "table1", stop)
    with pytest.raises(StoppedError, match=r"interrupted: 1 of 2 .* are done and kept in"):
        landscape.reproduce("toy", only=["fig2", "table1"], out=tmp_path)
    assert (tmp_path / "parts" / "fig2a.json").exists()


def test_a_letter_may_be_left_out(found, tmp_path):
    only = landscape.reproduce("toy", only="FIG-2", out=tmp_path)
    assert list(only.parts) == ["fig2a"]


def test_a_copy_is_equal(found, tmp_path):
    copy = found.save(tmp_path / "copy")
    assert copy == found
    assert "Table 1" in copy._repr_html_()
    assert not (copy.folder / "runs").exists()


BAD = [
    ("reproduce foe", "unknown paper 'foe'", "mf-nas"),
    ("reproduce toy --only fig3", "'fig3'", "did you mean 'fig2a'? known are fig2a, fig10, table1"),
    ("reproduce toy --trials 0", "--trials 0", "expected at least 1"),
    ("reproduce toy --out /proc/none", "cannot write", "/proc/none"),
    ("reproduce toy --data cifar10=x.npz", "--data: toy scores no networks", "leave it out"),
    ("reproduce rank-nas --data x.npz", "--data x.npz", "expected DATASET=FILE"),
    ("reproduce rank-nas --data cifar9=x.npz", "unknown dataset 'cifar9'", "did you mean"),
    ("reproduce rank-nas --data cifar10=x.npz", "there is no file x.npz", "expected an .npz file"),
]


@pytest.mark.parametrize(("command", "what", "help_"), BAD, ids=[bad[1] for bad in BAD])
def test_bad_input_is_one_line(command, what, help_, tmp_path):
    told = inside(*command.split(), cwd=tmp_path)
    assert told.code in (1, 2)
    assert what in told.stderr
    assert help_ in told.stderr
    assert "Traceback" not in told.stderr
    assert not list(tmp_path.iterdir())


def test_another_paper_is_refused(toy, found, tmp_path):
    shutil.copytree(found.folder, tmp_path / "copy")
    about = json.loads((tmp_path / "copy" / "reproduce.json").read_text())
    (tmp_path / "copy" / "reproduce.json").write_text(json.dumps(about | {"paper": "mf-nas"}))
    with pytest.raises(DataError, match="holds the report on mf-nas: choose another out="):
        landscape.reproduce("toy", out=tmp_path / "copy")


def test_a_damaged_report_says_what_to_do(tmp_path):
    (tmp_path / "reproduce.json").write_text("{")
    with pytest.raises(DataError, match="run landscape reproduce again"):
        landscape.load(tmp_path)


def test_wrong_options_are_told(tmp_path):
    with pytest.raises(TypeError, match="did you mean 'trials'"):
        landscape.reproduce("toy", trial=3)
    with pytest.raises(OptionError, match="trials 'many': expected a whole number"):
        landscape.reproduce("toy", trials="many", out=tmp_path)
    with pytest.raises(UnknownNameError, match="unknown paper"):
        landscape.reproduce("nothing", out=tmp_path)
