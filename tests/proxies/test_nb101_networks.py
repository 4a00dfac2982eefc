"""NAS-Bench-101's networks: counts against the benchmark, every score against the plain oracle."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch

from landscape.errors import OptionError
from landscape.spaces.nb101 import NB101
from proxies import DATASETS, PROXIES, Dataset, Scorer, Settings
from proxies.engine.weights import WeightBank
from proxies.networks.nb101 import NB101Networks
from proxies.networks.nb101_cells import OPERATIONS, Graphs
from proxies.passes.counting import Counting
from proxies.plan import Job
from tests.proxies import plain, plain_nb101
from tests.proxies.plain_nb101 import Graph

CPU = torch.device("cpu")
LABELS = (3, 3, 7, 7, 7, 9)
TINY = Dataset("tiny", "Tiny", classes=12, size=8)
UNDEFINED = ("skip", "ni_na_rb")
SMOOTH = ("synflow", "synflow_rb", "logsynflow", "logsynflow_rb", "nwot", "nwot_rb", "zen")

KINDS = {
    "two vertices": ("", "01"),
    "a chain": ("313", "01 12 23 34"),
    "all 3×3": ("33333", "01 12 23 34 45 56 06 13 24"),
    "all pooling": ("mmmmm", "01 02 13 24 34 35 46 56 06"),
    "one pool": ("m", "01 12"),
    "a skip to the output": ("3m", "01 12 23 03"),
    "uneven thirds": ("3113", "01 02 03 15 25 35 14 45"),
    "uneven quarters": ("31m3", "01 02 03 04 15 25 35 45"),
    "cut channels": ("131m3", "01 12 13 23 34 36 46 05 56"),
    "diamond": ("m33", "01 12 13 24 34 03"),
    "wide into narrow": ("33m", "01 12 13 23 24 34"),
}
"""Cells by what is special about them: operations, and edges from-to."""


class Cells:
    """A space of a few cells, which stands in for all of NAS-Bench-101."""

    name, title, dtype = "nb101", "some cells", np.int32
    has_dead_operations = True

    def __init__(self, graphs: list[Graph]) -> None:
        self.graphs, self.size = graphs, len(graphs)
        self._adjacency = np.zeros((len(graphs), 7, 7), dtype=bool)
        self._operations = np.full((len(graphs), 7), -1, dtype=np.int8)
        for row, graph in enumerate(graphs):
            for edge in graph.edges:
                self._adjacency[row][edge] = True
            numbers = ["31m".index(name) for name in graph.operations]
            self._operations[row, 1 : graph.output] = numbers

    def check_listable(self, what):
        """So few are."""

    def vertices(self, indices):
        return np.array([self.graphs[i].output + 1 for i in indices], dtype=np.int8)

    def adjacency(self, indices):
        return self._adjacency[indices]

    def operations(self, indices):
        return self._operations[indices]

    def canonical(self, indices):
        return np.asarray(indices, dtype=self.dtype)

    def connected(self, indices):
        return np.ones(np.shape(indices), dtype=bool)


def graph_of(operations: str, edges: str) -> Graph:
    return Graph(frozenset((int(a), int(b)) for a, b in edges.split()), operations)


def read_graphs(table: pd.DataFrame) -> list[Graph]:
    """Return the cells in rows of the benchmark's table."""
    graphs = []
    columns = (table["n_vertices"], table["adjacency_bits"], table["ops"])
    for vertices, bits, operations in zip(*columns, strict=True):
        pairs = [(a, b) for a in range(vertices) for b in range(a + 1, vertices)]
        edges = frozenset(pair for k, pair in enumerate(pairs) if bits >> k & 1)
        graphs.append(Graph(edges, operations))
    return graphs


@pytest.fixture(scope="module", autouse=True)
def _narrow():
    """Build all networks of this module 10 channels wide: 20 and 40 leave other remainders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(NB101Networks, "width", 10)
        yield


@pytest.fixture(scope="module")
def cells() -> Cells:
    return Cells([graph_of(*kind) for kind in KINDS.values()])


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """Six tiny images of three classes."""
    file = tmp_path_factory.mktemp("images") / "images.npz"
    pixels = np.random.default_rng(0).integers(256, size=(6, 3, 8, 8), dtype=np.uint8)
    np.savez(file, images=pixels, labels=np.array(LABELS))
    return file


def scorer(space, names, images, **settings) -> Scorer:
    given = {"dataset": TINY, "data": images, "batch_size": 6, "device": "cpu"}
    return Scorer(space, [PROXIES[name] for name in names], Settings(**given | settings))


def case(space: Cells, index: int, scorer: Scorer) -> plain_nb101.Case:
    task, settings, width = scorer.settings.task, scorer.settings, NB101Networks.width
    bank = WeightBank(settings.seed, independent=settings.init == "independent", law="he")
    number = index if bank.independent else None
    network = plain_nb101.build(space.graphs[index], task, bank, number, width)
    pixels = torch.from_numpy(scorer.images.pixels).double()
    labels = torch.from_numpy(scorer.images.labels)
    return plain_nb101.Case(
        "", task, bank, number, (), network, pixels, labels, space.graphs[index], width
    )


DEFINED = [name for name in PROXIES if name not in UNDEFINED]


@pytest.fixture(scope="module")
def ours(cells, images):
    """All scores of the cells, in double precision."""
    return scorer(cells, DEFINED, images, precision="double", seed=3).score(np.arange(cells.size))


@pytest.fixture(scope="module")
def singles(cells, images):
    """The same in single precision."""
    return scorer(cells, DEFINED, images, seed=3).score(np.arange(cells.size))


@pytest.mark.parametrize("name", DEFINED)
class TestEveryProxy:
    def test_equals_the_plain_oracle(self, cells, images, ours, name):
        asked = scorer(cells, ["nwot"], images, seed=3)
        expected = [plain_nb101.PLAIN[name](case(cells, i, asked)) for i in range(cells.size)]
        np.testing.assert_allclose(ours[name], expected, rtol=1e-6, atol=1e-12)

    def test_single_precision_is_enough(self, ours, singles, name):
        error = np.abs(singles[name] - ours[name]) / (np.abs(ours[name]) + 1e-12)
        exact = name in SMOOTH or not PROXIES[name].needs_data
        assert np.median(error) < (1e-4 if exact else 1e-2)


@pytest.mark.parametrize("name", ["synflow", "l2_norm", "snip", "zen"])
def test_every_architecture_may_have_weights_of_its_own(cells, images, name):
    both = scorer(cells, {"nwot", name}, images, init="independent", precision="double", seed=5)
    some = np.array([2, 8])
    expected = [plain_nb101.PLAIN[name](case(cells, int(i), both)) for i in some]
    np.testing.assert_allclose(both.score(some)[name], expected, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("name", ["synflow", "logsynflow"])
def test_wide_networks_do_not_overflow(cells, images, name, monkeypatch):
    monkeypatch.setattr(NB101Networks, "width", 72)
    both = scorer(cells, {"nwot", name}, images)
    some = np.array([2, 5])
    expected = [plain_nb101.PLAIN[name](case(cells, int(i), both)) for i in some]
    single = scorer(cells, [name], images).score(some)[name]
    np.testing.assert_allclose(single, expected, rtol=1e-5)


@pytest.mark.parametrize("name", UNDEFINED)
def test_what_means_nothing_here_is_refused_in_one_line(cells, images, name):
    with pytest.raises(OptionError, match=f"^{name} is not defined on some cells: .*; ask for"):
        scorer(cells, ["params", name], images)


def test_synflow_may_leave_out_the_constant_middle_of_large_images(cells):
    task, everyone = DATASETS["cifar10"], np.arange(cells.size)
    bank = WeightBank(3, law="he")
    networks = [plain_nb101.build(graph, task, bank, None, 10) for graph in cells.graphs]
    expected = [plain.synflow(network, task) for network in networks]
    one = scorer(cells, ["synflow"], None, dataset=task, precision="double", seed=3)
    np.testing.assert_allclose(one.score(everyone)["synflow"], expected, rtol=1e-9)


# -- batches ------------------------------------------------------------------------------------


def relabelled(graph: Graph) -> list[Graph]:
    """Return the cell with every choice of its first operation: the shapes stay."""
    return [Graph(graph.edges, first + graph.operations[1:]) for first in "31m"]


@pytest.mark.parametrize("name", ["synflow", "logsynflow", "grasp", "nwot", "zen", "ntk"])
def test_cells_of_equal_shape_score_alike_together_and_alone(images, name):
    same = (
        graph_of("31m31", "01 12 13 24 34 35 46 56 06"),
        graph_of("3m13m", "01 02 03 14 24 35 46 56"),
    )
    space = Cells([new for graph in same for new in relabelled(graph)])
    one = scorer(space, [name], images, precision="double")
    alone = one.score(np.arange(space.size))[name]
    groups = NB101Networks.batches(np.arange(space.size), 99, for_cache=False, space=space)
    together = np.empty(space.size)
    for group in groups:
        job = Job(0, 0, (name,), 0, group, group[:0], cost=1.0)
        found = one._evaluate(one._contexts, job, group)
        numbers, together[group] = found[name]
        np.testing.assert_array_equal(numbers, group)
    assert len(groups) == 1
    np.testing.assert_allclose(together, alone, rtol=1e-8, atol=1e-12)


def test_layers_that_compute_get_cells_of_equal_shapes(cells):
    everyone = np.arange(cells.size)
    batches = NB101Networks.batches(everyone, 99, for_cache=False, space=cells)
    assert sorted(np.concatenate(batches)) == everyone.tolist()
    for batch in batches:
        assert len(np.unique(Graphs(cells, batch).channels(128), axis=0)) == 1


def test_a_processor_gets_one_cell_at_a_time(cells):
    batches = NB101Networks.batches(np.arange(5), 99, for_cache=True, space=cells)
    assert [batch.tolist() for batch in batches] == [[0], [1], [2], [3], [4]]


# -- counting -----------------------------------------------------------------------------------


def test_counts_do_not_depend_on_the_batch(cells):
    together = count(cells, np.arange(cells.size))
    alone = [count(cells, np.array([k])) for k in range(cells.size)]
    assert together.params.tolist() == [counted.params.item() for counted in alone]
    assert together.flops.tolist() == [counted.flops.item() for counted in alone]


def count(space, indices) -> Counting:
    layers = Counting(NB101Networks(space, indices, CPU), DATASETS["cifar10"], CPU)
    NB101Networks(space, indices, CPU).run(layers, classes=10)
    return layers


def test_parameters_equal_the_benchmarks(data_dir, monkeypatch):
    """Except in 1.84 % of rows, where the table has another order of vertices."""
    monkeypatch.setattr(NB101Networks, "width", 128)
    table = pd.read_parquet(data_dir / "nasbench101.parquet").iloc[::80]
    space = Cells(read_graphs(table))
    ours = count(space, np.arange(space.size)).params.numpy()
    theirs = table["params"].to_numpy()
    assert np.mean(ours == theirs) > 0.975
    assert np.max(np.abs(ours / theirs - 1)) < 0.0121


@pytest.mark.slow
def test_parameters_equal_the_benchmarks_for_the_whole_space(data_dir, monkeypatch, tmp_path):
    """The space has the released order of vertices; making it takes minutes."""
    monkeypatch.setattr(NB101Networks, "width", 128)
    monkeypatch.setenv("LANDSCAPE_CACHE", str(tmp_path))
    one = Scorer(NB101(), [PROXIES["params"]], Settings(device="cpu"))
    ours = np.concatenate([one.score(chunk)["params"] for chunk in one.chunks()])
    theirs = pd.read_parquet(data_dir / "nasbench101.parquet")["params"]
    np.testing.assert_array_equal(ours, theirs)


# -- weights ------------------------------------------------------------------------------------


def test_initial_weights_are_those_of_the_literature():
    bank = WeightBank(1, law="he")
    convolution = bank.draw("a", (64, 32, 3, 3))
    assert convolution.std().item() == pytest.approx((2 / (64 * 9)) ** 0.5, rel=0.02)
    assert bank.draw("b", (100, 512)).std().item() == pytest.approx(0.01, rel=0.02)
    assert not bank.draw("b.bias", (100,), fan_in=512).any()


def test_scores_of_weights_are_the_published_ones(data_dir, monkeypatch):
    """NAS-Bench-Suite-Zero drew weights of its own; the law is the same."""
    monkeypatch.setattr(NB101Networks, "width", 128)
    table = pd.read_parquet(data_dir / "nasbench101_zerocost_sample.parquet").dropna().iloc[::60]
    graphs = pd.read_parquet(data_dir / "nasbench101.parquet").iloc[table["arch_index"]]
    space = Cells(read_graphs(graphs))
    ours = scorer(space, ["synflow", "l2_norm"], None, dataset="cifar10").score(
        np.arange(space.size)
    )
    np.testing.assert_allclose(ours["synflow"], table["synflow"], atol=0.4)
    np.testing.assert_allclose(ours["l2_norm"], table["l2_norm"], rtol=0.01)


def test_operations_are_in_the_benchmarks_order():
    assert OPERATIONS == ("conv3x3", "conv1x1", "maxpool3x3")
