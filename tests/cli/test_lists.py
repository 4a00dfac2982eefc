"""What there is to choose from, and where images come from."""

import re
from pathlib import Path

import pytest

from landscape.datasets import DATASETS
from landscape.spaces import SPACES
from proxies import PROXIES
from tests.cli.command import inside, landscape


def cells(finished):
    """Return the rows of a table on stdout, header first."""
    assert (finished.code, finished.stderr) == (0, "")
    return [re.split(r"  +", line) for line in finished.stdout.splitlines()]


@pytest.fixture(scope="module")
def metrics(tmp_path_factory):
    return cells(inside("list", "metrics", cwd=tmp_path_factory.mktemp("list")))


def test_every_metric_is_one_line_and_variants_are_last(metrics):
    header, *rows = metrics
    assert header == ["name", "better", "unit", "needs data", "source", "formula"]
    names = [row[0] for row in rows]
    assert sorted(names) == sorted([*PROXIES, "rank"])
    variants = [name in PROXIES and PROXIES[name].is_variant for name in names]
    assert variants == sorted(variants)
    assert {len(row) for row in rows} == {6}


def test_a_metric_is_told_with_all_that_tells_it_apart(metrics):
    rows = {row[0]: row[1:] for row in metrics}
    flops = PROXIES["flops"]
    assert rows["flops"] == ["higher", "MFLOPs", "no", flops.metric.source, flops.formula]
    assert rows["ntk"][0] == "lower"
    assert rows["snip"][2] == "yes"
    assert rows["rank"][2:4] == ["yes", "Hsieh and Tsai, 2023"]


def test_spaces_and_datasets_are_listed(tmp_path):
    spaces = cells(inside("list", "spaces", cwd=tmp_path))
    assert [row[0] for row in spaces[1:]] == list(SPACES)
    assert spaces[1] == ["nb201", "NAS-Bench-201", "15,625", "nats, naslib, index, nats-index"]
    datasets = cells(inside("list", "datasets", cwd=tmp_path))
    assert [row[0] for row in datasets[1:]] == list(DATASETS)
    assert datasets[1] == ["cifar10", "CIFAR-10", "10", "32×32"]


def test_listing_loads_no_pytorch(tmp_path):
    told = landscape("list", "metrics", cwd=tmp_path, show_imports=True)
    assert told.code == 0
    assert not {"torch", "igraph", "pandas"} & told.imported


def test_images_are_downloaded_to_where_the_user_says(tmp_path, monkeypatch):
    monkeypatch.setattr("proxies.images.download", lambda name, folder: folder / f"{name}.tar")
    told = inside("data", "download", "cifar100", "--data-dir", "here", cwd=tmp_path)
    assert told.screen == {"dataset": "cifar100", "file": "here/cifar100.tar"}


def test_or_to_where_they_are_looked_for_first(tmp_path, monkeypatch):
    monkeypatch.setattr("proxies.images.download", lambda name, folder: folder / f"{name}.tar")
    monkeypatch.setenv("LANDSCAPE_DATA", str(tmp_path / "images"))
    told = inside("data", "download", "cifar10", cwd=Path(tmp_path))
    assert told.screen["file"] == str(tmp_path / "images" / "cifar10.tar")
