"""The same numbers as DataFrame, dict, JSON, Markdown and LaTeX, and in words."""

from __future__ import annotations

import json
import math

import pytest

from landscape.comparison import compare, comparisons_table, to_markdown
from landscape.comparison.comparison import inversions
from landscape.comparison.text import latex_table, markdown_table
from tests.comparison.worlds import squares


@pytest.fixture
def comparison():
    columns = [3, 0, -math.inf, 2], [math.nan, 20, 30, 50]
    return compare(*squares(*columns), labels=("a_b", "c|d", "c|d"))


def test_one_row_a_number(comparison):
    table = comparison.table()
    assert table["number"].tolist() == list(comparison.numbers)
    assert table.set_index("number")["value"]["n_both"] == 3


def test_one_row_a_comparison(comparison):
    table = comparisons_table([comparison, comparison])
    assert list(table.columns) == ["first", "second", "quality", *comparison.numbers]
    assert table["first"].tolist() == ["a_b", "a_b"]
    assert table["climb_quality"].tolist() == [50, 50]


def test_json_has_everything_and_no_number_it_does_not_know(comparison):
    content = json.loads(comparison.to_json(), parse_constant=pytest.fail)
    assert content == comparison.to_dict()
    assert content["numbers"] == comparison.numbers
    assert content["undefined"] == comparison.numbers.undefined
    assert [row["quality"] for row in content["optima"]] == [None, 50]
    assert content["overlap"][-1]["k"] == 3


def test_infinities_are_text():
    lowest = compare(*squares([1, 2, 3, 4], [-math.inf] * 4)).to_dict()
    assert lowest["optima"][0]["quality"] == "-inf"
    json.dumps(lowest, allow_nan=False)


def test_markdown(comparison):
    header, rule, *rows = comparison.to_markdown().splitlines()
    assert header == r"| number | a\_b / c\|d |"
    assert rule == "| --- | ---: |"
    cells = dict(row.strip("| ").split(" | ") for row in rows)
    assert (cells[r"climb\_quality"], cells[r"escape\_quality"]) == ("50", "-")
    assert to_markdown([comparison] * 2).splitlines()[1] == "| --- | ---: | ---: |"


def test_a_notebook_shows_the_numbers(comparison):
    shown = comparison._repr_html_()
    assert "a_b compared with c|d" in shown
    assert "climb_quality</td><td style='text-align:right'>50</td>" in shown


def test_latex(comparison):
    lines = comparison.to_latex().splitlines()
    assert lines[:3] == [r"\begin{tabular}{lr}", r"\toprule", r"number & a\_b / c\textbar{}d \\"]
    assert r"climb\_quality & 50 \\" in lines
    assert lines[-2:] == [r"\bottomrule", r"\end{tabular}"]


def test_markdown_shows_names_as_they_are():
    name = "<b>&amp;</b> *x* `y` [l](u)\n| z\\|"
    (row,) = markdown_table([name], [["1"]], {(0, 0)}).splitlines()[:1]
    assert row == r"| &lt;b&gt;&amp;amp;&lt;/b&gt; \*x\* \`y\` \[l\](u) \| z\\\| |"
    assert markdown_table(["n"], [["1"]], {(0, 0)}).splitlines()[-1] == "| **1** |"


def test_text_is_to_the_left_and_numbers_to_the_right():
    rows = [["1", "CIFAR-10", "-1,234.5e-6", "94.2 ± 0.1"], ["2", "-", "-", "-inf"]]
    assert markdown_table("abcd", rows).splitlines()[1] == "| ---: | --- | ---: | ---: |"
    assert latex_table("abcd", rows).startswith(r"\begin{tabular}{rlrr}")


def test_a_row_of_latex_never_begins_with_an_option_of_the_line_before():
    lines = latex_table(["[a]"], [["[2cm]"], ["*"]]).splitlines()
    assert lines[2:3] + lines[4:6] == [r"{[}a] \\", r"{[}2cm] \\", r"{*} \\"]


def test_the_better_correlated_one_may_find_the_worse():
    accuracy = [1, 2, 3, 4]
    close = compare(*squares([0, 1, 3, 2], accuracy), labels=("close", "acc", "acc"))
    far = compare(*squares([2, 1, 0, 3], accuracy), labels=("far", "acc", "acc"))
    told = ["close is better correlated with acc than far (0.800 > 0.200), and finds worse (3 < 4)"]
    assert inversions([close, far]) == inversions([far, close]) == told
    elsewhere = compare(*squares([2, 1, 0, 3], accuracy), labels=("far", "acc", "another"))
    assert inversions([close, elsewhere]) == []
