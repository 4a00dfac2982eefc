"""`landscape.compare` does what the command does, and what it leaves is read again."""

import json
import math

import numpy as np
import pytest

import landscape
from landscape.errors import DataError, OptionError
from search import SearchRun
from tests.api.conftest import files, own
from tests.cli.command import inside
from tests.search.saved import save_search


@pytest.fixture(scope="module")
def searches(tmp_path_factory):
    here = tmp_path_factory.mktemp("searches")
    save_search(here / "good", [94.0, 94.2, math.nan], algorithm="mf-nas", proxies=["params"])
    save_search(here / "bad", [93.0, 93.3, 93.1])
    save_search(here / "lost", [math.nan] * 3, algorithm="local-search")
    save_search(here / "other", [70.0, 70.5, 71.0], dataset="cifar100")
    return here


@pytest.fixture(params=["landscapes", "searches"])
def case(request, valleys, searches):
    """Folder, runs in it, and options."""
    if request.param == "landscapes":
        return valleys, ("near", "flat", "truth"), {"resamples": 3, "seed": 1}
    return searches, ("good", "bad", "lost", "other"), {"resamples": 5}


@pytest.fixture
def found(case, tmp_path, monkeypatch):
    here, runs, options = case
    monkeypatch.chdir(here)
    return landscape.compare(*runs, **options, out=tmp_path / "function")


def test_function_and_command_leave_equal_folders(case, found, tmp_path):
    here, runs, options = case
    told = [word for name, value in options.items() for word in (f"--{name}", value)]
    command = inside("compare", *runs, *told, "--out", tmp_path / "command", cwd=here)
    assert command.code == 0, command.stderr
    assert files(tmp_path / "command") == files(tmp_path / "function")
    content = json.loads((tmp_path / "command" / "compare.json").read_bytes())
    usual = {"runs": list(runs), "published": False, "resamples": 200, "seed": 0}
    assert content["options"] == usual | options


def test_what_was_left_is_read_again(found, tmp_path):
    again = landscape.load(tmp_path / "function")
    assert again == found
    assert again.save(tmp_path / "copy") == found
    assert files(tmp_path / "copy") == files(tmp_path / "function")


def test_runs_are_taken_in_a_list_and_what_is_left_out_makes_another(case, found):
    here, runs, options = case
    loaded = [landscape.load(here / name) for name in runs]
    assert landscape.compare(loaded, **options) == found
    assert landscape.compare(*loaded[1:], **options) != found


def test_a_notebook_shows_the_numbers(found):
    shown = found._repr_html_()
    assert shown.startswith("<table>")
    assert any(name in shown for name in ("kendall", "93.13 ± 0.12"))


def test_landscapes_need_no_folder(valleys):
    near, truth = (landscape.load(valleys / name).landscape for name in ("near", "truth"))
    found = landscape.compare(near, truth, resamples=0)
    assert found == landscape.compare(valleys / "near", valleys / "truth", resamples=0)
    assert found["near"].numbers == found.comparisons[0].numbers
    assert found.table()["first"].tolist() == ["near"]
    assert found.optima["run"].unique().tolist() == ["near"]
    assert found.overlap["k"].max() == 11


def test_infinities_come_back(tmp_path):
    first = own(np.arange(12.0), "first")
    second = own([-math.inf] * 11 + [np.nan], "second")
    found = landscape.compare(first, second, resamples=0, out=tmp_path)
    again = landscape.load(tmp_path)
    assert again == found
    assert again.optima.astype(found.optima.dtypes).equals(found.optima)
    assert again.overlap.equals(found.overlap)


def test_another_run_may_judge(valleys):
    runs = [landscape.load(valleys / name) for name in ("near", "flat")]
    found = landscape.compare(*runs, quality=valleys / "truth", resamples=0)
    assert found.comparisons[0].quality == "truth"
    again = landscape.compare(*runs, quality=landscape.load(valleys / "truth"), resamples=0)
    assert again == found


def test_searches_are_called_as_their_user_says(searches):
    runs = [SearchRun(searches / "good"), searches / "bad"]
    found = landscape.compare(*runs, label=["one", "two"])
    assert found.labels == ("one", "two")


@pytest.mark.parametrize(
    ("runs", "options", "error", "message"),
    [
        (("near",), {}, OptionError, "one run, near: expected at least two"),
        (("near", "near"), {}, OptionError, "a run is given twice among near, near"),
        (("near", "truth"), {"resamples": "many"}, OptionError, "resamples 'many': expected a"),
        (("near", "truth"), {"qualty": "near"}, TypeError, "did you mean 'quality'"),
        (("near", 7), {}, OptionError, "7 is no run"),
        (("near", "{searches}/bad"), {}, OptionError, "bad is a search and near a landscape"),
        (("{searches}/good", "{searches}/bad"), {"quality": 7}, OptionError, "7 is no run"),
    ],
)
def test_what_is_wrong_is_said(valleys, searches, monkeypatch, runs, options, error, message):
    monkeypatch.chdir(valleys)
    places = [run.format(searches=searches) if isinstance(run, str) else run for run in runs]
    with pytest.raises(error, match=message):
        landscape.compare(*places, **options)


def test_what_an_earlier_version_left_of_landscapes_is_read(valleys, tmp_path):
    found = landscape.compare(valleys / "near", valleys / "truth", resamples=0, out=tmp_path)
    content = json.loads((tmp_path / "compare.json").read_bytes())
    del content["options"]
    (tmp_path / "compare.json").write_text(json.dumps(content))
    assert landscape.load(tmp_path) == found


def test_what_an_earlier_version_left_of_searches_is_told_in_one_line(searches, tmp_path):
    landscape.compare(searches / "good", searches / "bad", out=tmp_path)
    content = json.loads((tmp_path / "compare.json").read_bytes())
    del content["outcomes"]
    (tmp_path / "compare.json").write_text(json.dumps(content))
    with pytest.raises(DataError, match=r"of an earlier version .*: run landscape compare again"):
        landscape.load(tmp_path)
