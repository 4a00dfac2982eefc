"""Text tables as programs of all kinds write them."""

import gzip
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from landscape.scores import read_architectures, read_user_scores
from landscape.scores.user import suspicious_value
from landscape.spaces import get_space
from landscape.tables.cells import read_cells
from landscape.tables.tabular import open_tabular


@pytest.fixture
def read(tmp_path, nb201):
    """Return a function that reads the scores in a file of some content."""

    def read(content, name="t.csv", metric="acc", space=nb201, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        scores = read_user_scores(path, space, metric, **options)
        return {int(i): float(scores[i]) for i in np.flatnonzero(~np.isnan(scores))}

    return read


@pytest.fixture
def rows(nb201):
    """Return a function that gives lines of a header and two architectures, 3 and 7."""

    def rows(delimiter=",", *, header="arch{}acc", cells=("10.5", "94.25")):
        archs = (nb201.format(3), nb201.format(7))
        lines = [header.replace("{}", delimiter)]
        lines += [f"{a}{delimiter}{cell}" for a, cell in zip(archs, cells, strict=True)]
        return "\n".join(lines) + "\n"

    return rows


EXPECTED = {3: 10.5, 7: 94.25}


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.csv.gz"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_delimiter_is_what_parts_the_cells(read, rows, name, delimiter, end):
    content = rows(delimiter).replace("\n", end).encode()
    assert read(gzip.compress(content) if name.endswith("gz") else content, name) == EXPECTED


def test_a_first_line_may_say_the_delimiter(read, rows):
    assert read("sep=;\r\n" + rows(";")) == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read(read, rows, encoding):
    content = rows(header="arch{}Güte")
    assert read(content.encode(encoding), metric="Güte") == EXPECTED


@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "shift-jis"])
def test_other_encodings_are_read_but_for_their_letters(read, rows, encoding, caplog):
    name = "Güte" if encoding == "cp1252" else "精度"
    content = f"{name}," + rows().replace("\n", "\nx,", 2)
    assert read(content.encode(encoding)) == EXPECTED
    assert "t.csv is not UTF-8 (byte 0x" in caplog.text
    assert len(caplog.records) == 1


def test_the_byte_that_is_no_utf8_is_named(read, rows, caplog):
    read(rows().encode() + b"\n" * 2**20 + rows().splitlines()[1].encode() + b"\n", "a.csv")
    assert caplog.text == ""
    content = rows(header="arch{}acc{}x", cells=("10.5,y", "94.25,")).encode().rstrip() + b"\xfc\n"
    read(content, "b.csv")
    assert f"byte 0xfc at {len(content) - 2:,})" in caplog.text


@pytest.mark.parametrize("cells", [("10,5", "94,25"), ("10,5", "+9425e-2"), ("10,500", "94,250")])
def test_decimal_commas_are_read_between_semicolons(read, rows, cells, caplog):
    assert read(rows(";", cells=cells)) == EXPECTED
    assert "commas are decimal ones: 10,5" in caplog.text


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_decimal_commas_are_read_elsewhere_if_nothing_else_is_meant(read, rows, delimiter):
    assert read(rows(delimiter, cells=('"10,5"', '"94,25"'))) == EXPECTED


def test_names_and_cells_lose_the_spaces_around_them(read, rows):
    assert read(rows(header=" arch {} acc ", cells=(" 10.5 ", "  94.25"))) == EXPECTED


def test_rows_and_columns_of_nothing_are_skipped(read, rows):
    lines = [f"{line},," for line in rows().splitlines()]
    assert read("\n".join([lines[0], ",,,", "", *lines[1:], ",,,", ",,,"])) == EXPECTED


@pytest.mark.parametrize("kind", ["csv", "again.csv", "parquet"])
def test_an_index_that_pandas_left_without_a_name_is_the_key(tmp_path, nb201, kind):
    path = tmp_path / f"t.{kind}"
    series = pd.DataFrame({"acc": [10.5, 94.25]}, [nb201.format(3), nb201.format(7)])
    if kind == "parquet":
        pq.write_table(pa.Table.from_pandas(series), path)
    else:
        series.to_csv(path)
    if kind == "again.csv":
        pd.read_csv(path).to_csv(path, index=False)
    for key in (None, open_tabular(path).names[-1 if kind == "parquet" else 0]):
        scores = read_user_scores(path, nb201, "acc", key=key)
        assert (scores[3], scores[7]) == (10.5, 94.25)


def test_columns_of_numbers_are_told_from_others(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("arch,a,b,c,d,e,f\nx,1,,#N/A,1,1 %,\ny,,2.5,inf,yes,2,\nz,-,,?,3,3,\n")
    assert open_tabular(path).numeric_names() == ["a", "b", "c"]


@pytest.mark.parametrize("missing", [["-1"], ["-1.0"], ["9999", "-1"], ["failed", "-1"]])
def test_values_may_be_said_to_mean_missing(read, rows, missing, caplog):
    assert read(rows(cells=("-1.00", "94.25")), missing=missing) == {7: 94.25}
    assert read(rows(cells=("Failed", "-1")), missing=["failed"]) == {7: -1}
    assert caplog.text == ""


@pytest.mark.parametrize("kind", [pa.float64(), pa.int32(), pa.string()])
def test_they_mean_it_in_parquet_too(tmp_path, nb201, kind):
    values = pa.array([-1, 5]).cast(kind)
    table = pa.table({"arch": [nb201.format(3), nb201.format(7)], "acc": values})
    pq.write_table(table, tmp_path / "t.parquet")
    scores = read_user_scores(tmp_path / "t.parquet", nb201, "acc", missing=["-1"])
    assert np.flatnonzero(~np.isnan(scores)).tolist() == [7]


def test_many_rows_of_a_suspicious_number_are_told(read, nb201, caplog):
    lines = [f"{nb201.format(i)},{-1 if i < 3 else i}" for i in range(9)]
    read("\n".join(["arch,latency", *lines]), metric="latency")
    assert "column 'latency' of" in caplog.text
    assert "is -1 in 3 of 9 rows: if that means that there is no score, say --missing -1" in (
        caplog.text
    )


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([2.5, -1, 3.5, -1], (-1, 2)),
        ([0.5, 9999, 9999, 3], (9999, 2)),
        ([-5, -7, -1e8, -1e8], (-1e8, 2)),
        ([1, -np.inf, -1, -1, np.nan], (-1, 2)),
        ([10, 10, 10, 93.5], None),  # chance
        ([0, 0, 0, 2.5], None),
        ([-1, -1, -2, -3], None),
        ([-1, 2.5, 3.5], None),
        ([100, 100, 99.5, 99], None),
        ([-1] * 2 + [1] * 1000, None),
        ([-1, -1], None),
        ([], None),
    ],
)
def test_only_suspicious_numbers_are(numbers, told):
    assert suspicious_value(np.array(numbers, dtype=float)) == told


def test_leading_zeros_are_put_back(read, caplog):
    space = get_space("nasbench-macro")
    content = "arch,acc\n11111221,92.3\n211,82.3\n0,69\n"
    assert read(content, space=space) == {
        space.parse("11111221"): 92.3,
        space.parse("00000211"): 82.3,
        0: 69,
    }
    assert "lacks leading zeros in 2 rows: 211 is read as 00000211" in caplog.text


def test_leading_zeros_are_put_back_in_numbers_and_in_lists(tmp_path, caplog):
    space = get_space("nasbench-macro")
    table = pa.table({"arch": [11111221, 211], "acc": [1.0, 2.0]})
    pq.write_table(table, tmp_path / "t.parquet")
    scores = read_user_scores(tmp_path / "t.parquet", space, "acc")
    assert scores[space.parse("00000211")] == 2
    (tmp_path / "list.txt").write_text("11111221\n211\n")
    assert space.parse("00000211") in read_architectures(tmp_path / "list.txt", space)
    assert caplog.text.count("lacks leading zeros in 1 rows") == 2


def test_whole_names_need_no_explanation(read, caplog):
    space = get_space("nasbench-macro")
    assert read("arch,acc\n00000211,1\n11111221,2\n", space=space) == {22: 1, 3292: 2}
    assert caplog.text == ""


def test_long_numbers_that_tie_as_floats_are_told(caplog, read, rows):
    assert len(read(rows(cells=("9007199254740993", "9007199254740992")))) == 2
    assert "1 numbers, such as 9007199254740993, tie with others" in caplog.text
    assert read_cells([2**60, 2**60 + 1, 2**60]).notes != ()
    assert read_cells([2**60, 2**61]).notes == ()


def test_a_list_as_windows_writes_it_is_read(tmp_path, nb201):
    path = tmp_path / "list.txt"
    path.write_bytes(f"{nb201.format(7)}\r\n{nb201.format(3)}\r\n".encode("utf-16"))
    assert read_architectures(path, nb201).tolist() == [3, 7]


THREADS = """
import os, sys
from pathlib import Path
import pyarrow
from landscape.errors import LandscapeError
from landscape.scores import read_scores, read_user_scores
from landscape.spaces import get_space

def threads():
    return len(os.listdir("/proc/self/task"))

pyarrow.array([1])  # its allocator may have one of its own
before, space = threads(), get_space("nb201")
for path in map(Path, sys.argv[1:]):
    for read in (lambda: read_user_scores(path, space, "acc"), lambda: read_scores(path, space)):
        try:
            read()
        except LandscapeError:
            pass
        print(threads() - before, path.name)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted on Linux")
def test_no_reader_leaves_a_thread_that_could_outlive_an_error(tmp_path, rows):
    contents = {"bad.csv": rows(cells=("x", "")), "odd.csv": "a,b\n1\n", "no.parquet": "PAR1"}
    for name, content in contents.items():
        (tmp_path / name).write_text(content)
    pq.write_table(pa.table({"arch": ["x"] * 9, "acc": [1.0] * 9}), tmp_path / "bad.parquet")
    files = sorted(tmp_path.iterdir())
    run = subprocess.run(
        [sys.executable, "-c", THREADS, *files], capture_output=True, text=True, check=True
    )
    assert run.stdout.split("\n")[:-1] == [f"0 {file.name}" for file in files for _ in range(2)]
