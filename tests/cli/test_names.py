"""Names and paths as people write them, and what is left by commands that are refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from landscape.disk.files import unless_refused
from landscape.errors import OptionError
from proxies.plan import scoring_settings
from proxies.scoring.evaluate import ProxySource
from tests.cli.command import inside


@pytest.fixture(scope="module")
def here(tmp_path_factory, nb201):
    """A table of scores, and of test accuracies of three architectures."""
    folder = tmp_path_factory.mktemp("names")
    scores = {
        "Score": nb201.decode(np.arange(nb201.size)).sum(axis=1),
        "test_acc": [90.0, 91.0, 92.0],
    }
    columns = {name: pd.Series(values) for name, values in scores.items()}
    table = pd.DataFrame({"arch": map(nb201.format, range(nb201.size)), **columns})
    table.to_csv(folder / "my scores.csv", index=False)
    return folder


def test_names_are_found_whatever_their_case_and_separators(here):
    for arguments in (("info", "--space", "NB-201"), ("data", "show", "NATS_TSS")):
        told = inside(*arguments, cwd=here)
        assert "unknown" not in told.stderr
    listed = inside("search", "Local_Search", "--proxy", "score", "--scores", "my scores.csv",
                    "--dataset", "CIFAR-10", "--budget", 30, "--trials", 2, cwd=here)  # fmt: skip
    assert listed.code == 0, listed.stderr
    assert listed.summary["settings"]["proxies"] == ["Score"]
    assert (listed.summary["algorithm"], listed.summary["dataset"]) == ("local-search", "cifar10")
    said = "- (0 of 2 trials: 3 of 15,625 architectures have a test_acc in my scores.csv)"
    assert listed.screen["test_acc"] == said


def test_paths_are_taken_as_a_shell_does(here, monkeypatch):
    monkeypatch.setenv("HOME", str(here / "home"))
    (here / "home").mkdir()
    (here / "my scores.csv").rename(here / "home" / "my scores.csv")
    table = ("--scores=~/my scores.csv", "--metric", "SCORE", "--key", "Arch")
    built = inside("build", *table, "--out=~/my runs/first/", cwd=here)
    assert built.code == 0, built.stderr
    assert (here / "home" / "my runs" / "first" / "summary.json").exists()
    assert built.stdout.startswith("landscape       Score on nb201")
    drawn = inside("figure", "optima", "~/my runs/first/", "--out", "~/o.csv", cwd=here)
    assert drawn.code == 0, drawn.stderr
    assert (here / "home" / "o.csv").exists()
    (here / "home" / "my scores.csv").rename(here / "my scores.csv")


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--metric", "params", "--out", ""),
        ("build", "--metric", "params", "--scores", " "),
        ("figure", "optima", ""),
        ("data", "list", "--data-dir", ""),
    ],
)
def test_an_empty_path_is_refused(tmp_path, arguments):
    refused = inside(*arguments, cwd=tmp_path)
    assert (refused.code, refused.stdout) == (2, "")
    assert "it is empty: expected a path" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not [*tmp_path.iterdir()]


def test_noise_is_not_called_by_the_name_of_a_dataset():
    def source(metric, dataset):
        return ProxySource.of("nb201", metric, scoring_settings(dataset, "noise"))

    assert source("nwot", None).dataset == "cifar10-noise"
    assert source("nwot", "CIFAR100").title.endswith(", noise instead of CIFAR-100")
    assert source("params", None).dataset == "cifar10"  # which looks at no image


def _refused(folder, *files):
    """Fail after some files were made in a folder."""
    with unless_refused(folder):
        for file in files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).touch()
        (folder / "unfinished-1").mkdir(exist_ok=True)
        raise OptionError("no")


@pytest.mark.parametrize("place", ["new/deep", "there/new"])
def test_what_a_refusal_leaves_empty_is_taken_away(tmp_path, place):
    (tmp_path / "there").mkdir()
    with pytest.raises(OptionError):
        _refused(tmp_path / place, ".lock")
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]


def test_what_a_stopped_run_goes_on_from_stays(tmp_path):
    with pytest.raises(OptionError):
        _refused(tmp_path / "run", "unfinished-1/0.chunk")
    assert (tmp_path / "run" / "unfinished-1" / "0.chunk").exists()
