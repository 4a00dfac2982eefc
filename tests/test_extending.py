"""The file of docs/extending.md, with something of every kind, through the commands."""

from __future__ import annotations

import itertools
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from landscape.benchmarks.sources import open_benchmark
from landscape.errors import UnknownNameError
from landscape.plugins import load_plugin
from landscape.spaces import get_space
from tests.cli.command import inside
from tests.proxies.networks_conformance import NetworksConformance
from tests.registered import REGISTRIES, forgotten
from tests.search.conformance import SearchConformance
from tests.spaces.conformance import SpaceConformance
from tests.trained.conformance import ReaderConformance
from tests.viz.conformance import FigureConformance

DOCUMENT = Path(__file__).parents[1] / "docs" / "extending.md"

PILE = """
from landscape.spaces import SPACES, FileSpace, SpaceRecord
class Pile(FileSpace):
    def canonical(self, indices):
        return super().canonical(indices) // 2 * 2
stack = SPACES["stack"]()
SPACES.register(
    SpaceRecord("pile", lambda: Pile(stack.variables, pattern="{}-{}-{}@{}", name="pile"))
)
"""


@dataclass
class World:
    """A folder with the file of the document, and what people would have beside it."""

    folder: Path

    def __call__(self, *arguments, load=True):
        loaded = ("--load", "stack.py") if load else ()
        return inside(*loaded, *arguments, cwd=self.folder)


@pytest.fixture(scope="module", autouse=True)
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extending")
    text = DOCUMENT.read_text(encoding="utf-8")
    (code,) = re.findall(r"<!-- example -->\n```python\n(.*?)```", text, flags=re.DOTALL)
    (folder / "stack.py").write_text(code, encoding="utf-8")
    with forgotten(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANDSCAPE_DATA", str(folder / "data"))
        load_plugin(folder / "stack.py")
        write_files(folder)
        yield World(folder)


def write_files(folder):
    """Write a table of scores and the files of a benchmark."""
    stages = itertools.product(["skip", "conv1", "conv3"], repeat=3)
    names = [f"{a}-{b}-{c}@{width}" for (a, b, c), width in itertools.product(stages, (8, 16))]
    scores = np.random.default_rng(0).uniform(50, 90, size=(len(names), 3)).round(2)
    lines = zip(names, scores.tolist(), strict=True)
    log = [json.dumps({"arch": name, "val_acc": values}) for name, values in lines]
    (folder / "log.jsonl").write_text("\n".join(log))
    pd.DataFrame({"arch": names, "mine": scores[:, 0]}).to_csv(folder / "mine.csv", index=False)


@pytest.fixture(scope="module")
def scored(world):
    """A run of the proxy on the networks of the space."""
    told = world("build", "--space", "stack", "--metric", "reuse", "--out", "reuse")
    assert told.code == 0, told.stderr
    return told


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("spaces", "stack"), ("metrics", "reuse"), ("algorithms", "pairs"), ("figures", "best"),
        ("analyses", "near_top"),
    ],
)  # fmt: skip
def test_what_it_brings_is_listed_with_its_name(world, topic, name):
    told = world("list", topic)
    header, *rows = [re.split(r"  +", line) for line in told.stdout.splitlines()]
    assert header[1] == "from"
    whose = {row[0]: row[1] for row in rows}
    assert whose.pop(name) == "stack.py"
    assert set(whose.values()) == {"-"}


def test_a_benchmark_is_listed_and_imported(world):
    (row,) = (line for line in world("data", "list").stdout.splitlines() if "stack-log" in line)
    assert re.match("stack-log +stack +missing +accuracy [(]from stack.py[)] ", row)
    told = world("build", "--space", "stack", "--metric", "val_acc")
    assert "`landscape data import stack-log PATH`, log.jsonl from your desk" in told.stderr
    assert world("data", "import", "stack-log", "log.jsonl").code == 0
    told = world("build", "--space", "stack", "--metric", "val_acc", "--epoch", 2, "--out", "acc")
    assert told.screen["configurations"] == "54 (0 missing)"


def test_its_networks_are_scored(scored, world):
    assert scored.screen["global optimum"] == "conv3-conv3-conv3@16"
    told = world("build", "--space", "stack", "--metric", "skip")
    assert "skip is not defined on Stacks: its networks do not say what they skip" in told.stderr


def test_a_table_of_its_architectures_is_read(world):
    told = world("build", "--space", "STACK", "--scores", "mine.csv", "--metric", "mine")
    assert told.screen["configurations"] == "54 (0 missing)"


def test_its_search_walks_on_its_space(scored, world):
    how = ("--proxy", "reuse", "--trials", 3, "--set", "n=4")
    told = world("search", "pairs", "--space", "stack", *how)
    assert told.screen["search"] == "Best of pairs on stack, cifar10"
    assert told.screen["evaluations"] == "8.0 ± 0.0"


def test_defaults_of_a_search_are_those_of_the_space(world):
    world("data", "import", "stack-log", "log.jsonl")
    how = ("--proxy", "reuse", "--trials", 2, "--set", "evaluations=20")
    told = world("search", "mf-nas", "--space", "stack", *how)
    assert told.code == 0, told.stderr
    assert told.summary["settings"]["k"] == 4
    assert list(told.summary["settings"]["trained"]) == ["1", "3"]


def test_its_figure_and_its_analysis_are_made_of_runs(scored, world):
    assert world("figure", "best", scored.folder, "--out", "best.csv").code == 0
    assert (world.folder / "best.csv").read_text().splitlines()[1].startswith("reuse,984.09")
    assert world("analyse", scored.folder).screen["near_top"] == "0.0185185"
    for page in ("mlon.html", "mlon.png"):
        assert (scored.folder / page).stat().st_size


def test_its_runs_can_be_drawn_again_and_explored(scored, world):
    from viz.explorer import World as Explored

    assert world("plot", scored.folder).code == 0
    explored = Explored.open([scored.folder])
    assert [space.title for space in explored.spaces.values()] == ["Stacks"]


def test_a_run_of_variables_is_read_where_nobody_knows_its_space(scored, world):
    with without_the_file(world):
        assert world("analyse", scored.folder, load=False).code == 0
        with pytest.raises(UnknownNameError):
            get_space("stack")


def test_a_run_of_any_other_space_is_refused_there_in_a_line(world):
    (world.folder / "pile.py").write_text(PILE)
    build = (
        "build",
        "--space",
        "pile",
        "--scores",
        "mine.csv",
        "--metric",
        "mine",
        "--out",
        "pile",
    )
    assert inside("--load", "pile.py", *build, cwd=world.folder).code == 0
    again = inside("--load", "pile.py", "analyse", "pile", cwd=world.folder)
    assert (again.code, again.stderr) == (0, "")
    with without_the_file(world):
        told = world("analyse", "pile", load=False)
        assert (told.code, told.stderr.count("\n")) == (2, 1)
        assert "is of a space that is not known here: load what registers it" in told.stderr


@contextmanager
def without_the_file(world):
    for registry in REGISTRIES:
        for name in [name for name in registry if registry.plugin_of(name)]:
            registry.remove(name)
    try:
        yield
    finally:
        load_plugin(world.folder / "stack.py")


@pytest.fixture(scope="module")
def space(world):
    return get_space("stack")


class TestItsSpace(SpaceConformance):
    pass


class TestItsNetworks(NetworksConformance):
    pass


@pytest.mark.parametrize("name", ["pairs"])
class TestItsSearch(SearchConformance):
    pass


@pytest.mark.parametrize("name", ["best"])
class TestItsFigure(FigureConformance):
    pass


class TestItsReader(ReaderConformance):
    @pytest.fixture
    def opened(self, world):
        return lambda: open_benchmark("stack-log", world.folder / "log.jsonl")
