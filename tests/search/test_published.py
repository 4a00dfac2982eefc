"""Rows that papers printed stand beside searches of the same dataset."""

from __future__ import annotations

import pytest

import landscape
import search
from landscape.errors import OptionError
from landscape.published import Printed, papers, published_table, published_tables
from search.comparison.published import printed_rows
from tests.cli.command import inside


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("searches")
    how = {"dataset": "cifar10", "budget": "3000s", "trials": 4}
    return [search.search(n, out=folder / n, **how) for n in ("random-search", "rea")]


def test_what_is_printed_is_read():
    assert Printed("93.35 ± 0.66").deviation == 0.66
    assert (Printed("0.147").unit, Printed("12000").unit) == (0.001, 1)
    assert Printed("14742 (= 368 epochs)").value == 14742
    assert Printed("-0.33").value == -0.33
    assert Printed("-").value is None
    assert Printed("X").is_open


@pytest.mark.parametrize("paper", sorted(papers()))
def test_every_cell_is_a_number_or_open_or_empty(paper):
    for table in published_tables(paper):
        for row in table.rows:
            for cell in row.cells:
                assert cell.value is not None or cell.text in ("X", "-", "8400 epochs")
                assert cell.deviation is None or 0 <= cell.deviation < 20
        assert not any(row.quoted for row in table.rows) or table.quoted_from


def test_tables_that_repeat_rows_agree():
    """Table 6 is the left half of Table 5, and Tables 7 and 8 have rows of Table 2."""
    two, five, six = (published_table("mf-nas", f"table{n}") for n in (2, 5, 6))
    for row in six.rows:
        assert row.cells == five.row(row.name).cells[::2]
    for n in (7, 8):
        other = published_table("mf-nas", f"table{n}")
        for name in ("MF-NAS (Synflow)", "MF-NAS (FLOPS)", "MF-NAS (Params)"):
            for dataset in ("cifar10", "cifar100", "ImageNet16-120"):
                column = f"{dataset} test_acc"
                assert other.cell(name, column) == two.cell(name, column)


def test_rows_are_of_the_same_space_dataset_and_metric():
    rows = printed_rows({"a": ("sss", "cifar100", "val_acc")})
    assert {(row.paper, row.table) for row in rows} == {("rank-nas", "table2")}
    assert next(row for row in rows if row.name == "REA").cells == {"a": "69.48 ± 0.76"}
    of_101 = printed_rows({"a": ("nb101", "cifar10", "test_acc")})
    assert {row.table for row in of_101} == {"table3", "table9", "table4"}
    assert printed_rows({"a": ("nb201", "cifar10", "fitness")}) == []


def test_what_a_paper_prints_again_is_there_once():
    """Table 2 of MF-NAS has rows that its Tables 7 and 8 have, too; Table 7 alone has G-EA."""
    rows = printed_rows({"a": ("nb201", "cifar10", "test_acc")})
    tables = {row.name: row.table for row in rows if row.paper == "mf-nas"}
    assert tables["MF-NAS (Params)"] == "table2"
    assert tables["G-EA (Lopes et al., 2022)"] == "table7"
    assert len(rows) == len({(row.paper, row.name, row.cells["a"]) for row in rows})


def test_a_comparison_has_them_and_says_whose_they_are(runs, tmp_path):
    found = landscape.compare(*runs, published=True, out=tmp_path / "compared")
    assert landscape.load(tmp_path / "compared") == found
    rows = found.table()
    printed = rows[rows["published"] == "mf-nas table2"].set_index("algorithm")
    assert printed.loc["REA", ["mean", "std"]].tolist() == [93.45, 0.68]
    assert rows["published"].isna().sum() == 2
    assert r"| REA \[mf-nas table2\] | 93.45 ± 0.68 |" in found.to_markdown()
    assert any(
        line.startswith("[rank-nas table3]: as printed in Rank-based") for line in found.whose
    )
    alone = landscape.compare(runs[0], published=True, out=tmp_path / "alone")
    assert landscape.load(tmp_path / "alone") == alone
    assert alone.table()["published"].isna().sum() == 1
    with pytest.raises(OptionError, match="or one with published=True"):
        landscape.compare(runs[0])
    told = inside("compare", *(run.folder for run in runs), "--published", cwd=tmp_path)
    assert told.code == 0, told.stderr
    assert "RS [rank-nas table3, quoted there]" in told.stdout


def test_without_it_nothing_is_added(runs):
    found = landscape.compare(*runs)
    assert "published" not in found.to_dict()
    assert len(found.table()) == 2


def test_landscapes_have_no_such_rows(tmp_path):
    square = landscape.ProductSpace([2, 2])
    hills = [landscape.Landscape(square, [3, 0, 1, n], metric=f"m{n}") for n in (5, 6)]
    with pytest.raises(OptionError, match="published=True adds rows of searches"):
        landscape.compare(*hills, published=True)


@pytest.mark.parametrize("tables", [("table2", "table7"), ("table3", "table9")])
def test_rows_with_the_numbers_of_an_own_table_are_own(tables):
    """Table 2 and Table 3 are of the paper's own runs: what is printed again is not quoted."""
    own, again = (published_table("mf-nas", key) for key in tables)
    at = {
        "table7": ("cifar10 test_acc", "cifar10 test_acc"),
        "table9": ("nb101 test_acc", "test_acc"),
    }
    first, second = at[again.key]
    measured = {row.name: own.cell(row.name, first) for row in own.rows}
    for row in again.rows:
        name = row.name.partition(" (")[0] if row.name not in measured else row.name
        if measured.get(name) == again.cell(row.name, second):
            assert not row.quoted, row.name


@pytest.mark.parametrize("key", ["table2", "table3", "table4"])
def test_what_a_paper_does_not_say_is_not_said_for_it(key):
    assert published_table("rank-nas", key).quoted_from.startswith("work that it does not name")
