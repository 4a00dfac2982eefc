"""What every space promises, checked against brute force.

A space is tested by a class of its own, and a fixture or parameter wider than a function::

    @pytest.mark.parametrize("space", [MySpace()], scope="class")
    class TestMySpace(SpaceConformance):
        pass
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landscape.errors import ArchitectureError, OptionError

# A method that subclasses inherit is what this is about.
modest = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
)

BAD = [
    *("", "garbage", "²", "1.0", "-1", "[0", "|none~0|", "(0, 0)", b"0"),
    *(None, True, False, np.True_, 0.0, np.float64(1), math.nan, 1j),
    *((), [], {}, {0}, object, range(3), np.empty(0), np.array([[0]])),
]


class SpaceConformance:
    # -- membership ---------------------------------------------------------------------------

    def test_size_is_a_positive_int_that_the_dtype_holds(self, space):
        assert type(space.size) is int
        assert space.size > 0
        assert np.iinfo(space.dtype).max >= space.size - 1
        assert space.dtype == (np.int32 if space.size < 2**31 else np.int64)

    def test_a_sample_is_one_int_or_an_array_of_members(self, space):
        rng = np.random.default_rng(0)
        one, many = space.sample(rng), space.sample(rng, 200)
        assert type(one) is int
        assert many.shape == (200,)
        assert many.dtype == space.dtype
        assert ((many >= 0) & (many < space.size)).all()
        assert 0 <= one < space.size
        assert space.sample(rng, 0).shape == (0,)

    def test_the_generator_decides_the_sample(self, space):
        first, second = (space.sample(np.random.default_rng(7), 50) for _ in range(2))
        np.testing.assert_array_equal(first, second)
        if space.size > 1:
            assert not np.array_equal(first, space.sample(np.random.default_rng(8), 50))

    def test_a_configuration_says_what_it_chooses(self, space):
        chosen = [space.chosen(index) for index in space.sample(np.random.default_rng(1), 9)]
        for one in chosen:
            assert space.parse(str(one)) == one.index
            assert all(isinstance(part, str) for pair in one.items() for part in pair)
            assert one == space.chosen(one.index)
        said = {tuple(one.items()): one.index for one in chosen if len(one)}
        assert len(said) in (0, len(set(chosen)))  # no two say the same

    def test_samples_are_uniform(self, space):
        bins = min(space.size, 50)
        everyone, many = np.arange(space.size), space.sample(np.random.default_rng(0), 20_000)
        shares = np.bincount(everyone * bins // space.size) / space.size
        counts = np.bincount(many.astype(np.int64) * bins // space.size, minlength=bins)
        expected = shares * len(many)
        chi_square, freedom = ((counts - expected) ** 2 / expected).sum(), bins - 1
        assert chi_square <= freedom + 5 * math.sqrt(2 * freedom)

    @modest
    @given(data=st.data())
    def test_canonical_is_an_idempotent_member_as_connected_as_before(self, space, data):
        indices = np.array(data.draw(members(space, max_size=50)), space.dtype)
        canonical = space.canonical(indices)
        assert canonical.shape == indices.shape
        assert canonical.dtype == space.dtype
        assert ((canonical >= 0) & (canonical < space.size)).all()
        np.testing.assert_array_equal(space.canonical(canonical), canonical)
        connected = space.connected(indices)
        assert connected.shape == indices.shape
        assert connected.dtype == np.bool_
        np.testing.assert_array_equal(space.connected(canonical), connected)

    # -- notation -----------------------------------------------------------------------------

    @modest
    @given(data=st.data())
    def test_what_is_written_is_read(self, space, data):
        index = data.draw(member(space))
        for notation in space.notations:
            written = space.format(index, notation)
            assert type(written) is str
            assert space.parse(written) == index
            assert space.parse(f" {written}\n") == index
        assert space.format(index) == space.format(index, space.notations[0])
        assert space.format(np.int64(index)) == space.format(index)

    @modest
    @given(data=st.data())
    def test_numbers_are_read_in_any_form(self, space, data):
        index = data.draw(member(space))
        for form in (index, np.int32(index), np.uint64(index), str(index), f" 0{index} "):
            parsed = space.parse(form)
            assert parsed == index
            assert type(parsed) is int

    @pytest.mark.parametrize("bad", BAD, ids=repr)
    def test_what_is_no_architecture_is_refused_by_its_value(self, space, bad):
        with pytest.raises(ArchitectureError) as caught:
            space.parse(bad)
        assert str(bad) in str(caught.value)

    def test_numbers_out_of_range_are_refused_by_their_value(self, space):
        for bad in (-1, space.size, np.int64(space.size), str(space.size), 10**30):
            with pytest.raises(ArchitectureError, match=rf"(?<!\d){bad}(?!\d)"):
                space.parse(bad)

    def test_a_number_beyond_what_python_reads_is_refused_too(self, space):
        with pytest.raises(ArchitectureError):
            space.parse("9" * 5000)

    def test_numbers_out_of_range_are_not_written(self, space):
        for notation in space.notations:
            for bad in (-1, space.size):
                with pytest.raises(ArchitectureError, match=str(bad)):
                    space.format(bad, notation)

    def test_an_unknown_notation_is_refused_by_its_name(self, space):
        with pytest.raises(OptionError, match=r"hieroglyphs.*index"):
            space.format(0, "hieroglyphs")

    # -- neighbourhood ------------------------------------------------------------------------

    @modest
    @given(data=st.data(), distance=st.sampled_from([1, 2]))
    def test_neighbours_are_distinct_others_who_agree(self, space, data, distance):
        index = data.draw(member(space))
        neighbours = space.neighbours(index, distance)
        assert neighbours.ndim == 1
        assert neighbours.dtype == space.dtype
        others = neighbours.tolist()
        assert len(set(others)) == len(others)
        assert index not in others
        for other in others[:: len(others) // 20 + 1]:
            assert index in space.neighbours(other, distance)

    @modest
    @given(data=st.data())
    def test_distance_1_is_the_default(self, space, data):
        index = data.draw(member(space))
        np.testing.assert_array_equal(space.neighbours(index), space.neighbours(index, 1))

    @modest
    @given(data=st.data())
    def test_distance_2_takes_two_changes_and_no_fewer(self, space, data):
        index = data.draw(member(space))
        near = set(space.neighbours(index).tolist())
        further = {n for i in near for n in space.neighbours(i).tolist()}
        assert set(space.neighbours(index, 2).tolist()) == further - near - {index}

    @pytest.mark.parametrize("distance", [1, 2])
    def test_the_lists_of_all_are_the_neighbours_of_each(self, space, distance):
        lists = space.neighbour_lists(distance=distance)
        assert len(lists) == space.size
        assert lists.offsets[0] == 0
        assert lists.offsets[-1] == len(lists.members)
        assert lists.members.dtype == space.dtype
        for index in range(0, space.size, space.size // 200 + 1):
            np.testing.assert_array_equal(lists[index], space.neighbours(index, distance))

    @modest
    @given(data=st.data(), distance=st.sampled_from([1, 2]))
    def test_the_lists_of_some_are_in_their_order(self, space, data, distance):
        indices = np.array(data.draw(members(space, min_size=1, max_size=8)), space.dtype)
        lists = space.neighbour_lists(indices, distance)
        assert len(lists) == len(indices)
        assert lists.members.dtype == space.dtype
        for row, index in enumerate(indices.tolist()):
            np.testing.assert_array_equal(lists[row], space.neighbours(index, distance))

    def test_the_lists_of_nobody_are_empty(self, space):
        for distance in (1, 2):
            lists = space.neighbour_lists(np.empty(0, space.dtype), distance)
            assert len(lists) == 0
            assert lists.members.shape == (0,)

    # -- words --------------------------------------------------------------------------------

    def test_it_can_be_described_and_drawn(self, space):
        described = space.describe()
        assert space.title in described["space"]
        assert described["configurations"] == f"{space.size:,}"
        assert all(type(text) is str and text for text in described.values())
        for index in {0, space.size // 2, space.size - 1}:
            assert type(space.draw(index)) is str
            assert space.draw(index).strip()

    def test_its_repr_says_which_it_is_and_how_large(self, space):
        assert type(space).__name__ in repr(space)
        assert repr(space.name) in repr(space)
        assert str(space.size) in repr(space)


def member(space):
    return st.integers(0, space.size - 1)


def members(space, min_size=0, max_size=None):
    return st.lists(member(space), min_size=min_size, max_size=max_size)
