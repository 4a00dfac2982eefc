"""What docs/own_tables.md shows is true: its program, its commands, its Python."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

import landscape
from landscape.spaces import read_space
from tests.cli.command import inside

DOCUMENT = (Path(__file__).parents[1] / "docs" / "own_tables.md").read_text(encoding="utf-8")


def block(mark):
    """Return what stands between the fences after a mark."""
    (text,) = re.findall(rf"<!-- {mark} -->\n```\w*\n(.*?)```", DOCUMENT, flags=re.DOTALL)
    return text


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder in which the program of the page has run, of fewer and shorter trainings."""
    folder = tmp_path_factory.mktemp("spirals")
    program = block("train.py")
    whole, part = "(1, 2, 3), (4, 8, 16, 32), ACTS,", "(1, 2), (4, 16), ACTS,"
    assert whole in program
    assert "steps=200" in program
    program = program.replace(whole, part).replace("steps=200", "steps=1")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(compile(program, "train.py", "exec"), {"__name__": "train"})
    return folder


def test_its_commands_run_one_after_the_other(here):
    commands = [shlex.split(line) for line in block("run").splitlines()]
    assert [words[:2] for words in commands] == [
        ["landscape", name] for name in ("space", "build", "build", "build", "compare", "search")
    ]
    for words in commands:
        pictures = ["--no-pictures"] if words[1] == "build" else []
        done = inside(*words[1:], *pictures, cwd=here)
        assert done.code == 0, done.stderr
    space = read_space(here / "spirals.toml")
    assert [v.options for v in space.variables] == [
        ("1", "2"), ("4", "16"), ("tanh", "relu", "sin"), ("0.001", "0.01", "0.1")
    ]  # fmt: skip
    assert [v.ordinal for v in space.variables] == [True, True, False, True]


def test_its_python_runs(here, tmp_path, monkeypatch):
    for name in ("results.csv", "spirals.toml"):
        (tmp_path / name).write_bytes((here / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    text = DOCUMENT.partition("## In Python\n")[2].partition("```python\n")[2].partition("```")[0]
    names: dict[str, object] = {}
    exec(compile(text, "own_tables.md", "exec"), names)
    frame = pd.read_csv("results.csv")
    n_large = (frame.groupby(["depth", "width"])["parameters"].max() > 500).sum() * 9
    assert names["run"].summary["n_excluded"] == n_large
    assert landscape.load("runs/own").landscape.escape == 1


def test_costs_by_index_are_joined_with_accuracies(tmp_path, monkeypatch):
    """Of HW-NAS-Bench's numbers the ones that its README prints of the first cell are here."""
    monkeypatch.chdir(tmp_path)
    costs = {"index": [0], "edgegpu_latency": [5.807418537139893], "fpga_latency": [2.57296]}
    pd.DataFrame(costs).to_csv("costs.csv", index=False)
    exec(compile(block("join"), "own_tables.md", "exec"), {})
    (row,) = pd.read_csv("both.csv").to_dict("records")
    assert row["arch"] == (
        "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|"
        "skip_connect~2|"
    )
    assert row["fpga_latency"] == 2.57296
    space = landscape.get_space("nb201")
    accuracy = landscape.benchmarks.trained_landscape(space, "test_acc", dataset="cifar10")
    assert row["test_acc"] == pytest.approx(accuracy.fitness[space.parse("nats:0")], abs=0.01)
