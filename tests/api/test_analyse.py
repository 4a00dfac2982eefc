"""`landscape.analyse` does what the command does, and what it leaves is read again."""

import json
import shutil

import numpy as np
import pytest

import landscape
from landscape.errors import DataError, DataMissingError, OptionError
from tests.api.conftest import files, own
from tests.cli.command import inside


@pytest.fixture(scope="module")
def here(tmp_path_factory, valleys):
    place = tmp_path_factory.mktemp("analyse")
    return shutil.copytree(valleys, place / "runs")


@pytest.fixture(scope="module")
def found(here):
    return landscape.analyse(
        here / "near", str(here / "flat"), out=here / "function", label=["a", "b"]
    )


def test_function_and_command_leave_equal_folders(here, found):
    mine = files(here / "near")
    labels = ("--label", "a", "--label", "b")
    command = inside("analyse", "near", "flat", "--out", "command", *labels, cwd=here)
    assert command.code == 0, command.stderr
    assert files(here / "command") == files(here / "function")
    assert files(here / "near") == mine
    assert json.loads(mine["profile.json"])["profile"] == found["a"]


def test_what_was_left_is_read_again(here, found, tmp_path):
    assert landscape.load(here / "function") == found
    assert found.save(tmp_path / "copy") == landscape.load(tmp_path / "copy")
    assert files(tmp_path / "copy") == files(here / "function")
    assert landscape.analyse(here / "flat") != found


def test_runs_landscapes_and_folders_are_taken_alone_or_in_a_list(here, found):
    run = landscape.load(here / "near")
    labels = ["a", "b"]
    assert landscape.analyse([run, here / "flat"], label=labels) == found
    assert landscape.analyse(run.landscape, here / "flat", label=labels)["a"] == found["a"]


def test_numbers_and_reasons_are_tables(found):
    assert found.table().loc["a", "n_scored"] == 11
    assert found.table().loc["b", "n_distinct"] == 1
    reasons = found.undefined.set_index("number")["reason"]
    assert reasons["fitness_skewness"] == "fitness is the same everywhere"
    assert set(found.undefined["run"]) == {"a", "b"}


def test_a_notebook_shows_the_numbers(found):
    shown = found._repr_html_()
    assert "<th style='text-align:right'>a (91.7% scored)</th>" in shown
    assert "not defined here, because fitness is the same everywhere" in shown
    assert repr(found) == "<Profiles of a, b>"


def test_landscapes_without_a_name_of_their_own_are_told_apart():
    one, other = own(np.arange(12.0), "m"), own(np.zeros(12), "m")
    assert [*landscape.analyse(one, other).profiles] == ["m, #1", "m, #2"]
    with pytest.raises(OptionError, match="given twice"):
        landscape.analyse(one, one)


@pytest.mark.parametrize(
    ("runs", "options", "error", "message"),
    [
        ((), {}, TypeError, "missing a required argument: 'runs'"),
        (([],), {}, OptionError, "no run was given"),
        ((3,), {}, OptionError, "3 is no run: expected a folder, a run or a landscape"),
        (("nowhere",), {}, DataMissingError, "nowhere holds no run"),
        (("a",), {"labels": ["x"]}, TypeError, "did you mean 'label'"),
        (("",), {}, OptionError, "a path is empty"),
    ],
)
def test_what_is_wrong_is_said(runs, options, error, message):
    with pytest.raises(error, match=message):
        landscape.analyse(*runs, **options)


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"profiles": {"a": {}}}'])
def test_damaged_files_are_refused(found, tmp_path, content):
    found.save(tmp_path)
    (tmp_path / "profiles.json").write_bytes(content)
    with pytest.raises(DataError, match=r"profiles\.json is damaged"):
        landscape.load(tmp_path)
