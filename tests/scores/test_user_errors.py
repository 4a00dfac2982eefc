"""What is wrong with a table, in one line: the value, what was expected, what to do."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from landscape.errors import DataError, DataMissingError, LandscapeError, UnknownNameError
from landscape.scores import read_user_scores
from landscape.spaces import get_space

A = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"
B = "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|"
FOREIGN = "|nor_conv_7x7~0|+|none~0|none~1|+|none~0|none~1|none~2|"


@pytest.fixture
def refuse(tmp_path, nb201):
    """Return a function that reads a file of some content and checks the message."""

    def read(content, match, *, name="scores.csv", error=DataError, metric="acc", key=None):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with pytest.raises(error, match=match) as refused:
            read_user_scores(path, nb201, metric, key=key)
        assert str(path) in str(refused.value)
        assert str(refused.value).isprintable()
        assert len(str(refused.value)) < 1500

    return read


def test_missing_file(tmp_path, nb201):
    with pytest.raises(DataMissingError, match=r"there is no file .*none.csv: check the path"):
        read_user_scores(tmp_path / "none.csv", nb201, "acc")


@pytest.mark.parametrize(
    "name", ["scores.xlsx", "scores", "scores.gz", "scores.parquet.gz", ".csv"]
)
def test_unknown_kind(refuse, name):
    refuse(f"arch,acc\n{A},1\n", "not read: expected a name ending in .parquet, .csv", name=name)


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n\0\0", f"arch,acc\n{A},1\n".encode(), b"PAR1" + b"\0" * 99]
)
def test_no_parquet(refuse, content):
    refuse(content, "no readable Parquet file .*give another file", name="s.parquet")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "no readable CSV file .it is empty"),
        (
            f"arch,acc\n{A},1,2\n".encode(),
            "has 3 cells in row 1 and 2 in its header: expected as m",
        ),
        (f"arch,acc\n{A}\n".encode(), "has 1 cells in row 1 and 2 in its header: .*cut short"),
        (f'arch,acc\n"{A},1\n'.encode(), "no readable CSV file .*a quote is not closed"),
        (b"arch,acc\n" + b"x" * 200_000, "no readable CSV file .field larger than"),
        (b"arch,acc\n" + b"x" * 2**25, "has a line of more than 16,777,216 bytes"),
        (bytes(range(256)) * 9, "is no text .*control characters.*give another file"),
        (b"acc,\x1b[31m\n1\n", "is no text .*control characters"),
        ("arch,acc\n".encode("utf-16-le"), "is no text .*UTF-16 without a byte order mark"),
    ],
    ids=range(9),
)
def test_no_csv(refuse, content, match):
    refuse(content, match, error=LandscapeError)


@pytest.mark.parametrize(
    "content", [b"", b"arch,acc", gzip.compress(b"arch,acc\n" * 99, mtime=0)[:-9]]
)
def test_no_gzip(refuse, content):
    refuse(content, "no readable gzip file|no readable CSV file", name="s.csv.gz")


def test_unknown_metric_names_the_nearest_column_of_numbers(refuse):
    match = "unknown column 'ac': did you mean 'acc'. known are acc, loss$"
    refuse(f"arch,acc,loss,note\n{A},1,2,x\n", match, error=UnknownNameError, metric="ac")


def test_unknown_key_names_the_nearest_column(refuse):
    match = "unknown column 'cel': did you mean 'cell'"
    refuse(f"cell,acc\n{A},1\n", match, error=UnknownNameError, key="cel")


def test_thousand_columns_are_not_all_listed(refuse):
    names = [f"column_{i}" for i in range(1000)]
    table = ",".join(["arch", *names]) + "\n" + ",".join([A, *map(str, range(1000))]) + "\n"
    refuse(table, "unknown column 'acc'.* …$", error=UnknownNameError)
    refuse(table.replace("arch", "who", 1), " …$", metric="column_1")


def test_column_that_is_there_twice(refuse):
    refuse(f"arch,acc,acc\n{A},1,2\n", "has 2 columns 'acc': expected one; rename them")


@pytest.mark.parametrize("column", ["cell", "index", "arch_index", ""])
def test_no_column_of_architectures(refuse, column):
    shown = column or r"\(without a name\)"
    match = f"expected one called arch, arch_str, .* with --key; its columns are {shown}, acc"
    refuse(f"{column},acc\n7,1\n", match)


@pytest.mark.parametrize("key", ["arch_index", "index", "arch", "number"])
def test_numbers_that_may_be_a_benchmarks_own_are_refused(refuse, key):
    match = (
        f"column '{key}' .* holds bare numbers, such as '0', and NAS-Bench-201 numbers its "
        r"architectures in an order of its own: expected such as '\|none.* this one 'configuration'"
    )
    refuse(f"{key},acc\n0,1\n12,1\n", match, key=key)


def test_architectures_and_numbers_do_not_mix(refuse):
    match = r"holds both architectures and bare numbers, such as '12': expected either; write all"
    refuse(f"arch,acc\n{A},1\n12,1\n", match)


def test_no_architecture_of_the_space_at_all(refuse):
    match = (
        r"no architecture of NAS-Bench-201 at all: found '64:64', expected such as '\|none~0.*--key"
    )
    refuse("arch,acc\n64:64,1\n8:8,2\n", match)


@pytest.mark.parametrize(
    ("row", "shown"), [(FOREIGN, r"'\|nor_conv_7x7"), ("", "''"), ("x" * 9999, "'xxx")]
)
def test_unknown_architecture_is_never_dropped(refuse, row, shown):
    match = f"2 of 3 rows of .* of no architecture of NAS-Bench-201, first {shown}.* in row 2: exp"
    refuse(f"arch,acc\n{A},1\n{row},2\n{row},2\n", match)


def test_null_architecture_is_never_dropped(refuse, tmp_path):
    pq.write_table(pa.table({"arch": [A, None], "acc": [1.0, 2.0]}), tmp_path / "s.parquet")
    match = "1 of 2 rows .* first None in row 2"
    refuse((tmp_path / "s.parquet").read_bytes(), match, name="s.parquet")


@pytest.mark.parametrize("text", ["abc", "True", "93;5", "1.2.3", "12 %"])
def test_text_where_a_number_belongs(refuse, text):
    match = f"column 'acc' of .* holds '{text}' in row 2: expected a number, .*another --metric"
    refuse(f"arch,acc\n{A},1\n{B},{text}\n", match)


def test_truth_is_no_score(refuse, tmp_path):
    pq.write_table(pa.table({"arch": [A, B], "acc": [None, True]}), tmp_path / "s.parquet")
    match = "holds True in row 2: expected a number"
    refuse((tmp_path / "s.parquet").read_bytes(), match, name="s.parquet")


def test_rows_that_contradict_each_other(refuse):
    match = r"two scores 'acc' of \|nor_conv_3x3~0.*: 91.2 and 91.3; expected one, keep the row"
    refuse(f"arch,acc\n{A},1\n{B},91.2\n{A},1\n{B},91.3\n", match)


def test_no_rows(refuse):
    refuse("arch,acc\n", "has no rows: expected one an architecture")


@pytest.mark.parametrize("text", ["1e400", "-1e999", "1" + "0" * 400, "1e-400", "4e-330"])
def test_numbers_that_no_float_holds(refuse, text):
    match = "holds '.*' in row 2: expected a number that a 64-bit float can hold, .*rescale"
    refuse(f"arch,acc\n{A},1\n{B},{text}\n", match)


def test_text_of_parquet_that_no_float_holds(refuse, tmp_path):
    pq.write_table(pa.table({"arch": [A, B], "acc": ["1", "1e309"]}), tmp_path / "s.parquet")
    match = "holds '1e309' in row 2: expected a number that a 64-bit float can hold"
    refuse((tmp_path / "s.parquet").read_bytes(), match, name="s.parquet")


@pytest.mark.parametrize(
    "cells", [("1,234", "5,678"), ("1,5", "2.5"), ("1.234,5", "1"), ("1,2,3", "1")]
)
def test_commas_that_may_be_of_thousands(refuse, cells):
    rows = "\n".join(f"{arch}\t{cell}" for arch, cell in zip((A, B), cells, strict=True))
    refuse(f"arch\tacc\n{rows}\n", "holds '1.*' in row 1: expected .*number", name="s.tsv")


@pytest.mark.parametrize("numbers", [("211", "12"), ("0", "2222")])
def test_short_numbers_that_may_be_architectures(tmp_path, numbers):
    path = tmp_path / "s.csv"
    path.write_text("arch,acc\n" + "\n".join(f"{n},1" for n in numbers) + "\n")
    with pytest.raises(
        DataError, match=r"holds \d+, which is either configuration .* all 8 digits"
    ):
        read_user_scores(path, get_space("nasbench-macro"), "acc")
