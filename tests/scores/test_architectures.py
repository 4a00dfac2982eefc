"""Lists of architectures, and what is wrong with them."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from landscape.errors import DataError, DataMissingError
from landscape.scores import read_architectures


@pytest.fixture
def listed(tmp_path, nb201):
    """Return a function that reads a file of some content."""

    def read(content, name="list.txt", space=nb201):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_architectures(path, space).tolist()

    return read


def test_any_notation_comments_and_empty_lines_are_read(listed, nb201, caplog):
    text = f"# mine\n\n{nb201.format(7)}\n  {nb201.format(3, 'naslib')}  # the third\r\n15624\n"
    assert listed(text) == [3, 7, 15624]
    assert "holds numbers, such as 15624: they are read as configuration numbers" in caplog.text


def test_an_architecture_listed_twice_is_one(listed, nb201):
    assert listed(f"{nb201.format(9)}\n{nb201.format(9, 'naslib')}\n") == [9]


def test_a_table_is_read_by_its_column_of_architectures(listed, nb201, tmp_path):
    assert listed(f"acc,arch_str\n1,{nb201.format(5)}\n2,{nb201.format(4)}\n", "l.csv") == [4, 5]
    pq.write_table(pa.table({"arch": [nb201.format(6)]}), tmp_path / "l.parquet")
    assert read_architectures(tmp_path / "l.parquet", nb201).tolist() == [6]


def test_numbers_need_no_explanation_where_there_is_no_other_notation(listed, space, caplog):
    assert listed("5\n2\n", space=space) == [2, 5]
    assert caplog.text == ""


def test_an_unknown_architecture_is_named_with_its_line(listed, nb201):
    with pytest.raises(DataError, match=r"list\.txt, line 3: 'resnet' is no architecture of NAS-B"):
        listed(f"{nb201.format(0)}\n# no\nresnet\n")


@pytest.mark.parametrize("content", ["", "\n\n", "# only this\n"])
def test_a_list_of_nothing_is_refused(listed, content):
    with pytest.raises(DataError, match=r"lists no architecture: expected one a line, such as \|"):
        listed(content)


def test_what_is_no_text_is_refused(listed):
    with pytest.raises(DataError, match=r"is no text .*: expected one architecture a line"):
        listed(b"\x89PNG\xff")


def test_a_missing_file_is_told(tmp_path, nb201):
    with pytest.raises(DataMissingError, match=r"there is no file .*none\.txt"):
        read_architectures(tmp_path / "none.txt", nb201)
