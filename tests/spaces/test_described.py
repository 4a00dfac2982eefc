"""Spaces of all kinds as files, and as runs that bring their space."""

from __future__ import annotations

import networkx
import numpy as np
import pytest

import landscape
from landscape import Landscape, ProductSpace, Variable, get_space
from landscape.errors import DataError, DataMissingError, OptionError
from landscape.spaces import ConditionalSpace, FileSpace, GraphSpace, Subspace, read_space
from landscape.spaces.same import is_same_space

LAYERS = """
name = "layers"
source = "made up"

[[variables]]
name = "kind"
options = ["conv", "pool"]

[[variables]]
name = "kernel"
options = ["3", "5", "7"]
ordinal = true
when = {kind = "conv"}

[[variables]]
name = "width"
options = ["8", "16"]
"""

KIND = Variable("kind", ("conv", "pool"))
KERNEL = Variable("kernel", (3, 5, 7), ordinal=True, when={"kind": "conv"})
LAYER = Variable("a layer's", ('quo"te', "com,ma"))
SPACES = [
    ConditionalSpace([KERNEL, KIND], name="backwards"),
    ConditionalSpace([KIND, KERNEL], pattern="<{}:{}>", name="patterned", title="A pattern"),
    FileSpace([LAYER, LAYER], pattern="{}-{}", name="quoted"),
    Subspace(FileSpace([KIND, KIND], pattern="{}-{}", name="two"), [1, 2], name="mixed"),
    Subspace(ConditionalSpace([KIND, KERNEL]), lambda c: c.get("kernel") != "5", name="part"),
    Subspace(get_space("nb201"), range(0, 15625, 7), name="cells", source="a whim"),
    GraphSpace(networkx.Graph([("ab", "c"), ("c", "d")]), name="named"),
    GraphSpace(networkx.petersen_graph(), name="petersen"),
    GraphSpace(networkx.empty_graph(2), name="alone"),
]


@pytest.fixture
def layers(tmp_path):
    path = tmp_path / "layers.toml"
    path.write_text(LAYERS)
    return path


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_what_is_described_is_read_as_it_was(tmp_path, space):
    path = tmp_path / "space.toml"
    path.write_text(space.description, encoding="utf-8")
    again = read_space(path)
    assert type(again) is type(space)
    assert (again.name, again.title, again.size) == (space.name, space.title, space.size)
    assert again.description == space.description
    for index in range(0, space.size, space.size // 50 + 1):
        assert again.format(index) == space.format(index)
        assert again.neighbours(index).tolist() == space.neighbours(index).tolist()


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_a_run_brings_its_space(tmp_path, space):
    fitness = np.random.default_rng(0).random(space.size)
    run = landscape.save(Landscape(space, fitness), tmp_path / "run", pictures=False)
    again = landscape.load(tmp_path / "run")
    assert again == run
    assert is_same_space(again.landscape.space, space)
    assert again.landscape.optima.tolist() == Landscape(space, fitness).optima.tolist()


def test_a_part_of_named_variables_is_saved_too(tmp_path):
    base = ProductSpace([Variable("depth", (1, 2)), KIND], name="nets")
    part = Subspace(base, lambda chosen: chosen["depth"] == "1", name="shallow")
    run = landscape.save(Landscape(part, [1, 2]), tmp_path / "run", pictures=False)
    assert [run.landscape.space.format(i) for i in (0, 1)] == ["1-conv", "1-pool"]
    assert run.landscape.space.parse({"depth": 1, "kind": "pool"}) == 1


def test_a_function_cannot_be_described(tmp_path):
    space = ConditionalSpace([KIND, KERNEL], name="told", canonical=lambda chosen: chosen)
    assert space.description is None
    with pytest.raises(OptionError, match="of your own kind, which a folder cannot describe"):
        landscape.save(Landscape(space, range(4)), tmp_path / "run")


def test_conditions_in_a_file(layers):
    space = read_space(layers)
    assert isinstance(space, ConditionalSpace)
    assert (space.size, space.source, space.format(7)) == (8, "made up", "kind=pool,width=16")
    assert space.description == LAYERS


@pytest.mark.parametrize(
    "rows",
    [
        "kind,kernel,width\nconv,3,8\nconv,7,8\npool,,16\n",
        "width,kind,kernel\n8,conv,3\n8,conv,7\n16,pool,-\n",
        'arch\n"kind=conv,kernel=3,width=8"\n"kind=conv,kernel=7,width=8"\n"kind=pool,width=16"\n',
    ],
)
def test_a_table_says_what_is_valid(layers, rows):
    (layers.parent / "valid.csv").write_text(rows)
    layers.write_text('valid = "valid.csv"\n' + LAYERS)
    space = get_space(str(layers))
    assert isinstance(space, Subspace)
    assert [space.format(i) for i in range(space.size)] == [
        "kind=conv,kernel=3,width=8",
        "kind=conv,kernel=7,width=8",
        "kind=pool,width=16",
    ]


def test_part_of_a_space_that_has_a_name(tmp_path):
    (tmp_path / "some.csv").write_text('arch\n"(0, 0, 0, 0, 0, 0)"\n"(1, 0, 0, 0, 0, 0)"\n')
    (tmp_path / "some.toml").write_text('name = "some"\nof = "nb201"\nvalid = "some.csv"\n')
    space = get_space(str(tmp_path / "some.toml"))
    assert (space.base.name, space.size, space.neighbours(0).tolist()) == ("nb201", 2, [1])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('{kind = "conv"}', '{kind = "none"}', "kind has no option 'none'"),
        ('{kind = "conv"}', '{sort = "conv"}', "there is no variable 'sort'"),
        ('{kind = "conv"}', '{kernel = "3"}', "conditions in a circle: kernel → kernel"),
        ('{kind = "conv"}', '"conv"', "when = 'conv', expected such as"),
        ('{kind = "conv"}', "{kind = true}", "options that kernel exists under have True"),
        ('["8", "16"]', '["8", "8"]', "'width' has the option '8' more than once"),
        ('source = "made up"', 'of = "nb201"', "has no valid"),
        ('source = "made up"', 'of = "nb201"\nvalid = "x.csv"', "part of another space"),
        ('source = "made up"', "valid = 3", "valid = 3, expected the name of a table"),
        ('source = "made up"', 'kept = "???"', "kept is damaged"),
        ('source = "made up"', 'kept = ""', "kept is damaged"),
        ('source = "made up"', "nodes = 3", "it says variables"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_line(layers, old, new, told):
    assert old in LAYERS
    layers.write_text(LAYERS.replace(old, new, 1))
    with pytest.raises(DataError, match=told) as error:
        read_space(layers)
    assert str(layers) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_table_that_is_not_there_is_named(layers):
    layers.write_text('valid = "nowhere.csv"\n' + LAYERS)
    with pytest.raises(DataMissingError, match=r"nowhere\.csv"):
        read_space(layers)


def test_a_row_that_breaks_a_condition_is_named(layers):
    (layers.parent / "valid.csv").write_text("kind,kernel,width\npool,3,8\n")
    layers.write_text('valid = "valid.csv"\n' + LAYERS)
    with pytest.raises(DataError, match="kernel exists only if kind is conv"):
        read_space(layers)
