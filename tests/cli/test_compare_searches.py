"""``landscape compare`` of searches."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.cli.command import inside
from tests.search.saved import save_search

GOOD, BAD = [94.0, 94.2, 94.1, 94.3, 94.2, 94.4], [93.0, 93.3, 93.1, 93.2, 92.9, 93.4]


@pytest.fixture
def here(tmp_path):
    save_search(tmp_path / "good", GOOD, algorithm="mf-nas", proxies=["params"])
    save_search(tmp_path / "bad", BAD)
    return tmp_path


def test_the_result_is_shown_and_left_in_files(here):
    told = inside("compare", "good", "bad", "--out", "out", cwd=here)
    assert told.code == 0, told.stderr
    assert "the best is MF-NAS (params)" in told.stdout
    rows = pd.read_csv(here / "out" / "compare.csv").set_index("algorithm")
    assert rows.loc["REA", "p_holm"] == pytest.approx(2 / 2**6)
    assert rows.loc["REA", "superiority"] == 1
    searches = json.loads((here / "out" / "compare.json").read_text())["searches"]
    assert [one["is_best"] for one in searches] == [True, False]
    written = (here / "out" / "compare.md").read_text()
    assert written.startswith("| algorithm | cifar10 (test\\_acc)")
    assert r"\textbf{94.20" in (here / "out" / "compare.tex").read_text()


def test_several_datasets_make_the_papers_table(here):
    save_search(here / "other", BAD, dataset="cifar100")
    told = inside("compare", "good", "bad", "other", cwd=here)
    header, first, second, *_ = told.stdout.splitlines()
    assert header.split() == ["algorithm", "cifar10", "(test_acc)", "cifar100", "(test_acc)"]
    assert first.startswith("MF-NAS (params)")
    assert second.startswith("REA")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["good"], "one search"),
        (["good", "good"], "given twice"),
        (["good", "nowhere"], "holds no run"),
        (["good", "bad", "--quality", "bad"], "--quality bad: searches are judged"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(here, arguments, complaint):
    told = inside("compare", *arguments, cwd=here)
    assert told.code in (1, 2)
    assert complaint in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_a_search_is_not_compared_with_a_landscape(here):
    (here / "land").mkdir()
    (here / "land" / "summary.json").write_text('{"format": 1, "space": "nb201", "metric": "m"}')
    told = inside("compare", "good", "land", cwd=here)
    assert "good is a search and land a landscape" in told.stderr


def test_damaged_trials_are_refused_in_one_line(here):
    (here / "bad" / "trials.parquet").write_bytes(b"PAR1 no more")
    told = inside("compare", "good", "bad", cwd=here)
    assert (told.code, len(told.stderr.splitlines())) == (1, 1)
    assert "trials.parquet is no readable Parquet file" in told.stderr
