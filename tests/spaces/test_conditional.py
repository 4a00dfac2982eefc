"""Variables that exist only under options of others, against all there is word for word."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape import Landscape, Variable
from landscape.errors import ArchitectureError, DataError, OptionError
from landscape.spaces import ConditionalSpace, ProductSpace
from tests.landscape import oracle
from tests.spaces.conformance import SpaceConformance

quick = settings(max_examples=60, deadline=None)

KIND = Variable("kind", ("conv", "pool", "skip"))
KERNEL = Variable("kernel", (3, 5, 7), ordinal=True, when={"kind": "conv"})
BIAS = Variable("bias", ("yes", "no"), when={"kind": "conv", "kernel": (5, 7)})
MODE = Variable("mode", ("max", "mean"), when={"kind": "pool"})
WIDTH = Variable("width", (8, 16), ordinal=True)

LAYERS = ConditionalSpace([KIND, KERNEL, BIAS, MODE, WIDTH], name="layers", title="Layers")
SPACES = [
    LAYERS,
    ConditionalSpace([KERNEL, KIND], pattern="{}@{}", name="backwards"),
    ConditionalSpace([KIND, WIDTH], name="unconditional"),
    ConditionalSpace([KIND, *(Variable(f"x{k}", "abc", when={"kind": "pool"}) for k in range(3))]),
]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name, scope="class")
class TestConditionalSpace(SpaceConformance):
    pass


def everything(variables):
    """All configurations: what is chosen of what exists, each once, by trying all there is."""
    found = {}
    for options in itertools.product(*(v.options for v in variables)):
        chosen = {v.name: o for v, o in zip(variables, options, strict=True)}
        while True:  # until nothing is there that should not be
            lacking = [
                v.name
                for v in variables
                if v.name in chosen and any(chosen.get(p) not in o for p, o in v.conditions)
            ]
            if not lacking:
                break
            for name in lacking:
                del chosen[name]
        found[tuple(sorted(chosen.items()))] = chosen
    return list(found.values())


def are_neighbours(variables, one, other):
    """Exactly one of the variables that both have differs, an ordinal one by a step."""
    places = {v.name: v.options.index for v in variables}
    apart = [v for v in variables if v.name in one and v.name in other]
    apart = [v for v in apart if one[v.name] != other[v.name]]
    if len(apart) != 1:
        return False
    (v,) = apart
    steps = abs(places[v.name](one[v.name]) - places[v.name](other[v.name]))
    return steps == 1 or not v.ordinal


@st.composite
def variable_lists(draw):
    """Return variables of which each may exist under options of those before it, then shuffled."""
    variables = []
    for k in range(draw(st.integers(1, 5))):
        options = tuple("abc"[: draw(st.integers(1, 3))])
        when = {}
        for parent in variables:
            if draw(st.integers(0, 2)) == 0:
                allowed = st.sets(st.sampled_from(parent.options), min_size=1)
                when[parent.name] = tuple(sorted(draw(allowed)))
        variables.append(Variable(f"v{k}", options, draw(st.booleans()), when))
    return draw(st.permutations(variables))


@quick
@given(variable_lists())
def test_configurations_and_neighbours_are_those_of_the_definition(variables):
    truth = everything(variables)
    reached = {name for chosen in truth for name in chosen}
    if len(reached) < len(variables):
        with pytest.raises(OptionError, match="exists in no configuration"):
            ConditionalSpace(variables)
        return
    space = ConditionalSpace(variables)
    assert space.size == len(truth)
    chosen = [dict(space.chosen(i)) for i in range(space.size)]
    assert sorted(map(sorted_items, chosen)) == sorted(map(sorted_items, truth))
    near = [
        {j for j in range(space.size) if are_neighbours(variables, chosen[i], chosen[j])}
        for i in range(space.size)
    ]
    for i, row in enumerate(space.neighbour_lists()):
        assert len(row) == len(near[i])
        assert {*row.tolist()} == near[i]
    np.testing.assert_array_equal(
        space.encode(space.decode(np.arange(space.size))), np.arange(space.size)
    )


def sorted_items(chosen):
    return sorted(chosen.items())


@quick
@given(st.data(), variable_lists())
def test_a_landscape_is_that_of_the_definitions(data, variables):
    try:
        space = ConditionalSpace(variables)
    except OptionError:
        return
    values = st.lists(st.sampled_from([0.0, 1.0, 2.0]), min_size=space.size, max_size=space.size)
    fitness = data.draw(values)
    landscape = Landscape(space, fitness)
    truth = oracle.solve(fitness, lambda i, d: space.neighbours(i, d).tolist())
    assert landscape.optima.tolist() == truth.optima
    lon = landscape.network("lon")
    edges = zip(lon.index[lon.source], lon.index[lon.target], lon.weight, strict=True)
    assert {(int(i), int(j)): int(w) for i, j, w in edges} == truth.lon


def test_without_conditions_it_is_the_product_space():
    space, product = SPACES[2], ProductSpace([KIND, WIDTH])
    everyone = np.arange(product.size)
    np.testing.assert_array_equal(space.decode(everyone), product.decode(everyone))
    np.testing.assert_array_equal(
        space.neighbour_lists().members, product.neighbour_lists().members
    )


def test_what_begins_to_exist_takes_all_of_its_options_at_once():
    here = LAYERS.parse("kind=pool,mode=max,width=8")
    assert [LAYERS.format(i) for i in LAYERS.neighbours(here)] == [
        "kind=conv,kernel=3,width=8",
        "kind=conv,kernel=5,bias=yes,width=8",
        "kind=conv,kernel=5,bias=no,width=8",
        "kind=conv,kernel=7,bias=yes,width=8",
        "kind=conv,kernel=7,bias=no,width=8",
        "kind=skip,width=8",
        "kind=pool,mode=mean,width=8",
        "kind=pool,mode=max,width=16",
    ]


def test_a_pattern_says_that_a_variable_does_not_exist():
    space = SPACES[1]
    assert [space.format(i) for i in range(space.size)] == [
        "3@conv",
        "5@conv",
        "7@conv",
        "-@pool",
        "-@skip",
    ]
    assert space.parse("-@pool") == space.parse({"kind": "pool"}) == 3
    with pytest.raises(ArchitectureError, match="kernel exists only if kind is conv"):
        space.parse("3@pool")
    with pytest.raises(ArchitectureError, match="says nothing of kernel"):
        space.parse("-@conv")
    dashes = [KIND, Variable("sign", ("-", "+"), when={"kind": "conv"})]
    with pytest.raises(DataError, match="'sign' can be read in two ways"):
        ConditionalSpace(dashes, pattern="{}{}")


def test_far_more_than_can_be_listed_is_counted_numbered_and_drawn():
    depth = Variable("depth", range(1, 11), ordinal=True)
    layers = [Variable(f"layer {k}", range(20), when={"depth": range(k, 11)}) for k in range(1, 11)]
    space = ConditionalSpace([depth, *layers])
    assert space.size == sum(20**k for k in range(1, 11))
    last = space.size - 1
    assert dict(space.chosen(last)) == {
        "depth": "10",
        **{f"layer {k}": "19" for k in range(1, 11)},
    }
    drawn = space.sample(np.random.default_rng(0), 50)
    np.testing.assert_array_equal(space.encode(space.decode(drawn)), drawn)
    near = space.neighbours(last)
    assert len(near) == 10 * 19 + 1
    assert last in space.neighbours(int(near[0]))
    assert len(space.neighbours(0, 2)) == 19 * 20 + 20 * 20  # layer 1 and 2 differ, or 3 layers
    with pytest.raises(OptionError, match=r"10,778,947,368,420 configurations: a landscape takes"):
        Landscape(space, [])


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ([], "at least one variable"),
        ([Variable("a", ())], "at least one option"),
        ([Variable(f"v{k}", "ab") for k in range(65)], "more than 64 variables"),
        ([Variable(f"v{k}", range(10)) for k in range(20)], r"10\^19\.0 configurations or more"),
        (
            [
                Variable("a", "xy", when={"c": "x"}),
                Variable("b", "xy", when={"a": "y"}),
                Variable("c", "xy", when={"b": "y"}),
            ],
            "conditions in a circle: a → c → b → a",
        ),
        ([Variable("a", "xy", when={"a": "x"})], "conditions in a circle: a → a"),
        ([Variable("a", "xy", when={"b": "x"})], "when b is x, but there is no variable 'b'"),
        (
            [Variable("a", "xy"), Variable("b", "xy", when={"a": ("x", "z")})],
            "when a is x or z, but a has no option 'z'",
        ),
        (
            [
                Variable("a", "xy"),
                Variable("b", "xy", when={"a": "x"}),
                Variable("c", "xy", when={"a": "y", "b": "x"}),
            ],
            "'c' exists in no configuration",
        ),
    ],
)
def test_conditions_that_cannot_be_are_one_line(variables, told):
    with pytest.raises(OptionError, match=told) as error:
        ConditionalSpace(variables)
    assert "\n" not in str(error.value)


def test_a_condition_on_nothing_is_refused():
    with pytest.raises(OptionError, match="none of its options"):
        Variable("a", "xy", when={"b": ()})


def test_a_product_space_names_the_space_for_conditions():
    with pytest.raises(OptionError, match=r"'kernel' exists only under conditions.*Conditional"):
        ProductSpace([KIND, KERNEL])


@pytest.mark.parametrize(
    "code", [[0, 0], [1, 0, -1, 0, 0], [0, -1, -1, -1, 0], [0.0] * 5, [[0], []]]
)
def test_what_is_no_code_is_refused_by_its_value(code):
    with pytest.raises(ArchitectureError, match="is no code of Layers"):
        LAYERS.encode(code)
