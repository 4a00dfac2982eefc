"""Networks built as modules have the scores of the batched engine, in every metric."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from landscape import ProductSpace, register_space
from landscape.spaces import NB201, NBASR, SSS
from proxies import PROXIES, Scorer, Settings
from proxies.engine.weights import WeightBank
from proxies.networks.nb101 import NB101Networks
from proxies.networks.nbasr import FEATURES, FRAMES, NBASRNetworks
from tests.proxies import plain_nb101, plain_nbasr
from tests.proxies.conftest import KINDS
from tests.proxies.modules.plainly import SPACES, Named, as_modules
from tests.proxies.test_nb101_networks import KINDS as GRAPHS
from tests.proxies.test_nb101_networks import TINY, UNDEFINED, Cells, graph_of
from tests.proxies.test_nbasr_networks import FEW
from tests.registered import forgotten

HOW = {
    **{"data": "noise", "batch_size": 4, "device": "cpu"},
    **{"precision": "double", "seed": 3},
}
CELLS = ("longest chain", "dead operations", "no path")
WIDTHS = ("8:16:24:8:16",)


def numbers(name):
    if name == "nb201":
        return np.unique([NB201().parse(KINDS[kind]) for kind in CELLS])
    return np.unique([SSS().parse(text) for text in WIDTHS])


@cache
def both(name):
    """Return scores of the engine, and of modules: of all metrics."""
    base, build = SPACES[name]
    settings, proxies = Settings("ImageNet16-120", **HOW), list(PROXIES.values())
    engine = Scorer(base(), proxies, settings).score(numbers(name))
    with as_modules(base, build) as space:
        return engine, Scorer(space, proxies, settings).score(numbers(name))


@pytest.mark.parametrize("name", SPACES)
@pytest.mark.parametrize("metric", PROXIES)
def test_modules_have_the_scores_of_the_engine(name, metric):
    engine, modules = both(name)
    np.testing.assert_allclose(modules[metric], engine[metric], rtol=1e-6, atol=1e-12)


CHAINS = ("uneven thirds", "cut channels")
ASR = ("conv5d2:0+conv7d2:01+conv7:100", "linear:0+linear:00+linear:000")
SOUND = ("params", "flops", "l2_norm", "synflow", "skip")


@cache
def of_nb101():
    """Return scores of the engine, and of modules that draw their weights themselves."""
    graphs = [graph_of(*GRAPHS[kind]) for kind in CHAINS]
    settings = Settings(TINY, **HOW, init="independent")
    proxies = [proxy for name, proxy in PROXIES.items() if name not in UNDEFINED]
    bank = WeightBank(HOW["seed"], independent=True, law="he")

    def build(chosen, task):
        graph = graphs[chosen.index]
        return Named(plain_nb101.build(graph, task, bank, chosen.index, width=10))

    with pytest.MonkeyPatch.context() as patch, forgotten():
        patch.setattr(NB101Networks, "width", 10)
        engine = Scorer(Cells(graphs), proxies, settings).score(np.arange(len(graphs)))
        space = ProductSpace([len(graphs)], name="nb101-modules")
        register_space(space, network=build)
        return engine, Scorer(space, proxies, settings).score(np.arange(len(graphs)))


@pytest.mark.parametrize("metric", [name for name in PROXIES if name not in UNDEFINED])
def test_modules_have_the_scores_of_the_engine_on_nb101(metric):
    engine, modules = of_nb101()
    np.testing.assert_allclose(modules[metric], engine[metric], rtol=1e-6, atol=1e-12)


def test_modules_have_the_scores_of_the_engine_on_sound():
    proxies = [PROXIES[name] for name in SOUND]
    settings = Settings(device="cpu", precision="double", seed=3)

    def build(chosen):
        network = Named(plain_nbasr.Network(str(chosen), FEW), ("Norm",))
        network.skips = skips_of(str(chosen))
        return network

    with pytest.MonkeyPatch.context() as patch, forgotten():
        patch.setattr(NBASRNetworks, "filters", FEW)
        base = NBASR()
        numbers = np.sort([base.parse(text) for text in ASR])
        engine = Scorer(base, proxies, settings).score(numbers)
        space = NBASR()
        space.name = "nbasr-modules"
        register_space(space, network=build, input=(FEATURES, FRAMES))
        modules = Scorer(space, proxies, settings).score(numbers)
    for name in SOUND:
        np.testing.assert_allclose(modules[name], engine[name], rtol=1e-6, err_msg=name)


def skips_of(architecture):
    """Return the skip connections of a cell of NAS-Bench-ASR: from node, to node."""
    texts = [text.split(":")[1] for text in architecture.split("+")]
    return [
        (start, end)
        for end, text in enumerate(texts, start=1)
        for start, is_on in enumerate(text)
        if is_on == "1"
    ]
