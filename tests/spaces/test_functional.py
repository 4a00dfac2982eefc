"""The functional space against plain sets: its nodes, their members, who neighbours whom."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape import Landscape, ProductSpace
from landscape.errors import ArchitectureError, OptionError, UnknownNameError
from landscape.spaces import get_space, record_of
from landscape.spaces.functional import FunctionalSpace
from tests.spaces.conformance import SpaceConformance, member, modest
from viz.cells.cell_data import cell_drawing


class Sorted(ProductSpace):
    """Four letters that are added up, so that their order does not matter."""

    def __init__(self):
        super().__init__([4, 4, 4], name="sorted")

    def canonical(self, indices):
        return self.encode(np.sort(self.decode(indices), axis=-1))


@pytest.fixture(scope="module")
def nb201():
    return get_space("nb201")


@pytest.fixture(scope="module")
def plain(nb201):
    """Return, for a space, the configurations behind every canonical one, as lists."""

    def groups(base):
        behind = {}
        for index in range(base.size):
            canonical = int(base.canonical(np.array([index]))[0])
            behind.setdefault(canonical, []).append(index)
        return dict(sorted(behind.items()))

    return groups


def reached(space, index, distance):
    """Return, by sets, the nodes that members of a node reach by exactly so many changes."""
    codes = {code: i for i, code in enumerate(itertools.product(*map(range, space.base.shape)))}
    names = list(codes)
    found = set()
    for configuration in space.configurations(index).tolist():
        code = names[configuration]
        for variables in itertools.combinations(range(len(code)), distance):
            others = [
                [o for o in range(space.base.shape[v]) if o != code[v]] if v in variables else [c]
                for v, c in enumerate(code)
            ]
            found |= {int(space.node_of[codes[other]]) for other in itertools.product(*others)}
    return sorted(found - {index})


class FunctionalConformance(SpaceConformance):
    @modest
    @given(data=st.data())
    def test_distance_2_takes_two_changes_and_no_fewer(self, space, data):
        """Of a functional space: two changes of some member, however near other members are."""
        index = data.draw(member(space))
        assert space.neighbours(index, 2).tolist() == reached(space, index, 2)

    @modest
    @given(data=st.data())
    def test_neighbours_are_what_any_member_reaches(self, space, data):
        index = data.draw(member(space))
        assert space.neighbours(index).tolist() == reached(space, index, 1)

    @modest
    @given(data=st.data())
    def test_every_member_is_read_and_the_canonical_one_written(self, space, data):
        index = data.draw(member(space))
        behind = space.configurations(index)
        assert len(behind) == space.members[index]
        assert space.base.canonical(behind).tolist() == [space.representatives[index]] * len(behind)
        for notation in {*space.base.notations} - {"index"}:  # which is that of a node
            written = space.format(index, notation)
            assert written == space.base.format(int(space.representatives[index]), notation)
            for configuration in behind[:5].tolist():
                assert space.parse(space.base.format(configuration, notation)) == index


@pytest.mark.parametrize(
    "space", [Sorted().functional(), get_space("nb201").functional()], scope="class", ids=str
)
class TestFunctional(FunctionalConformance):
    pass


def test_the_known_numbers(nb201):
    networks = nb201.functional()
    assert (networks.size, networks.members.sum(), networks.members.max()) == (9_445, 15_625, 341)
    assert np.count_nonzero(~networks.connected(np.arange(networks.size))) == 1
    assert networks.functional() is networks


def test_nodes_are_the_canonical_configurations_in_their_order(plain):
    space = Sorted().functional()
    groups = plain(space.base)
    assert space.representatives.tolist() == list(groups)
    for node, behind in enumerate(groups.values()):
        assert space.configurations(node).tolist() == behind
        assert space.node_of[behind].tolist() == [node] * len(behind)


def test_nodes_may_be_near_and_two_changes_away():
    """(0, 1, 2) is one change from (0, 1, 3), and two from its member (0, 3, 1)."""
    space = Sorted().functional()
    one, other = (space.node_of[space.base.encode([code])[0]] for code in [(0, 1, 2), (0, 1, 3)])
    assert other in space.neighbours(int(one))
    assert other in space.neighbours(int(one), 2)


def test_a_space_without_duplicates_is_its_own():
    for space in (get_space("sss"), ProductSpace([2, 3]), get_space("nb101")):
        assert space.functional() is space


def test_it_is_found_by_its_name(nb201):
    networks = get_space("NB201-functional")
    assert isinstance(networks, FunctionalSpace)
    assert networks.name == "nb201-functional"
    with pytest.raises(OptionError, match=r"sss-functional.*own.*'sss'"):
        get_space("sss-functional")
    with pytest.raises(UnknownNameError, match="nb202"):
        get_space("nb202-functional")


def test_its_record_is_that_of_its_base(nb201):
    networks = nb201.functional()
    canonical = int(networks.representatives[700])
    assert record_of(networks).rungs == record_of(nb201).rungs
    assert cell_drawing(networks, 700) == cell_drawing(nb201, canonical)
    assert cell_drawing(networks, 700) != cell_drawing(nb201, 700)


def test_it_travels_to_another_process(nb201):
    networks = nb201.functional()
    networks.neighbours(0)
    content = pickle.dumps(networks)
    assert len(content) < 10_000
    assert pickle.loads(content).neighbours(5).tolist() == networks.neighbours(5).tolist()


def test_what_is_no_architecture_is_told_the_numbers_of_nodes(nb201):
    with pytest.raises(ArchitectureError, match=r"'9445'|0 to 9444"):
        nb201.functional().parse("9445")
    with pytest.raises(ArchitectureError, match="from 0 to 9444"):
        nb201.functional().parse("(0, 0)")


def test_an_escape_counts_networks_once(nb201):
    """The weights of an optimum's edges are its networks two changes away, however they end."""
    networks = nb201.functional()
    fitness = np.random.default_rng(1).random(networks.size)
    landscape = Landscape(networks, fitness)
    lon = landscape.network("lon")
    weights = np.bincount(lon.source, lon.weight, lon.n_nodes) + lon.self_weight
    lists = networks.neighbour_lists(landscape.optima, 2)
    np.testing.assert_array_equal(weights, np.diff(lists.offsets))


def test_a_metric_that_sees_networks_alone_has_as_many_optima_as_plateaus():
    """What ties among the configurations of a network is one among networks."""
    networks = get_space("nb201").functional()
    by_network = np.random.default_rng(0).permutation(networks.size).astype(float)
    whole = Landscape(networks.base, by_network[networks.node_of])
    merged = Landscape(networks, by_network)
    assert len(merged.optima) == merged.n_strict_optima == whole.n_plateau_optima
    assert len(whole.optima) > len(merged.optima)
