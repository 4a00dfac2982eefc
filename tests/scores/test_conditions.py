"""Conditions on rows: what is read, what holds of a cell, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from landscape.errors import DataError, LandscapeError, OptionError, UnknownNameError
from landscape.tables.conditions import parse_conditions, rows_where
from landscape.tables.tabular import open_tabular


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("latency_ms < 5", [("latency_ms", "<", "5", 5.0)]),
        ("a<=-1e-3", [("a", "<=", "-1e-3", -0.001)]),
        ("a == b", [("a", "=", "b", None)]),
        ("seed=3 and epoch!=200", [("seed", "=", "3", 3.0), ("epoch", "!=", "200", 200.0)]),
        ("a > 1 AND b >= 2", [("a", ">", "1", 1.0), ("b", ">=", "2", 2.0)]),
        ("top 1 acc > 90", [("top 1 acc", ">", "90", 90.0)]),
        ("device = edge gpu and a = 1", [("device", "=", "edge gpu", None), ("a", "=", "1", 1.0)]),
        ("android = sand", [("android", "=", "sand", None)]),
        ("\"x and y < z\" = 'black and white'", [("x and y < z", "=", "black and white", None)]),
        ("seed = '3'", [("seed", "=", "3", None)]),
        ('a = ""', [("a", "=", "", None)]),
        ("a = inf", [("a", "=", "inf", float("inf"))]),
        ("a = 1_000", [("a", "=", "1_000", None)]),
    ],
)
def test_a_condition_is_read(text, parts):
    found = parse_conditions([text])
    assert [(c.column, c.sign, c.value, c.number) for c in found] == parts
    again = parse_conditions([" and ".join(map(str, found))])
    assert again == found  # as it is written in summaries and titles


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "a", "a =", "= 3", "a < b < c", "a = 1 and", "and a = 1", "a = 1 or b = 2 = 3"),
        *("a = 1 b = 2", "a =< 1", "a = 'x", "a => 1", "a = 1, b = 2", "1 and 2", "a ! 3"),
        *("__import__('os').system('true')", "a = 1; b = 2 = 3", "(a < 1)(b < 2)", "a = 'b' 'c'"),
    ],
)
def test_what_is_no_condition_is_refused_in_one_line(text):
    with pytest.raises(OptionError, match=r"--where .*expected COLUMN=VALUE") as refused:
        parse_conditions([text])
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("text", ["a < high", "a >= '3'", "a > 1,5"])
def test_texts_have_no_order(text):
    with pytest.raises(OptionError, match=r"expected a number after .*compared by = and != alone"):
        parse_conditions([text])


def test_a_long_condition_is_refused_in_little_time():
    with pytest.raises(OptionError):
        parse_conditions(["a " * 3000])
    with pytest.raises(OptionError):
        parse_conditions(["a and " * 300])


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    rows = ["ms,seed,device,on", "4.5,3,gpu,True", "05.0,3.0,edge gpu,False", ",4,none,True",
            "-,x,,True", "1e1,03,gpu,"]  # fmt: skip
    path.write_text("\n".join(rows) + "\n")
    return open_tabular(path)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("ms < 5", [0]),
        ("ms <= 5", [0, 1]),
        ("ms > 4.5", [1, 4]),
        ("ms = 10", [4]),
        ("ms != 10", [0, 1]),  # nothing is known of what is missing
        ("seed = 3", [0, 1, 4]),
        ("seed != 3", [2, 3]),
        ("seed = x", [3]),
        ("seed = '3'", [0]),
        ("Device = gpu", [0, 4]),
        ("device = none", [2]),
        ("device != gpu", [1]),
        ("on = true", [0, 2, 3]),
        ("on != true", [1]),
        ("ms >= 5 and seed = 3", [1, 4]),
    ],
)
def test_it_holds_of_these_rows(table, text, rows):
    held = rows_where(table, parse_conditions([text]))
    assert np.flatnonzero(held).tolist() == rows


def test_several_conditions_hold_together(table):
    held = rows_where(table, parse_conditions(["ms >= 5", "device = gpu"]))
    assert np.flatnonzero(held).tolist() == [4]


def test_what_means_missing_is_no_number(table):
    assert rows_where(table, parse_conditions(["ms < 11"]), ["10"]).tolist() == [
        *(True, True, False, False, False)
    ]


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ("latency < 5", UnknownNameError, "unknown column 'latency'"),
        ("seed < 5", DataError, "'seed' of .* holds 'x' in row 4: expected a number, .* seed < 5"),
        ("device = tpu", DataError, "no row with device = tpu: expected one of , edge gpu, gpu, n"),
        ("ms > 11", DataError, "no row with ms > 11: expected ms from 4.5 to 10"),
        ("ms = 10 and seed = x", DataError, "each holds in some row, expected all in one"),
    ],
)
def test_where_nothing_is_left_it_is_said_what_there_is(table, text, error, told):
    with pytest.raises(error, match=told) as refused:
        rows_where(table, parse_conditions([text]))
    assert str(refused.value).isprintable()


def test_a_decimal_comma_is_one_in_conditions_too(tmp_path):
    (tmp_path / "t.csv").write_text("ms;seed\n4,5;1\n5,5;2\n")
    table = open_tabular(tmp_path / "t.csv")
    assert rows_where(table, parse_conditions(["ms < 5"])).tolist() == [True, False]
    assert rows_where(table, parse_conditions(["ms = 5.5"])).tolist() == [False, True]


def test_of_arrays_only_numbers_can_be_asked():
    (text,) = parse_conditions(["device = gpu"])
    with pytest.raises(LandscapeError, match="expected a number to compare device with"):
        text.holds(np.zeros(3))
