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
    with pytest.raises(OptionError, match="--published adds rows of searches"):
        landscape.compare(*hills, published=True)
