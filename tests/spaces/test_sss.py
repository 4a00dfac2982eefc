from __future__ import annotations

import itertools
import re

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.errors import ArchitectureError
from landscape.spaces import NB201, SSS, get_space
from landscape.spaces.sss import CELL
from tests.spaces.conformance import SpaceConformance

CHANNELS = (8, 16, 24, 32, 40, 48, 56, 64)
SIZES = st.tuples(*[st.sampled_from(CHANNELS)] * 5)


@pytest.fixture(scope="module")
def space():
    return get_space("sss")


class TestSSS(SpaceConformance):
    pass


# -- structure ----------------------------------------------------------------------------------


def test_the_known_numbers(space):
    assert isinstance(space, SSS)
    assert space.size == 32_768
    assert (space.n_neighbours(1), space.n_neighbours(2)) == (35, 490)
    assert space.neighbours(777).shape == (35,)
    assert space.neighbours(777, 2).shape == (490,)


def test_every_network_is_connected_and_stands_for_itself(space):
    everyone = np.arange(space.size)
    assert space.connected(everyone).all()
    np.testing.assert_array_equal(space.canonical(everyone), everyone)


@given(sizes=SIZES)
def test_neighbours_have_another_number_of_channels_in_one_layer(sizes):
    space = SSS()
    others = [space.format(n) for n in space.neighbours(space.parse(sizes))]
    expected = [
        ":".join(map(str, (*sizes[:layer], channels, *sizes[layer + 1 :])))
        for layer in range(5)
        for channels in CHANNELS
        if channels != sizes[layer]
    ]
    assert others == expected


def test_the_cell_is_one_of_nas_bench_201(space):
    cells = NB201()
    assert cells.format(cells.parse(CELL)) == CELL
    assert space.describe()["cell"] == CELL


# -- notations ----------------------------------------------------------------------------------


def test_numbers_are_the_channels_in_base_8(space):
    expected = [":".join(map(str, sizes)) for sizes in itertools.product(CHANNELS, repeat=5)]
    assert [space.format(index) for index in range(space.size)] == expected


def test_every_architecture_of_the_benchmark(space, data_dir):
    table = pq.read_table(data_dir / "nats_sss.parquet").to_pydict()
    assert table["arch_index"] == list(range(space.size))
    assert [space.format(index) for index in table["arch_index"]] == table["arch_str"]
    assert [space.parse(text) for text in table["arch_str"]] == table["arch_index"]
    channels = np.stack([table[f"c{layer}"] for layer in range(1, 6)], axis=1)
    np.testing.assert_array_equal(space.channels(np.arange(space.size)), channels)


@given(sizes=SIZES)
def test_channels_are_read_in_any_form(sizes):
    space = SSS()
    number = sum(CHANNELS.index(c) * 8**place for place, c in enumerate(reversed(sizes)))
    forms = [sizes, list(sizes), np.array(sizes), np.array(sizes, np.uint8), tuple(np.int8(sizes))]
    texts = [":".join(map(str, sizes)), str(sizes), str(list(sizes)), str(sizes).replace(" ", "")]
    for form in (*forms, *texts, f" {texts[0]}\n"):
        parsed = space.parse(form)
        assert parsed == number
        assert type(parsed) is int


def test_channels_keep_the_shape_of_the_numbers(space):
    numbers = np.arange(12).reshape(3, 4)
    assert space.channels(numbers).shape == (3, 4, 5)
    assert space.channels(np.empty(0, np.int32)).shape == (0, 5)


@pytest.mark.parametrize(
    "bad",
    [
        "8:8:8:8",
        "8:8:8:8:8:8",
        "8:8:8:8:12",
        "8:8:8:8:72",
        "8:8:8:8:0",
        "8:8:8:8:-8",
        "8:8:8:8:08",
        "8:8:8:8:٨",
        "8:8:8:8: 8",
        "8:8:8:8:8.0",
        "8:8:8:8:",
        "::::",
        "8,8,8,8,8",
        "(8, 8, 8, 8)",
        "(8, 8, 8, 8, 9)",
        "(8, 8, 8, 8, -8)",
        "(8:8:8:8:8)",
        "[8, 8, 8, 8, 8",
        "8 8 8 8 8",
        (8, 8, 8, 8),
        (8, 8, 8, 8, 8, 8),
        (8, 8, 8, 8, 0),
        (8, 8, 8, 8, 9),
        (8, 8, 8, 8, -8),
        (8, 8, 8, 8, 8.0),
        (8, 8, 8, 8, None),
        (8, 8, 8, 8, "8"),
        (8, 8, 8, 8, True),
        [[8, 8, 8, 8, 8]],
        {8, 16, 24, 32, 40},
    ],
    ids=lambda bad: repr(bad)[:40],
)
def test_what_is_nearly_an_architecture_is_refused_by_its_value(space, bad):
    with pytest.raises(ArchitectureError, match=re.escape(str(bad))):
        space.parse(bad)


@pytest.mark.parametrize("bad", [np.full(5, 8.0), np.array(8.0), np.full((5, 5), 8)], ids=repr)
def test_arrays_of_other_things_are_refused(space, bad):
    with pytest.raises(ArchitectureError, match="expected five of the channels 8, 16, 24"):
        space.parse(bad)


# -- words --------------------------------------------------------------------------------------


def test_a_drawing_has_a_line_a_layer_with_its_channels(space):
    lines = space.draw(space.parse("8:16:64:24:40")).splitlines()[-5:]
    assert [int(re.search(r" (\d+) ", line)[1]) for line in lines] == [8, 16, 64, 24, 40]
    assert [line.count("━") for line in lines] == [2, 4, 16, 6, 10]
    assert "stem" in lines[0]
    assert [("reduction" in line) for line in lines] == [False, True, False, True, False]


def test_the_description_has_the_known_numbers(space):
    text = " ".join(space.describe().values())
    assert all(number in text for number in ("32,768", "8 × 8 × 8 × 8 × 8", "35", "490", "64"))
