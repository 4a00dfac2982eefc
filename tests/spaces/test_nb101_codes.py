from __future__ import annotations

import itertools
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.errors import ArchitectureError, OptionError
from landscape.spaces.nb101 import OPERATIONS, NB101Codes

PAIRS = list(itertools.combinations(range(7), 2))
CODES = st.integers(0, 2**21 * 3**5 - 1)


@pytest.fixture(scope="module")
def space(nb101):
    return nb101


@pytest.fixture(scope="module")
def codes(nb101):
    return nb101.codes


@pytest.fixture(scope="module")
def random_codes(codes):
    return codes.sample(np.random.default_rng(0), 2000)


def plain_cell(space, code):
    """Return the number of the cell that a code stands for, -1 if none, through the parser."""
    options = NB101Codes().decode(code).tolist()
    matrix = [[0] * 7 for _ in range(7)]
    for (x, y), edge in zip(PAIRS, options, strict=False):
        matrix[x][y] = edge
    names = [OPERATIONS[option] for option in options[21:]]
    try:
        return space.parse((matrix, ["input", *names, "output"]))
    except ArchitectureError:
        return -1


def test_a_code_is_read_as_it_was_written(codes, random_codes):
    for code in random_codes[:100].tolist():
        assert codes.parse(codes.format(code)) == code
    assert codes.parse(codes.chosen(5)) == 5


@pytest.mark.parametrize("cell", ["conv3x3|0-1,1-2", "00011986aeb27419a476d219f3d9ba14", "|0-1"])
def test_a_cell_is_read_as_a_code_of_it(space, codes, cell):
    code = codes.parse(cell)
    assert codes.configuration(np.array(code)) == space.parse(cell)
    assert f"cell {space.parse(cell):,} of nb101" in codes.draw(code)


def test_what_is_no_cell_is_refused(codes):
    with pytest.raises(ArchitectureError, match="expected a path from input to output"):
        codes.parse("conv3x3,conv3x3,conv3x3,conv3x3,conv3x3|0-1")
    assert "no cell" in codes.draw(0)


def test_the_variables_are_21_edges_row_by_row_then_5_operations(codes):
    assert codes.size == 509_607_936
    assert codes.shape == (2,) * 21 + (3,) * 5
    assert [v.name for v in codes.variables][:7] == [
        "0→1",
        "0→2",
        "0→3",
        "0→4",
        "0→5",
        "0→6",
        "1→2",
    ]
    assert (codes.n_neighbours(1), codes.dtype) == (31, np.int32)


def test_codes_stand_for_what_the_parser_makes_of_them(space, codes):
    random = np.random.default_rng(1).integers(codes.size, size=600)
    expected = [plain_cell(space, code) for code in random.tolist()]
    np.testing.assert_array_equal(codes.configuration(random), expected)
    np.testing.assert_array_equal(codes.valid(random), np.array(expected) >= 0)


def test_every_cell_has_a_code(space, codes):
    everyone = np.arange(space.size)
    coded = space.code(everyone)
    assert coded.dtype == codes.dtype
    assert codes.valid(coded).all()
    np.testing.assert_array_equal(codes.configuration(coded), everyone)
    np.testing.assert_array_equal(codes.canonical(coded), coded)


def test_about_73_percent_of_codes_are_valid(codes):
    random = np.random.default_rng(2).integers(codes.size, size=100_000)
    assert codes.valid(random).mean() == pytest.approx(0.73, abs=0.01)


def test_what_most_changes_of_a_random_code_do(codes, random_codes):
    """The known figures: of 31 neighbours 29.1 are valid, 15.9 the same cell, 12.0 new ones."""
    near = codes.neighbour_lists(random_codes)
    cells = codes.configuration(near.members)
    row = np.repeat(np.arange(len(near)), np.diff(near.offsets))
    same = cells == codes.configuration(random_codes)[row]
    others = {(r, c) for r, c in zip(row[~same].tolist(), cells[~same].tolist(), strict=True)}
    assert (cells >= 0).all()
    assert len(cells) / len(near) == pytest.approx(29.1, abs=0.15)
    assert same.sum() / len(near) == pytest.approx(15.9, abs=0.3)
    assert len(others) / len(near) == pytest.approx(12.0, abs=0.3)


@pytest.mark.parametrize("distance", [1, 2])
def test_neighbours_are_the_valid_ones_in_the_order_of_the_product(codes, random_codes, distance):
    lists = codes.neighbour_lists(random_codes[:20], distance)
    assert lists.members.dtype == codes.dtype
    for row, code in enumerate(random_codes[:20].tolist()):
        table = codes.neighbour_table(np.array([code]), distance)[0]
        expected = [n for n in table.tolist() if codes.configuration(np.array(n)) >= 0]
        assert codes.neighbours(code, distance).tolist() == expected
        assert lists[row].tolist() == expected


@given(code=CODES)
def test_an_edge_that_leads_nowhere_changes_nothing(codes, code):
    """With no edge into it, place 3 is dead: whatever leads out of it and whatever it does."""
    options = codes.decode(code)
    for bit, pair in enumerate(PAIRS):
        if pair[1] == 3:
            options[bit] = 0
    dead = options.copy()
    dead[[PAIRS.index((3, y)) for y in (4, 5, 6)]] = 0
    dead[21 + 2] = 0
    assert codes.configuration(codes.encode(options)) == codes.configuration(codes.encode(dead))


def test_canonical_codes_are_one_a_cell(codes, random_codes):
    canonical = codes.canonical(random_codes)
    cells = codes.configuration(random_codes)
    np.testing.assert_array_equal(codes.configuration(canonical), cells)
    np.testing.assert_array_equal(codes.canonical(canonical), canonical)
    assert len(np.unique(canonical)) == len(np.unique(cells))
    assert codes.canonical(np.array([0])).tolist() == [0]  # no edge at all


def test_a_path_may_have_too_many_edges(codes):
    full = codes.encode([1] * 21 + [0] * 5)
    assert codes.connected(full)
    assert not codes.valid(full)
    assert codes.configuration(full) == -1
    assert not codes.connected(np.array(0))


def test_samples_are_valid_members_that_the_generator_decides(codes):
    first, second = (codes.sample(np.random.default_rng(5), 300) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.dtype == codes.dtype
    assert codes.valid(first).all()
    assert type(codes.sample(np.random.default_rng(5))) is int
    assert codes.sample(np.random.default_rng(5), 0).shape == (0,)


def test_shapes_are_kept(space, codes, random_codes):
    grid = random_codes[:12].reshape(3, 4)
    assert codes.configuration(grid).shape == codes.valid(grid).shape == (3, 4)
    assert codes.canonical(grid).shape == codes.connected(grid).shape == (3, 4)
    assert space.code(np.arange(6).reshape(2, 3)).shape == (2, 3)
    assert codes.configuration(np.empty(0, np.int32)).shape == (0,)


def test_everybody_at_once_is_refused(codes):
    with pytest.raises(OptionError, match="509,607,936"):
        codes.neighbour_lists()


def test_the_description_says_how_few_are_valid(codes):
    text = " ".join(codes.describe().values())
    assert all(number in text for number in ("509,607,936", "423,624", "73 %", "31"))


def test_another_process_gets_the_codes_without_their_tables(codes):
    assert len(pickle.dumps(codes)) < 200
    assert pickle.loads(pickle.dumps(codes)).size == codes.size
