"""The file of networks in docs/extending.md, through the commands, and as an installed package."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from torch import nn

from landscape import ProductSpace, plugins, register_space
from landscape.plugins import load_plugin
from proxies.plan import scoring_settings
from proxies.scoring.evaluate import ProxySource
from tests.cli.command import inside
from tests.registered import forgotten

DOCUMENT = Path(__file__).parents[3] / "docs" / "extending.md"
NOISE = ("--data", "noise", "--batch-size", "4")


def points():
    return np.zeros((40, 7), np.float32), np.zeros(40, int)


def _line(chosen, task):
    return nn.Sequential(nn.Flatten(), nn.Linear(int(np.prod(task.shape)), 2))


@pytest.fixture(scope="module")
def code():
    text = DOCUMENT.read_text(encoding="utf-8")
    (found,) = re.findall(r"<!-- modules -->\n```python\n(.*?)```", text, flags=re.DOTALL)
    return found


@pytest.fixture
def command(code, tmp_path):
    (tmp_path / "towers.py").write_text(code, encoding="utf-8")
    with forgotten():
        yield lambda *arguments: inside("--load", "towers.py", *arguments, cwd=tmp_path)


def test_a_landscape_is_built(command):
    found = command("build", "--space", "towers", "--metric", "nwot", *NOISE)
    assert found.code == 0, found.stderr
    assert "it has no ReLU, but gelu" in found.stderr
    assert "12 (6 missing)" in found.stdout


def test_all_metrics_are_scored_but_those_that_mean_nothing(command):
    found = command("score", "--space", "towers", "--metrics", "all", *NOISE, "--limit", "2")
    assert found.code == 0, found.stderr
    said = [line for line in found.stderr.splitlines() if "left out" in line]
    assert len(said) == 1
    assert said[0].endswith(": skip (it has no list of its skip connections, an attribute skips)")
    table = pd.read_parquet(found.cwd / found.folder / "scores.parquet")
    assert table.drop(columns=["nwot", "rank"], errors="ignore").notna().all(axis=None)
    again = command("score", "--space", "towers", "--metrics", "all", *NOISE, "--limit", "2")
    assert "scores are there already" in again.stderr


def test_searches_ask_for_proxies(command):
    asked = ("search", "local-search", "--space", "towers", "--proxy", "synflow", "--budget", "9")
    found = command(*asked, "--trials", "1")
    assert found.code == 0, found.stderr
    assert "synflow: scored when asked for" in found.stderr


def test_another_builder_does_not_take_the_scores_of_the_first(command, code, tmp_path):
    asked = ("score", "--space", "towers", "--metrics", "params", "--out", "one")
    assert command(*asked).code == 0
    (tmp_path / "towers.py").write_text(code.replace("width, 3, padding", "width, 5, padding"))
    found = command(*asked)
    assert found.code != 0
    assert "network" in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_package_that_is_installed_brings_networks(code, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "nas_towers.py").write_text(code)
    about = tmp_path / "nas_towers-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: nas_towers\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[landscape.plugins]\nmine = nas_towers\n")
    monkeypatch.delitem(sys.modules, "nas_towers", raising=False)
    with forgotten():
        monkeypatch.setitem(plugins._INSTALLED, "asked", False)
        found = inside("score", "--space", "towers", "--metrics", "params", cwd=tmp_path)
    assert found.code == 0, found.stderr


def test_what_is_loaded_again_is_scored_as_it_is_now(code, tmp_path):
    file = tmp_path / "towers.py"
    with forgotten():
        for width in ("3", "5"):
            file.write_text(code.replace("width, 3, padding", f"width, {width}, padding"))
            load_plugin(file)
            out = ("--out", str(tmp_path / width))
            found = inside("score", "--space", "towers", "--metrics", "params", *out, cwd=tmp_path)
            assert found.code == 0, found.stderr
    tables = [pd.read_parquet(tmp_path / width / "scores.parquet") for width in ("3", "5")]
    assert (tables[0]["params"] < tables[1]["params"]).all()


@pytest.mark.parametrize(
    ("input", "said"), [(None, "CIFAR-10"), ((2, 5), "noise of shape 2×5"), (points, "points")]
)
def test_a_title_says_what_networks_see(input, said):
    with forgotten():
        register_space(ProductSpace([2], name="mine"), network=_line, input=input)
        source = ProxySource.of("mine", "synflow", scoring_settings(None))
        assert source.title == f"SynFlow on mine, {said}"
        assert source.dataset == {"CIFAR-10": "cifar10"}.get(said, said.split()[0])
        assert "cifar" not in source.name or input is None
