"""Tables fit in the width of a terminal, and names are completed in a shell."""

from __future__ import annotations

import io
import sys

import pytest

from landscape.cli.console import show_columns, show_table
from landscape.datasets import DATASETS
from landscape.options.list import TOPICS
from landscape.spaces import SPACES
from search.algorithms.registry import ALGORITHMS
from tests.cli.command import ENVIRONMENT, inside, landscape

URL = "https://example.org/a/long/address/that/is/not/broken.html"
HEADER = ("name", "size", "what")
ROWS = [["first-name", "1,234", "a few words, and an address: " + URL], ["second", "5", "-"]]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def shown(monkeypatch):
    """Return what prints something, and the lines on a terminal of some columns."""

    def show(function, *arguments, columns, terminal=True):
        stdout = Terminal() if terminal else io.StringIO()
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sys, "stdout", stdout)
        function(*arguments)
        return stdout.getvalue().splitlines()

    return show


def test_columns_of_text_are_wrapped_on_a_terminal_and_nothing_is_lost(shown):
    lines = shown(show_columns, HEADER, ROWS, "size", columns=40)
    assert max(map(len, lines)) <= 40
    assert lines[0] == "name         size  what"
    assert lines[1] == "first-name  1,234  a few words, and an"
    assert lines[-1] == "second          5  -"
    assert all(line.startswith(" " * 19) for line in lines[2:-1])
    assert "".join(line[19:] for line in lines[1:-1]).replace(" ", "").endswith(URL)


def test_a_table_that_fits_or_is_piped_is_left_alone(shown):
    whole = shown(show_columns, HEADER, ROWS, "size", columns=40, terminal=False)
    assert len(whole) == 3
    assert shown(show_columns, HEADER, ROWS, "size", columns=200) == whole


def test_numbers_are_never_cut(shown):
    rows = [["a-long-name-of-a-run", "1,234,567.89", "9,876,543.21"]]
    lines = shown(show_columns, ("run", "one", "other"), rows, "one other", columns=20)
    assert lines[1] == "a-long-name-of-a-run  1,234,567.89  9,876,543.21"


def test_values_are_wrapped_between_words_under_their_first_line(shown):
    rows = {"what": "one two three four five six", "results": URL, "none": ""}
    lines = shown(show_table, rows, columns=24)
    assert lines == [
        "what     one two three",
        "         four five six",
        f"results  {URL}",
        "none",
    ]


def completed(*words, cwd):
    """Return what a shell is offered for the last of some words."""
    asked = {
        "_LANDSCAPE_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(("landscape", *words)),
        "COMP_CWORD": str(len(words)),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in asked.items():
            patch.setenv(name, value)
        return inside(cwd=cwd).stdout.split()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("li",), ["list"]),
        (("build", "--metric", "gra"), ["grad_norm", "grasp"]),
        (("build", "--rank-of", "nwot,gra"), ["nwot,grad_norm", "nwot,grasp"]),
        (("info", "--space", ""), SPACES),
        (("build", "--dataset", "c"), [name for name in DATASETS if name.startswith("c")]),
        (("list", ""), TOPICS),
        (("data", "rem"), ["remove"]),
        (("data", "import", "nats"), ["nats-tss", "nats-sss"]),
        (("data", "download", ""), ["cifar10", "cifar100"]),
        (("build", "--init", ""), ["shared", "independent"]),
        (("search", "rea", "--precision", "d"), ["double"]),
        (("score", "--device", "c"), ["cpu", "cuda"]),
        (("plot", "runs", "--layout", "f"), ["fitness", "force"]),
        (("analyse", "--la"), ["--label"]),
        (("figure", "corr"), ["correlation", "correlation-matrix"]),
        (("search", "rea"), ["rea", "rea-w"]),
        (("search", "rea", "--proxy", "gras"), ["grasp"]),
        (("search", "rea", "--set", "pop"), ["population="]),
        (("figure", "trends", "--of", ""), ["best", "current"]),
        (("sample", "--method", "s"), ["snowball"]),
        (("score", "--scheduler", "A"), []),  # ADDRESS|FILE are no values
    ],
)
def test_names_are_completed(tmp_path, words, names):
    assert completed(*words, cwd=tmp_path) == list(names)


def test_a_shell_is_told_what_to_ask(tmp_path, monkeypatch):
    monkeypatch.setitem(ENVIRONMENT, "_LANDSCAPE_COMPLETE", "source_bash")
    told = landscape(cwd=tmp_path)
    assert (told.code, told.stderr) == (0, "")
    assert "_LANDSCAPE_COMPLETE=complete_bash" in told.stdout
    monkeypatch.setitem(ENVIRONMENT, "_LANDSCAPE_COMPLETE", "complete_bash")
    monkeypatch.setitem(ENVIRONMENT, "COMP_WORDS", "landscape build --metric syn")
    monkeypatch.setitem(ENVIRONMENT, "COMP_CWORD", "3")
    assert "synflow" in landscape(cwd=tmp_path).stdout.split()


def test_list_and_data_alone_name_what_there_is(tmp_path):
    topics = inside("list", cwd=tmp_path)
    assert (topics.code, topics.stderr) == (0, "")
    assert [line.split()[0] for line in topics.stdout.splitlines()] == ["topic", *TOPICS]
    commands = inside("data", cwd=tmp_path)
    assert (commands.code, commands.stderr) == (0, "")
    assert all(name in commands.stdout for name in ("import", "show", "remove", "download"))


def test_a_topic_is_found_in_any_spelling_and_an_unknown_one_is_one_line(tmp_path):
    listed = inside("list", "Algorithms", cwd=tmp_path)
    assert [line.split()[0] for line in listed.stdout.splitlines()[1:]] == list(ALGORITHMS)
    wrong = inside("list", "figure", cwd=tmp_path)
    assert (wrong.code, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("landscape: unknown topic 'figure': did you mean 'figures'?")
