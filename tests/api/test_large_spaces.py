"""Spaces with more configurations than can be listed: what looks at some of them works."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import landscape
import proxies
from landscape import ProductSpace, get_space
from landscape.errors import LandscapeError, OptionError
from landscape.scores import Metric
from landscape.spaces import SPACES, SpaceRecord
from proxies import Plan, Proxy, Settings, get_proxy, register
from proxies.networks.single import SingleNetworks
from proxies.passes import COUNT
from search import search
from tests.registered import forgotten

SIZE = 2**62


class Widths(SingleNetworks):
    """One convolution, as wide as the first six variables say."""

    def run(self, layers, classes):
        width = 1 + int(self.space.decode(self.configuration)[:6] @ 2 ** np.arange(6))
        maps = layers.convolution(layers.image(), "only", width, kernel=1)
        return layers.classifier(layers.relu(maps, "only"), "classifier", classes)


@pytest.fixture(scope="module", autouse=True)
def space():
    with forgotten():
        make = lambda: ProductSpace([2] * 62, name="wide")  # noqa: E731
        SPACES.register(SpaceRecord("wide", make, networks=Widths, rungs=(1, 2)))
        nowhere = Metric("nowhere", title="Nowhere")
        register(Proxy(nowhere, "none", reads=COUNT, score=lambda counted: counted.params * np.nan,
                       sees_dead_operations=True, is_random=False))  # fmt: skip
        yield get_space("wide")


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (40, 3, 8, 8), dtype=np.uint8)
    file = tmp_path_factory.mktemp("images") / "small.npz"
    np.savez(file, images=pixels, labels=np.arange(40) % 2)
    return file


def test_a_sample_is_scored_and_read_again(tmp_path):
    how = {"space": "wide", "sample": 6, "out": tmp_path / "run"}
    run = proxies.score(["params", "nowhere", "flops"], **how)
    numbers = run.scores["index"]
    assert numbers.dtype == np.int64
    assert numbers.max() > 2**60
    best = run.ranges().set_index("metric")["best"]
    assert best["params"] == numbers[run.scores["params"].argmax()]  # to the last digit
    assert best["nowhere"] is pd.NA
    assert landscape.load(run.folder) == run
    more = proxies.score(["rank"], rank_of=["params", "flops"], **how)
    assert more.scores["rank"].rank().tolist() == more.scores["params"].rank().tolist()


def test_whole_columns_are_refused_before_anything_is_done(space, tmp_path):
    for refused in (
        lambda: landscape.build("params", space="wide", out=tmp_path / "run"),
        lambda: proxies.score(["params"], space="wide", out=tmp_path / "run"),
        lambda: Plan(space, [get_proxy("params")], Settings()).configurations,
    ):
        with pytest.raises(OptionError, match=f"{SIZE:,} configurations: ") as caught:
            refused()
        assert "`landscape score --sample N`" in str(caught.value)
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("algorithm", "proxy"),
    [
        ("random-search", ["params"]),
        ("local-search", ["params"]),
        ("best-improvement", ["params"]),
        ("rea", ["params"]),
        ("reinforce", ["params"]),
        ("sa-rank", ["params", "flops"]),
        ("ga-rank", ["params", "flops"]),
        ("freerea", ["params", "flops"]),
    ],
)
def test_searches_that_score_live_find_more_than_chance(algorithm, proxy, tmp_path):
    run = search(algorithm, space="wide", proxy=proxy, budget=400, trials=1, out=tmp_path / "run")
    found = int(run.trials["configuration"][0])
    width = 1 + int(get_space("wide").decode(found)[:6] @ 2 ** np.arange(6))
    assert width > 40  # of 64; the mean is 32.5
    assert landscape.load(run.folder) == run


@pytest.mark.parametrize(
    ("algorithm", "how"),
    [
        ("mf-nas", {"proxy": ["params"], "settings": {"evaluations": 9, "k": 3}}),
        ("rea", {"budget": 3, "epoch": 1}),
    ],
)
def test_searches_that_train_report_what_they_trained(algorithm, how, images, tmp_path):
    how = {"space": "wide", "train": True, "data": images, "out": tmp_path / "run", **how}
    run = search(algorithm, trials=2, **how)
    assert run.trials["test_acc"].between(0, 100).all()
    best = run.summary["best"]["architecture"]
    assert get_space("wide").parse(best) in run.trials["configuration"].tolist()


def test_where_no_benchmark_is_known_training_is_named(tmp_path):
    with pytest.raises(LandscapeError, match=r"train=True trains networks here"):
        search("mf-nas", space="wide", proxy=["params"], trials=1, out=tmp_path / "run")


def test_padded_codes_score_what_their_cells_do():
    codes, how = get_space("nb101-codes"), {"metric": "test_acc", "escapes": 2}
    text = "conv3x3,conv1x1,conv3x3,conv3x3,maxpool3x3|0-1,0-2,1-6"  # the second is nowhere
    found = landscape.info(text, space="nb101-codes", **how).standing
    cell = landscape.info("conv3x3|0-1,1-2", space="nb101", **how).standing
    assert found.path_fitness[0] == cell.path_fitness[0]
    near = found.n_better + found.n_equal + found.n_worse + found.n_missing
    assert near == len(codes.neighbours(codes.parse(text)))


@pytest.mark.parametrize(
    "asked",
    [
        lambda **how: landscape.build("synflow", **how),
        lambda **how: landscape.build("test_acc", **how),
        lambda **how: proxies.score("params", **how),
        lambda **how: search("random-search", budget="9e", **how),
    ],
)
def test_what_is_not_done_by_codes_names_the_space_of_the_cells(asked, tmp_path):
    with pytest.raises(LandscapeError, match="name the space nb101"):
        asked(space="nb101-codes", out=tmp_path)
