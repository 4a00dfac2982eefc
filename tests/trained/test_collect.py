"""From records to tables, also when the way there is interrupted."""

from __future__ import annotations

import errno
import itertools
import os

import numpy as np
import pytest

from landscape.benchmarks import collect
from landscape.benchmarks.collect import import_benchmark
from landscape.benchmarks.column import Column
from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.record import Curve
from landscape.benchmarks.store import find_tables
from landscape.benchmarks.table import open_table
from landscape.errors import DataError, OutputError
from landscape.spaces import FileSpace, Variable
from tests.trained.worlds import SPACE, TinyReader

NAN = np.nan


def imported(reader, folder, **options):
    return import_benchmark(reader, folder, provenance={"by": "hand"}, **options)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(collect, "_VALUES", 1)


def values(path, *names):
    return [v.tolist() for v in open_table(path).read([Column.parse(name) for name in names])]


def test_there_is_a_table_for_each_dataset_and_schedule(tmp_path):
    paths = imported(TinyReader(), tmp_path)
    home = tmp_path / "nas-landscape" / "tiny" / "tiny-bench"
    assert paths == [home / "cifar10@12.parquet", home / "cifar10@200.parquet"]
    assert sorted(p.name for p in home.iterdir() if not p.name.startswith(".")) == [
        p.name for p in paths
    ]


def test_a_table_says_what_it_is(tmp_path):
    table = open_table(imported(TinyReader(), tmp_path)[0])
    assert (table.space, table.size) == ("tiny", 6)
    assert (table.benchmark, table.dataset, table.hp) == ("tiny-bench", "cifar10", "12")
    assert table.identity == {"version": 1}
    assert table.provenance == {"by": "hand"}
    assert [column.name for column in table.columns] == [
        "params",
        *("val_acc@1#777", "val_acc@2#777", "val_acc@12#777"),
        *("val_acc@1#888", "val_acc@2#888", "val_acc@12#888"),
    ]
    assert table.metrics["val_acc"].resolution == 0.01
    assert table.metrics["val_acc"].unit == "%"
    assert table.metrics["params"].resolution is None


def test_values_are_where_their_configuration_is(tmp_path):
    path, longer = imported(TinyReader(), tmp_path)
    first, second, params = values(path, "val_acc@12#777", "val_acc@12#888", "params")
    np.testing.assert_array_equal(first, [50, NAN, NAN, NAN, 54, 55])
    np.testing.assert_array_equal(second, [51, NAN, NAN, NAN, NAN, 56])
    np.testing.assert_array_equal(params, [1000, NAN, NAN, NAN, 1004, 1005])
    (unmeasured,) = values(path, "val_acc@2#777")
    assert np.isnan(unmeasured).all()
    np.testing.assert_array_equal(values(longer, "val_acc@200#777")[0], first)


@pytest.mark.parametrize("values_in_a_part", [1, 12, 10_000])
def test_the_size_of_the_parts_changes_nothing(tmp_path, monkeypatch, values_in_a_part):
    plain = [path.read_bytes() for path in imported(TinyReader(), tmp_path / "a")]
    monkeypatch.setattr(collect, "_VALUES", values_in_a_part)
    assert [path.read_bytes() for path in imported(TinyReader(), tmp_path / "b")] == plain


def test_an_import_that_was_stopped_goes_on_where_it_was(tmp_path):
    plain = [path.read_bytes() for path in imported(TinyReader(), tmp_path / "plain")]
    with pytest.raises(KeyboardInterrupt):
        imported(TinyReader(stop_after=2), tmp_path)
    again = TinyReader()
    paths = imported(again, tmp_path)
    assert again.read == [5]
    assert [path.read_bytes() for path in paths] == plain


def test_a_damaged_part_and_those_after_it_are_read_again(tmp_path, caplog):
    plain = [path.read_bytes() for path in imported(TinyReader(), tmp_path / "plain")]
    with pytest.raises(KeyboardInterrupt):
        imported(TinyReader(stop_after=2), tmp_path)
    part = next(tmp_path.rglob("000000.chunk"))
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    again = TinyReader()
    assert [path.read_bytes() for path in imported(again, tmp_path)] == plain
    assert again.read == [4, 0, 5]
    assert "reading these records again" in caplog.text


def test_parts_of_other_files_are_not_taken(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        imported(TinyReader(stop_after=2), tmp_path)
    again = TinyReader(version=2)
    imported(again, tmp_path)
    assert again.read == [4, 0, 5]


def test_an_import_replaces_an_earlier_one(tmp_path):
    stale = imported(TinyReader(), tmp_path)[0].with_name("cifar100@12.parquet")
    stale.write_bytes(b"of an earlier release")
    imported(TinyReader(version=2), tmp_path)
    assert not stale.exists()


def test_an_architecture_twice_is_refused_and_keeps_the_earlier_table(tmp_path):
    (path, _) = imported(TinyReader(), tmp_path)
    before = path.read_bytes()
    with pytest.raises(DataError, match=f"several records of {SPACE.format(4)}"):
        imported(TinyReader(version=2, twice=True), tmp_path)
    assert path.read_bytes() == before


def test_nothing_unfinished_is_left_or_taken_for_a_table(tmp_path, monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        imported(TinyReader(version=0, stop_after=2), tmp_path)
    (litter,) = tmp_path.rglob("unfinished-*")
    (litter.parent / ".cifar10@12.parquet.0.partial").touch()
    write = collect.write_table

    def stopped(path, *rest):
        if "200" in path.name:
            raise KeyboardInterrupt
        write(path, *rest)

    monkeypatch.setattr(collect, "write_table", stopped)
    with pytest.raises(KeyboardInterrupt):
        imported(TinyReader(), tmp_path)
    assert find_tables("tiny", data_dir=tmp_path) == []
    monkeypatch.setattr(collect, "write_table", write)
    paths = imported(TinyReader(), tmp_path)
    assert sorted(p for p in paths[0].parent.iterdir() if p.name != ".lock") == paths


@pytest.mark.parametrize("name", ["../../evil", "val@x", "index", "arch", "mean", "a/b"])
def test_names_that_could_do_harm_are_refused(tmp_path, name):
    class Harmful(TinyReader):
        def _curves(self, position, number):
            yield Curve("val_acc", np.array([1.0]), dataset=name, hp="12")

    with pytest.raises(DataError, match="the benchmark calls something"):
        imported(Harmful(), tmp_path)
    assert not list(tmp_path.rglob("*.parquet"))


def test_names_with_dashes_do_not_meet_in_one_file(tmp_path):
    class Dashed(TinyReader):
        def _curves(self, position, number):
            yield Curve("val_acc", np.array([1.0]), dataset="a", hp="b-c")
            yield Curve("val_acc", np.array([2.0]), dataset="a-b", hp="c")

        def meaning(self, dataset, metric):
            return trained_metric(metric)

    assert len(set(imported(Dashed(), tmp_path))) == 2


def test_parts_of_another_space_are_not_taken(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        imported(TinyReader(stop_after=2), tmp_path)
    again = TinyReader()
    variables = [Variable("a", ("x", "y")), Variable("b", ("1", "2", "3"))]
    again.space = FileSpace(variables, pattern="{}{}", name="tiny")
    imported(again, tmp_path)
    assert again.read == [4, 0, 5]


def test_progress_counts_records(tmp_path):
    told = []
    imported(TinyReader(), tmp_path, on_progress=told.append)
    assert told == [1, 2, 3]


@pytest.mark.parametrize("write", [1, 3, 4, 5])
def test_a_full_disk_is_one_line_and_nothing_read_is_lost(tmp_path, monkeypatch, write):
    expected = [path.read_bytes() for path in imported(TinyReader(), tmp_path / "whole")]
    count = itertools.count(1)

    def full(descriptor):
        if next(count) == write:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match=r"cannot write .* \(No space left on device\)"):
            imported(TinyReader(), tmp_path / "full")
    assert not list(tmp_path.rglob("*.partial"))
    paths = imported(TinyReader(), tmp_path / "full")
    assert [path.read_bytes() for path in paths] == expected


def test_parts_in_each_others_place_are_read_again(tmp_path, monkeypatch, caplog):
    expected = [path.read_bytes() for path in imported(TinyReader(), tmp_path / "whole")]
    with monkeypatch.context() as patch:
        patch.setattr(collect, "_check_distinct", stop)
        with pytest.raises(KeyboardInterrupt):
            imported(TinyReader(), tmp_path / "stopped")
    first, second, *_ = sorted(tmp_path.glob("stopped/**/*.chunk"))
    contents = first.read_bytes(), second.read_bytes()
    first.write_bytes(contents[1])
    second.write_bytes(contents[0])
    paths = imported(TinyReader(), tmp_path / "stopped")
    assert [path.read_bytes() for path in paths] == expected
    assert "not what belongs there (part 0 of unfinished-" in caplog.text


def stop(*arguments):
    raise KeyboardInterrupt
