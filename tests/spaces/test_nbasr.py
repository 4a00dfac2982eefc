from __future__ import annotations

import re
from hashlib import md5
from itertools import permutations, product

import numpy as np
import pytest

from landscape.errors import ArchitectureError
from landscape.spaces.nbasr import NBASR
from tests.spaces.conformance import SpaceConformance

OPERATIONS = ("linear", "conv5", "conv5d2", "conv7", "conv7d2", "zero")
OUTPUT = 4
TEXT = "linear:1+conv5:01+conv7:100"
VECTOR = [[0, 1], [1, 0, 1], [3, 1, 0, 0]]
PARALLEL = "conv7:0+zero:10+conv5:010"  # 0 → 1 → 4 and 0 → 3 → 4


@pytest.fixture(scope="module")
def space():
    return NBASR()


class TestNBASR(SpaceConformance):
    pass


# -- the benchmark's rules, in plain Python -----------------------------------------------------


def vectors():
    """Every vector ((op, s), (op, s, s), (op, s, s, s)), in the order of the numbers."""
    parts = [product(range(6), *[range(2)] * node) for node in (1, 2, 3)]
    return product(*parts)


def minimised(vector):
    """Return the graph of a cell: no node without operation, and no dead end.

    It is the label of each vertex (-1 the input, -2 the output), and the edges.
    """
    labels = {0: -1, OUTPUT: -2} | {k: op for k, (op, *_) in enumerate(vector, start=1) if op != 5}
    wanted = {(node, node + 1) for node in range(OUTPUT)} | {
        (start, node + 1)
        for node, (_, *skips) in enumerate(vector, start=1)
        for start, skip in enumerate(skips)
        if skip
    }
    edges = {(a, b) for a, b in wanted if a in labels and b in labels}
    kept = reach(0, edges) & reach(OUTPUT, {(b, a) for a, b in edges})
    kept_edges = {(a, b) for a, b in edges if a in kept and b in kept}
    return {k: label for k, label in labels.items() if k in kept}, kept_edges


def reach(start, links):
    """Return the vertices that links lead to, `start` included."""
    found, todo = {start}, [start]
    while todo:
        here = todo.pop()
        new = {b for a, b in links if a == here} - found
        found |= new
        todo += new
    return found


def present(vector, graph):
    """Tell of each operation and skip of a vector whether it is in the graph."""
    labels, edges = graph
    return tuple(
        (k in labels, *(bool(skip) and (start, k + 1) in edges for start, skip in enumerate(skips)))
        for k, (_, *skips) in enumerate(vector, start=1)
    )


def pruned(vector, graph):
    """Return the vector with `zero` for nodes that are gone, and without skips that are gone."""
    return tuple(
        (operation if there else 5, *map(int, there_skips))
        for (operation, *_), (there, *there_skips) in zip(
            vector, present(vector, graph), strict=True
        )
    )


def isomorphic(one, other):
    """Tell whether some renumbering of the vertices turns one graph into the other."""
    (labels, edges), (others, other_edges) = one, other
    renumberings = (dict(zip(labels, order, strict=True)) for order in permutations(others))
    return len(labels) == len(others) and any(
        all(labels[v] == others[new[v]] for v in labels)
        and {(new[a], new[b]) for a, b in edges} == other_edges
        for new in renumberings
    )


def fingerprint(graph):
    """Hash what a vertex is, then as often as there are vertices what it is joined to."""
    labels, edges = graph
    before = {v: [a for a, b in edges if b == v] for v in labels}
    after = {v: [b for a, b in edges if a == v] for v in labels}
    digest = {
        v: hexdigest(str((float(len(after[v])), float(len(before[v])), label)))
        for v, label in labels.items()
    }
    for _ in labels:
        digest = {
            v: hexdigest(
                "".join(sorted(digest[a] for a in before[v]))
                + "|"
                + "".join(sorted(digest[b] for b in after[v]))
                + "|"
                + digest[v]
            )
            for v in labels
        }
    return hexdigest(str(sorted(digest.values())))


def hexdigest(text):
    return md5(text.encode(), usedforsecurity=False).hexdigest()


@pytest.fixture(scope="module")
def everyone(space):
    return np.arange(space.size)


@pytest.fixture(scope="module")
def graphs():
    return [minimised(vector) for vector in vectors()]


@pytest.fixture(scope="module")
def fingerprints(graphs):
    return [fingerprint(graph) for graph in graphs]


# -- structure ----------------------------------------------------------------------------------


def test_the_known_numbers(space, everyone):
    assert space.size == 13_824
    assert space.shape == (6, 2, 6, 2, 2, 6, 2, 2, 2)
    assert len(np.unique(space.canonical(everyone))) == 8_242
    assert np.count_nonzero(~space.connected(everyone)) == 812
    assert (space.n_neighbours(1), space.n_neighbours(2)) == (21, 180)


def test_what_is_live_is_in_the_graph(space, everyone, graphs):
    expected = [
        np.concatenate(present(vector, graph))
        for vector, graph in zip(vectors(), graphs, strict=True)
    ]
    np.testing.assert_array_equal(space.live(everyone), expected)


def test_connected_cells_have_a_path(space, everyone, graphs):
    expected = [bool(labels) for labels, _ in graphs]
    np.testing.assert_array_equal(space.connected(everyone), expected)


def test_cells_of_one_hash_have_one_canonical_form_the_lowest_pruned(
    space, everyone, graphs, fingerprints
):
    number = {vector: index for index, vector in enumerate(vectors())}
    lowest = {}
    for vector, graph, key in zip(vectors(), graphs, fingerprints, strict=True):
        index = number[pruned(vector, graph)]
        lowest[key] = min(index, lowest.get(key, index))
    np.testing.assert_array_equal(space.canonical(everyone), [lowest[key] for key in fingerprints])


def test_canonical_cells_are_isomorphic(space, everyone, graphs):
    """With the test before, the hash tells cells apart exactly where isomorphism does."""
    others = [(i, c) for i, c in enumerate(space.canonical(everyone).tolist()) if i != c]
    assert len(others) == 13_824 - 8_242
    assert all(isomorphic(graphs[i], graphs[c]) for i, c in others)


def test_cells_without_zero_are_all_different(space, everyone):
    full = everyone[(space.decode(everyone)[:, [0, 2, 5]] != 5).all(axis=1)]
    assert len(full) == 8_000
    np.testing.assert_array_equal(space.canonical(full), full)


def test_the_network_of_a_canonical_cell_with_zero_is_its_graph(space, everyone, graphs):
    """Both as what is added up: the input, or an operation on what is added up."""
    chosen = set(space.canonical(everyone).tolist())
    cells = [(v, g) for i, (v, g) in enumerate(zip(vectors(), graphs, strict=True)) if i in chosen]
    with_zero = [(vector, graph) for vector, graph in cells if 5 in {op for op, *_ in vector}]
    assert len(with_zero) == 242
    for vector, (labels, edges) in with_zero:
        outputs = {0: ["input"]}
        for node, (operation, *skips) in enumerate(vector, start=1):
            terms = [] if operation == 5 else [f"{operation}{outputs[node - 1]}"]
            skipped = [outputs[start] for start, skip in enumerate(skips) if skip]
            outputs[node] = sorted(sum(skipped, terms))
        vertices = {0: "input"}
        for vertex in sorted(labels)[1:]:
            arriving = sorted(vertices[start] for start, end in edges if end == vertex)
            vertices[vertex] = f"{labels[vertex]}{arriving}"
        assert vertices.get(OUTPUT, "-2[]") == f"-2{outputs[3]}"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("linear:1+conv5:11+zero:000", "zero:0+zero:00+zero:000"),
        ("linear:1+conv5:11+zero:111", "linear:0+zero:11+conv5:110"),
        ("zero:1+conv5:11+conv7:011", "conv5:0+zero:11+conv7:010"),
        ("conv5:0+zero:00+conv7:010", "conv5:0+zero:00+zero:010"),
        ("zero:0+conv5:10+linear:001", "linear:0+zero:00+zero:010"),
        (PARALLEL, "conv5:0+zero:10+conv7:010"),
    ],
)
def test_a_canonical_form_by_hand(space, text, canonical):
    assert space.format(space.canonical(np.array(space.parse(text)))) == canonical


def test_the_shape_of_the_numbers_is_kept(space):
    numbers = np.arange(12).reshape(3, 4)
    assert space.live(numbers).shape == (3, 4, 9)
    assert space.canonical(numbers).shape == (3, 4)
    assert space.connected(numbers).shape == (3, 4)


@pytest.mark.parametrize("bad", [-1, 13_824])
def test_no_canonical_form_is_made_up(space, bad):
    with pytest.raises(ArchitectureError, match=f"no configuration {bad}: expected 0 to 13823"):
        space.canonical(np.array([bad]))


# -- hash ---------------------------------------------------------------------------------------


def test_hashes_are_the_benchmarks(space, everyone, fingerprints):
    some = everyone[::5]
    assert [space.graph_hash(i) for i in some] == [fingerprints[i] for i in some]


def test_a_hash_by_hand(space):
    """No path: no vertex. Skip only: input and output, two vertices that hash twice."""
    assert space.graph_hash(space.parse("zero:0+zero:00+zero:000")) == hexdigest("[]")
    a, b = hexdigest("(1.0, 0.0, -1)"), hexdigest("(0.0, 1.0, -2)")
    a, b = hexdigest(f"|{b}|{a}"), hexdigest(f"{a}||{b}")
    a, b = hexdigest(f"|{b}|{a}"), hexdigest(f"{a}||{b}")
    first, second = sorted((a, b))
    expected = hexdigest(f"['{first}', '{second}']")
    assert space.graph_hash(space.parse("zero:0+zero:00+zero:100")) == expected


@pytest.mark.parametrize(
    ("vector", "key"),
    [
        ([[0, 1], [5, 0, 1], [2, 1, 0, 1]], "aca6e18f88ecf5d6d2b2e6858d891804"),
        ([[0, 1], [1, 0, 1], [4, 1, 0, 0]], "559a7d273436e63677572b02fb314c08"),
        ([[1, 0], [5, 0, 0], [4, 1, 1, 0]], "7a1e5b39d766753b0f7ff18b752f9f75"),
    ],
)
def test_known_hashes(space, vector, key):
    """Computed with the benchmark's own steps."""
    assert space.graph_hash(space.parse(vector)) == key


def test_a_hash_is_read_as_the_canonical_cell(space, everyone, fingerprints):
    canonical = space.canonical(everyone)
    for index in range(0, space.size, 7):
        assert space.parse(fingerprints[index]) == canonical[index]
    assert space.parse(f" {fingerprints[-1]}\n") == canonical[-1]


def test_no_hash_looks_like_a_number(fingerprints):
    assert not any(key.isdecimal() for key in fingerprints)


def test_what_is_no_configuration_has_no_hash(space):
    with pytest.raises(ArchitectureError, match="13824"):
        space.graph_hash(13_824)


# -- notations ----------------------------------------------------------------------------------


def test_numbers_follow_the_vector(space):
    for index, vector in enumerate(vectors()):
        text = "+".join(f"{OPERATIONS[op]}:{''.join(map(str, s))}" for op, *s in vector)
        assert space.format(index) == text
        assert space.format(index, "vector") == str([list(node) for node in vector])


@pytest.mark.parametrize(
    "form",
    [
        VECTOR,
        tuple(map(tuple, VECTOR)),
        [np.array(node) for node in VECTOR],
        [["linear", 1], ("conv5", 0, 1), ["conv7", 1, 0, np.int8(0)]],
        [0, 1, 1, 0, 1, 3, 1, 0, 0],
        ("linear", 1, "conv5", 0, 1, "conv7", 1, 0, 0),
        np.array([0, 1, 1, 0, 1, 3, 1, 0, 0], np.uint8),
        str(VECTOR),
        str(VECTOR).replace(" ", ""),
        str(tuple(map(tuple, VECTOR))),
        "[(linear, 1), (conv5, 0, 1), (conv7, 1, 0, 0)]",
        "[['linear', 1], [\"conv5\", 0, 1], ['conv7', 1, 0, 0]]",
        " ( [ 0 ,1, ] ,\n (1, 0,1), [3 ,1, 0, 0], ) ",
        "[0, 1, 1, 0, 1, 3, 1, 0, 0]",
        "(linear, 1, conv5, 0, 1, conv7, 1, 0, 0)",
        "0:1+1:01+3:100",
    ],
    ids=repr,
)
def test_a_vector_in_any_form(space, form):
    assert space.parse(form) == space.parse(TEXT)


@pytest.mark.parametrize(
    "bad",
    [
        VECTOR[:2],
        [*VECTOR, [0]],
        VECTOR[::-1],
        [[0, 1], [1, 0, 1], [6, 1, 0, 0]],
        [[0, 1], [1, 0, 2], [3, 1, 0, 0]],
        [[0, 1], [1, 0, 1], [-1, 1, 0, 0]],
        [[0, 1], [1, 0, 1], [3, 1, 0, True]],
        [[0, 1], [1, 0, 1], [3, 1, 0, 0.0]],
        [[0, 1], [1, 0, 1], ["conv3", 1, 0, 0]],
        [[0, 1], [1, 0, 1], [3, "linear", 0, 0]],
        [[0, 1], [1, 0, 1], [[3], 1, 0, 0]],
        [0, 1, 1, 0, 1, 3, 1, 0],
        [1, 0, 0, 1, 0, 3, 1, 0, 6],
        str(VECTOR)[:-1],
        str(VECTOR).replace("3", "13"),
        str(VECTOR).replace("3", "-3"),
        str(VECTOR).replace("3", "٣"),
        str(VECTOR).replace(", 0, 0", " 0 0"),
        "0, 1, 1, 0, 1, 3, 1, 0, 0",
        "011013100x",
        TEXT.upper(),
        TEXT[:-1],
        TEXT + "0",
        TEXT.replace("100", "1 0 0"),
        TEXT.replace("conv7", "conv3"),
        TEXT.replace("100", "102"),
        TEXT.replace("+", "|"),
        "linear:linear+conv5:01+conv7:100",
        "0" * 31 + "f",
    ],
    ids=repr,
)
def test_what_is_nearly_an_architecture_is_refused_by_its_value(space, bad):
    with pytest.raises(ArchitectureError, match=re.escape(str(bad))):
        space.parse(bad)


def test_an_array_is_no_option(space):
    with pytest.raises(ArchitectureError, match="is no architecture of NAS-Bench-ASR"):
        space.parse([np.zeros(2, int), *[0] * 8])


# -- words --------------------------------------------------------------------------------------


def test_a_drawing_marks_dead_operations_and_skips(space):
    lines = space.draw(space.parse("linear:1+conv5:01+zero:100")).splitlines()
    dead = [line.split("dead")[0] for line in lines if "dead" in line]
    assert [re.search(r"linear|conv5|skip", line)[0] for line in dead] == [
        *("linear", "skip"),
        *("conv5", "skip"),
    ]
    assert [line for line in lines if "▶" in line] == ["  0 ──── skip ───▶ 3"]


def test_a_drawing_of_a_cell_that_is_all_alive_marks_nothing(space):
    drawing = space.draw(space.parse(TEXT))
    assert "dead" not in drawing
    assert drawing.count("▶") == 6


def test_a_drawing_marks_exactly_what_is_pruned(space, graphs):
    for index, vector in list(enumerate(vectors()))[::97]:
        after = pruned(vector, graphs[index])
        changed = np.concatenate(vector) != np.concatenate(after)
        assert space.draw(index).count("dead") == np.count_nonzero(changed)


def test_the_description_has_the_known_numbers(space):
    text = " ".join(space.describe().values())
    assert all(number in text for number in ("13,824", "8,242", "812", "21", "180", "conv5d2"))
