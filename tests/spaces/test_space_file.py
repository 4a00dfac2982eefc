"""Product spaces described in files."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from landscape.errors import ArchitectureError, DataError, DataMissingError, LandscapeError
from landscape.spaces import SPACES, FileSpace, Variable, get_space, read_space
from tests.spaces.conformance import SpaceConformance

TINY = """
name = "tiny"
pattern = "<{}|{}>"

[[variables]]
name = "kind"
options = ["a", "ab", "10"]

[[variables]]
name = "width"
options = ["1", "2"]
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    path = tmp_path_factory.mktemp("spaces") / "tiny.toml"
    path.write_text(TINY)
    return get_space(str(path))


@pytest.fixture(scope="module", params=["tiny", "nasbench-macro", "transnas101-micro"])
def space(request, tiny):
    return tiny if request.param == "tiny" else get_space(request.param)


class TestFileSpace(SpaceConformance):
    pass


def test_a_file_says_everything(tiny):
    assert (tiny.name, tiny.title, tiny.size) == ("tiny", "tiny", 6)
    assert [tiny.format(i) for i in range(6)] == [
        "<a|1>",
        "<a|2>",
        "<ab|1>",
        "<ab|2>",
        "<10|1>",
        "<10|2>",
    ]
    assert [tiny.parse(tiny.format(i)) for i in range(6)] == list(range(6))


def test_options_in_a_file_may_be_numbers(tmp_path, tiny):
    path = tmp_path / "numbers.toml"
    path.write_text(TINY.replace('["1", "2"]', "[1, 2]"))
    assert read_space(path).variables == tiny.variables
    path.write_text(TINY.replace('["1", "2"]', "[0.10, 1e-5]"))
    assert read_space(path).variables[1] == Variable("width", (0.1, 0.00001))


def test_a_file_says_which_variables_have_an_order(tmp_path):
    path = tmp_path / "ordered.toml"
    path.write_text(TINY.replace('name = "kind"', 'name = "kind"\nordinal = true\nrepeat = 1'))
    space = read_space(path)
    assert space.ordinal == (True, False)
    assert space.neighbours(0).tolist() == [2, 1]
    written = FileSpace(space.variables, pattern=space.pattern, name=space.name).description
    path.write_text(written)
    assert read_space(path).variables == space.variables


def test_digits_are_read_as_the_space_writes_them_before_they_are_a_number():
    macro = get_space("nasbench-macro")
    assert macro.parse("00000010") == 3
    assert macro.parse("10") == 10
    assert macro.parse(10) == 10
    assert macro.is_number("10")
    assert not macro.is_number("00000010")
    with pytest.raises(ArchitectureError, match="NAS-Bench-Macro"):
        macro.parse("00000013")


def test_digits_of_any_length_are_read_as_they_are_written():
    options = ("10", *map(str, range(2, 10)))
    variables = [Variable(f"x{i}", options) for i in range(4)]
    space = FileSpace(variables, pattern="{}{}{}{}", name="digits")
    assert space.parse("2345") == space.encode([1, 2, 3, 4])
    assert space.parse("1010210") == space.encode([0, 0, 1, 0])
    assert space.parse("123") == 123


def test_a_file_cannot_take_the_name_of_another_space(tmp_path):
    (tmp_path / "nb201.toml").write_text(TINY.replace('"tiny"', '"nb201"'))
    with pytest.raises(DataError, match="takes the name of another space, nb201"):
        get_space(str(tmp_path / "nb201.toml"))


@pytest.mark.parametrize(
    ("file", "name", "rows"),
    [("nasbench_macro", "nasbench-macro", 6561), ("transnas101", "transnas101-micro", 4096)],
)
def test_the_shipped_spaces_write_architectures_as_the_benchmarks_do(data_dir, file, name, rows):
    table = pq.read_table(data_dir / f"{file}.parquet").to_pydict()
    kinds = table.get("space", ["micro"] * rows)
    names = [a for a, kind in zip(table["arch_str"], kinds, strict=True) if kind == "micro"]
    space = get_space(name)
    assert space.size == len(names) == rows
    assert sorted(names) == sorted(space.format(i) for i in range(space.size))


def test_shipped_spaces_are_known_by_their_own_name():
    assert {SPACES[name]().name for name in SPACES} == set(SPACES)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "tiny"', "", "no 'name'"),
        ('name = "tiny"', 'name = "a/b"', "a/b"),
        ('name = "tiny"', 'name = ".."', r"'\.\.' is not of letters"),
        ('name = "tiny"', 'name = ".hidden"', "'.hidden' is not of letters"),
        ('name = "tiny"', "name = 3", "texts"),
        ('name = "tiny"', 'name = "tiny"\nsize = 3', "size"),
        ("<{}|{}>", "<{}>", "1 pairs of braces: expected 2"),
        ("<{}|{}>", "{}{}", "read in two ways"),
        ('"ab"', '"a"', "read in two ways"),
        ('["1", "2"]', "[1, true]", "options of width have True among them: expected texts or nu"),
        ('["1", "2"]', "[1, inf]", "options of width have inf among them"),
        ('["1", "2"]', "[]", "at least one option"),
        ('["1", "2"]', '["1", "2"]\nrepeat = 0', "repeats 0 times"),
        ('["1", "2"]', '["1", "2"]\nrepeat = true', "repeats True times"),
        ('["1", "2"]', '["1", "2"]\nrepeat = 1000000000', "1,000,000,000 times: at most 64"),
        ('["1", "2"]', '["1", "2"]\nrepeat = 63', r"10\^19.4 configurations: .* at most 2\^63"),
        ('name = "tiny"', f"name = {'[' * 5000}", "no TOML"),
        ('name = "width"', 'name = "width"\ncolour = 1', "colour"),
        ('name = "width"', 'name = "width"\nordinal = "yes"', "ordinal = 'yes'"),
        ("options = [", "options : [", "no TOML"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_line(tmp_path, old, new, told):
    path = tmp_path / "bad.toml"
    assert old in TINY
    path.write_text(TINY.replace(old, new, 1))
    with pytest.raises(DataError, match=told) as error:
        read_space(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_variables_are_a_list_of_tables(tmp_path):
    path = tmp_path / "table.toml"
    path.write_text('name = "table"\n[variables]\nwidth = ["1", "2"]\n')
    with pytest.raises(DataError, match=r"variables are no tables under \[\[variables\]\]"):
        read_space(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataMissingError, match=r"nowhere\.toml"):
        get_space(str(tmp_path / "nowhere.toml"))


def test_a_pattern_needs_no_file():
    space = FileSpace([Variable("x", ("0", "1"))], pattern="x={}", name="bit")
    assert space.format(1) == "x=1"
    with pytest.raises(LandscapeError, match="x=1"):
        space.parse("x=2")


@pytest.mark.parametrize("bits", [63, 64])
def test_there_are_at_most_2_to_the_63_and_the_line_says_no_more(bits, tmp_path):
    path = tmp_path / "bits.toml"
    variable = '[[variables]]\nname = "x"\noptions = ["0", "1"]\n'
    path.write_text(f'name = "bits"\n{variable}repeat = {bits}\n')
    if bits == 63:
        space = read_space(path)
        assert space.parse("-".join("1" * 63)) == space.size - 1 == 2**63 - 1
    else:
        with pytest.raises(DataError, match=r"expected at most 2\^63, about 10\^19.0$"):
            read_space(path)
