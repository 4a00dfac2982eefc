from __future__ import annotations

import hashlib
import itertools
import pickle
import re
import subprocess
import sys

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.errors import ArchitectureError, OptionError
from landscape.spaces.nb101 import NB101, OPERATIONS
from landscape.spaces.nb101.module_hash import module_hash
from tests.spaces.conformance import SpaceConformance

SIZE = 423_624
TEXT = "conv3x3,conv1x1,maxpool3x3|0-1,0-2,1-3,2-4,3-4"
INPUT, OUTPUT = "input", "output"


@pytest.fixture(scope="module")
def space(nb101):
    return nb101


class TestNB101(SpaceConformance):
    pass


@pytest.fixture(scope="module")
def released(data_dir):
    table = pq.read_table(data_dir / "nasbench101.parquet")
    return {name: table[name].to_pylist() for name in table.column_names}


# -- cells as plain graphs ----------------------------------------------------------------------


def graph(space, index):
    """Return the edges of a cell as a set of pairs, and the label of every vertex."""
    n_vertices = int(space.vertices(np.array([index]))[0])
    adjacency = space.adjacency(np.array([index]))[0]
    operations = space.operations(np.array([index]))[0]
    edges = {(int(x), int(y)) for x, y in zip(*np.nonzero(adjacency), strict=True)}
    return edges, [-1, *operations[1 : n_vertices - 1].tolist(), -2]


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def plain_hash(edges, labels):
    """Return the benchmark's hash, as its paper describes it."""
    vertices = range(len(labels))
    before = [[x for x in vertices if (x, y) in edges] for y in vertices]
    after = [[y for y in vertices if (x, y) in edges] for x in vertices]
    known = [md5(str((len(after[v]), len(before[v]), labels[v]))) for v in vertices]
    for _ in vertices:
        told = [
            ["".join(sorted(known[w] for w in side[v])) for side in (before, after)]
            for v in vertices
        ]
        known = [md5(f"{told[v][0]}|{told[v][1]}|{known[v]}") for v in vertices]
    return md5(str(sorted(known)))


def is_cell(edges, labels):
    """Tell whether every vertex is on a path from input to output, in a graph small enough."""
    vertices = set(range(len(labels)))

    def reached(start, links):
        found = {start}
        while True:
            more = found | {y for x, y in links if x in found}
            if more == found:
                return found
            found = more

    backwards = {(y, x) for x, y in edges}
    start, end = labels.index(-1), labels.index(-2)
    acyclic = all(x not in reached(y, edges) for x, y in edges)
    on_path = reached(start, edges) & reached(end, backwards)
    ends = all(y != start and x != end for x, y in edges)
    return acyclic and ends and on_path == vertices and len(labels) <= 7 and len(edges) <= 9


def without(vertex, edges, labels):
    kept = [v for v in range(len(labels)) if v != vertex]
    return (
        {(kept.index(x), kept.index(y)) for x, y in edges if vertex not in (x, y)},
        [labels[v] for v in kept],
    )


def moves(edges, labels):
    """Yield every graph that one change makes of this one, cell or not."""
    vertices = range(len(labels))
    pairs = set(itertools.permutations(vertices, 2))
    for edge in edges:
        yield edges - {edge}, labels
    for edge in pairs - edges:
        yield edges | {edge}, labels
    for vertex, operation in itertools.product(vertices, range(3)):
        if labels[vertex] >= 0 and labels[vertex] != operation:
            yield edges, [*labels[:vertex], operation, *labels[vertex + 1 :]]
    for vertex in vertices:
        degrees = [sum(edge[end] == vertex for edge in edges) for end in (0, 1)]
        if labels[vertex] >= 0 and degrees == [1, 1]:
            yield without(vertex, edges, labels)
    new = len(labels)
    for (x, y), operation in itertools.product(pairs, range(3)):
        yield edges | {(x, new), (new, y)}, [*labels, operation]


def plain_neighbours(space, index):
    made = {plain_hash(*cell) for cell in moves(*graph(space, index)) if is_cell(*cell)}
    return sorted(space.parse(digits) for digits in made)


# -- structure ----------------------------------------------------------------------------------


def test_the_known_numbers(space):
    everyone = np.arange(SIZE)
    assert space.size == SIZE
    counts = np.bincount(space.vertices(everyone))
    assert counts.tolist() == [0, 0, 1, 6, 84, 2441, 62010, 359082]
    assert space.adjacency(everyone).sum(axis=(1, 2)).max() == 9
    np.testing.assert_array_equal(space.canonical(everyone), everyone)
    assert space.connected(everyone).all()


def test_numbers_are_places_among_the_sorted_hashes_of_the_benchmark(space, released):
    assert released["arch_index"] == list(range(SIZE))
    expected = [digest.hex() for digest in released["module_hash"]]
    # Lists this long are compared at once: pytest would explain a difference for minutes.
    assert all(space.format(index, "hash") == expected[index] for index in range(SIZE))
    assert all(space.parse(digits) == index for index, digits in enumerate(expected))


def test_the_hash_of_a_cell_is_that_of_its_graph(space):
    for index in range(0, SIZE, 4001):
        edges, labels = graph(space, index)
        assert space.format(index, "hash") == module_hash(edges, labels)
        assert space.format(index, "hash") == plain_hash(edges, labels)


def test_matrices_and_operations_fit_together(space):
    numbers = np.random.default_rng(0).integers(SIZE, size=2000)
    assert space.adjacency(numbers).shape == (2000, 7, 7)
    assert space.adjacency(numbers).dtype == np.bool_
    assert space.operations(numbers).shape == (2000, 7)
    assert space.operations(numbers).dtype == np.int8
    for index in numbers[:200].tolist():
        edges, labels = graph(space, index)
        assert is_cell(edges, labels)
        assert all(x < y for x, y in edges)
        assert (space.operations(np.array([index]))[0, len(labels) - 1 :] == -1).all()


def test_accessors_keep_the_shape_and_refuse_strangers(space):
    numbers = np.arange(12).reshape(3, 4)
    assert space.vertices(numbers).shape == (3, 4)
    assert space.adjacency(np.empty(0, np.int32)).shape == (0, 7, 7)
    assert space.operations(5).shape == (7,)
    for bad in (-1, SIZE):
        for accessor in (space.vertices, space.adjacency, space.operations, space.code):
            with pytest.raises(ArchitectureError, match=str(bad)):
                accessor(np.array([0, bad]))


# -- parameters, which depend on the order of the vertices ----------------------------------------

# Channels into and out of the nine modules: three stacks of three, the first of 128 channels.
MODULES = [(128, 128)] * 3 + [(128, 256)] + [(256, 256)] * 2 + [(256, 512)] + [(512, 512)] * 2


def channels(matrix, into, out):
    """Return the channels of each vertex: the output's are shared out among those before it."""
    last = len(matrix) - 1
    n_before = sum(row[last] for row in matrix[1:])
    widths, spare = [0] * last + [out], out % max(n_before, 1)
    widths[0] = into
    for v in range(1, last):
        if matrix[v][last]:
            widths[v] = out // n_before + (spare > 0)
            spare -= 1
    for v in range(last - 1, 0, -1):
        if not matrix[v][last]:
            widths[v] = max(widths[w] for w in range(v + 1, last) if matrix[v][w])
    return widths


def module_costs(matrix, into, out):
    """Return the parameters of the projections, and of each vertex under each operation."""
    widths = channels(matrix, into, out)
    projected = [v for v in range(1, len(matrix)) if matrix[0][v]]
    fixed = sum((into + 2) * widths[v] for v in projected)
    costs = np.zeros((7, 4), dtype=np.int64)  # the last column answers for no operation
    for v in range(1, len(matrix) - 1):
        costs[v, :2] = (9 * widths[v] + 2) * widths[v], (widths[v] + 2) * widths[v]
    return fixed, costs


def test_parameters_are_those_of_the_released_matrices(space, released):
    everyone = np.arange(SIZE)
    keys = np.packbits(space.adjacency(everyone).reshape(SIZE, 49), axis=1)
    _, first, kind = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    fixed, costs = np.zeros(len(first), np.int64), np.zeros((len(first), 7, 4), np.int64)
    for row, index in enumerate(first.tolist()):
        n = int(space.vertices(index))
        matrix = space.adjacency(index)[:n, :n].astype(int).tolist()
        for into, out in MODULES:
            more, each = module_costs(matrix, into, out)
            fixed[row] += more
            costs[row] += each
    kind = kind.reshape(-1)
    operations = costs[kind[:, None], np.arange(7), space.operations(everyone)].sum(axis=1)
    stem, dense = (9 * 3 + 2) * 128, (512 + 1) * 10
    params = stem + fixed[kind] + operations + dense
    np.testing.assert_array_equal(params, released["params"])


# -- notations ----------------------------------------------------------------------------------


def test_the_smallest_cell(space):
    index = space.parse("|0-1")
    assert space.format(index) == "|0-1"
    assert space.neighbours(index).tolist() == sorted(
        space.parse(f"{name}|0-1,0-2,1-2") for name in ("conv3x3", "conv1x1", "maxpool3x3")
    )


def test_text_is_operations_and_edges(space):
    edges, labels = graph(space, space.parse(TEXT))
    assert len(edges) == 5
    assert sorted(labels) == [-2, -1, 0, 1, 2]


@settings(max_examples=50)
@given(data=st.data())
def test_any_order_of_the_interior_vertices_is_the_same_cell(space, data):
    index = data.draw(st.integers(0, SIZE - 1))
    edges, labels = graph(space, index)
    last = len(labels) - 1
    place = [0, *data.draw(st.permutations(range(1, last))), last]
    names = [""] * (last + 1)
    for vertex, label in enumerate(labels[1:last], 1):
        names[place[vertex]] = OPERATIONS[label].removesuffix("-bn-relu")
    moved = data.draw(st.permutations([f"{place[x]}-{place[y]}" for x, y in edges]))
    assert space.parse(",".join(names[1:last]) + "|" + ",".join(moved)) == index


def test_every_matrix_of_the_table_is_read_as_the_api_would(space, released):
    names = {"3": OPERATIONS[0], "1": OPERATIONS[1], "m": OPERATIONS[2]}
    for index in range(0, SIZE, 601):
        n, bits = released["n_vertices"][index], released["adjacency_bits"][index]
        matrix = np.zeros((n, n), dtype=int)
        for bit, pair in enumerate(itertools.combinations(range(n), 2)):
            matrix[pair] = bits >> bit & 1
        operations = [INPUT, *(names[letter] for letter in released["ops"][index]), OUTPUT]
        forms = [(matrix, operations), [matrix.tolist(), tuple(operations)]]
        forms += [(matrix.astype(np.int8), np.array(operations)), (matrix > 0, operations)]
        forms.append((list(matrix), operations))
        assert [space.parse(form) for form in forms] == [index] * len(forms)


def test_dead_vertices_are_pruned(space):
    matrix = np.zeros((7, 7), dtype=int)
    matrix[0, [1, 6]] = matrix[1, 6] = 1
    matrix[0, 2] = matrix[3, 6] = matrix[4, 5] = 1  # each lacks one side
    operations = [INPUT, OPERATIONS[2], *[OPERATIONS[0]] * 4, OUTPUT]
    assert space.parse((matrix, operations)) == space.parse("maxpool3x3|0-1,0-2,1-2")


def test_edges_of_dead_vertices_do_not_count(space):
    matrix = np.triu(np.ones((8, 8), dtype=int), 1)
    matrix[:, 7] = 0
    matrix[0, 7] = 1
    operations = [INPUT, *[OPERATIONS[0]] * 6, OUTPUT]
    assert space.parse((matrix, operations)) == space.parse("|0-1")


def test_full_and_short_names_and_capital_hashes_are_read(space):
    index = space.parse(TEXT)
    assert space.parse(TEXT.replace("conv1x1", "conv1x1-bn-relu")) == index
    assert space.parse(space.format(index, "hash").upper()) == index
    assert space.parse(bytes.fromhex(space.format(index, "hash"))) == index


PAIR = (np.triu(np.ones((4, 4), dtype=int), 1), [INPUT, OPERATIONS[0], OPERATIONS[1], OUTPUT])


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("|", "expected text like"),
        ("conv3x3", "expected text like"),
        ("conv3x3|0-1,1-2,", "expected text like"),
        ("conv3x3|0-1;1-2", "expected text like"),
        ("conv3x3|0-1,1-²", "expected text like"),
        ("conv3x3|0-1,1-2,1-2", "each edge once"),
        ("conv3x3|0-1,1-3", "beyond vertex 2"),
        ("conv5x5|0-1,1-2", "'conv5x5' is no operation"),
        ("conv3x3|0-1", "path from input to output"),
        ("conv3x3,conv3x3|0-1,1-2,2-1,2-3", "no cycle"),
        ("|0-0,0-1", "no cycle"),
        ("|0-1,1-0", "no cycle"),
        (",".join(["conv3x3"] * 6) + "|0-1,1-2,2-3,3-4,4-5,5-6,6-7", "8 vertices and 7 edges"),
        (",".join(["conv3x3"] * 3) + "|0-1,0-2,0-3,0-4,1-2,1-3,1-4,2-3,2-4,3-4", "10 edges"),
        ("0" * 31 + "g", "expected text like"),
        ("f" * 32, "hash of a cell"),
        ((PAIR[0],), "expected text like"),
        ((PAIR[0], PAIR[1][:-1]), "4 operations from 'input' to 'output'"),
        ((PAIR[0], [*PAIR[1][:-1], INPUT]), "4 operations from 'input' to 'output'"),
        ((PAIR[0], [INPUT, OPERATIONS[0], None, OUTPUT]), "None is no operation"),
        ((PAIR[0].T, PAIR[1]), "upper-triangular"),
        ((PAIR[0] * 2, PAIR[1]), "matrix of 0 and 1"),
        ((PAIR[0] * 1.0, PAIR[1]), "matrix of 0 and 1"),
        ((PAIR[0][:3], PAIR[1]), "matrix of 0 and 1"),
        (([], []), "matrix of 0 and 1"),
        ((PAIR[0], "io"), "expected text like"),
        ((np.zeros((2, 2), int), [INPUT, OUTPUT]), "path from input to output"),
    ],
    ids=lambda value: re.sub(r"\s+", " ", repr(value))[:40],
)
def test_what_is_nearly_a_cell_is_refused_in_one_line_that_says_why(space, bad, why):
    with pytest.raises(ArchitectureError, match=re.escape(why)) as caught:
        space.parse(bad)
    assert "\n" not in str(caught.value)


# -- neighbourhood ------------------------------------------------------------------------------


def test_neighbours_are_what_every_move_on_the_graph_gives(space):
    smallest = np.flatnonzero(space.vertices(np.arange(SIZE)) <= 4).tolist()
    sample = np.random.default_rng(3).integers(SIZE, size=60).tolist()
    for index in smallest[::4] + smallest[:5] + sample:
        assert space.neighbours(index).tolist() == plain_neighbours(space, index)


def test_the_lists_of_all_are_ascending_and_symmetric(space):
    lists = space.neighbour_lists()
    source = np.repeat(np.arange(SIZE), np.diff(lists.offsets))
    keys = source * SIZE + lists.members
    assert (np.diff(keys) > 0).all()
    np.testing.assert_array_equal(np.sort(lists.members * np.int64(SIZE) + source), keys)


def test_the_description_has_the_known_numbers(space):
    text = " ".join(space.describe().values())
    degrees = np.diff(space.neighbour_lists().offsets)
    assert f"{degrees.min()} to {degrees.max()}, {degrees.mean():.1f} on average" in text
    assert all(number in text for number in ("423,624", "7", "9", *OPERATIONS))


def test_one_change_leads_from_every_cell_to_every_other(space):
    lists, reached = space.neighbour_lists(), np.zeros(SIZE, dtype=np.bool_)
    new = np.array([0])
    while len(new):
        reached[new] = True
        new = np.unique(space.neighbour_lists(new).members)
        new = new[~reached[new]]
    assert reached.all()
    assert len(lists) == SIZE


@pytest.mark.parametrize("distance", [0, 3, -1])
def test_other_distances_are_refused(space, distance):
    with pytest.raises(OptionError, match=str(distance)):
        space.neighbours(0, distance)
    with pytest.raises(OptionError, match=str(distance)):
        space.neighbour_lists(distance=distance)


@pytest.mark.parametrize("bad", [-1, SIZE])
def test_strangers_have_no_neighbours(space, bad):
    with pytest.raises(ArchitectureError, match=str(bad)):
        space.neighbours(bad)


# -- words --------------------------------------------------------------------------------------


def test_a_drawing_has_a_line_a_vertex_with_what_it_gets(space):
    index = space.parse(TEXT)
    edges, _ = graph(space, index)
    lines = [line for line in space.draw(index).splitlines() if re.match(r"  \d ", line)]
    assert len(lines) == 5
    for vertex, line in enumerate(lines):
        sources = [int(number) for number in re.findall(r"\d+(?=,|$)", line.partition("◀")[2])]
        assert sources == sorted(x for x, y in edges if y == vertex)


def test_another_process_gets_the_space_without_its_tables(space):
    copy = pickle.dumps(space)
    assert len(copy) < 200
    assert pickle.loads(copy).size == SIZE


def test_describing_and_importing_read_no_table(tmp_path, monkeypatch):
    monkeypatch.setenv("LANDSCAPE_CACHE", str(tmp_path))
    NB101().describe()
    assert list(tmp_path.iterdir()) == []
    script = "import sys, landscape.spaces.nb101; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", script], text=True).split()
    assert not {"platformdirs", "zipfile", "landscape.spaces.nb101.tables"} & set(loaded)
