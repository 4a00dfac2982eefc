"""Which runs are looked at, and what is said of those that cannot be."""

from __future__ import annotations

import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from landscape.disk.parquet import to_parquet
from landscape.errors import DataError, DataMissingError, LandscapeError, OptionError
from tests.cli.command import inside
from tests.explorer.folders import edit_summary, hills, save_landscape, save_search
from tests.runs import built
from viz.explorer import World
from viz.explorer.walk import read_walk


def test_landscapes_and_searches_are_told_apart(world):
    assert [saved.title for saved in world.landscapes.values()][:3] == [
        "synflow · cifar10", "test_acc · cifar10", "synflow · cifar100",
    ]  # fmt: skip
    assert [search.algorithm for search in world.searches.values()] == ["local-search"]
    assert world.datasets("nb201") == ["cifar10", "cifar100"]


@pytest.fixture
def poor_run(tmp_path, folders):
    """A landscape to damage."""
    return shutil.copytree(folders[0], tmp_path / "poor-run")


@pytest.fixture
def poor_search(tmp_path, folders):
    """A search to damage."""
    return shutil.copytree(folders[-1], tmp_path / "poor-search")


def test_scores_are_not_read_before_they_are_looked_at(poor_run):
    folder = poor_run
    path = folder / "scores.parquet"
    content = bytearray(path.read_bytes())
    content[100:200] = bytes(100)  # of the numbers; the end of the file, which names them, is whole
    path.write_bytes(content)
    saved = World.open([folder]).landscapes["r0"]
    with pytest.raises(DataError, match=r"scores\.parquet"):
        saved.landscape  # noqa: B018


def test_runs_of_the_same_metric_and_dataset_have_the_names_of_their_folders(tmp_path, folders):
    same = [shutil.copytree(folders[0], tmp_path / f"seed{seed}") for seed in (0, 1)]
    world = World.open(same)
    assert [one.label for one in world.landscapes.values()] == [
        "synflow (seed0)",
        "synflow (seed1)",
    ]


def test_searches_on_the_dataset_come_first(tmp_path, folders):
    scores = hills(0)
    more = [save_search(tmp_path / name, scores, [[1, 2]], dataset=name)
            for name in ("cifar100", "imagenet")]  # fmt: skip
    world = World.open([*folders, *more])
    first = next(iter(world.searches_of("nb201", "imagenet").values()))
    assert first.dataset == "imagenet"


def test_two_spaces_of_one_name_are_not_taken_for_one(tmp_path):
    folders = []
    for n_options in (2, 3):
        space = tmp_path / f"{n_options}.toml"
        options = list(map(str, range(n_options)))
        space.write_text(f'name = "mine"\n[[variables]]\nname = "x"\noptions = {options}\n')
        scores = np.arange(float(n_options))
        folders.append(built(tmp_path / f"run{n_options}", scores, "acc", space=space))
    assert World.open([folders[0]]).landscapes
    with pytest.raises(DataError, match="two different spaces are called mine: look at"):
        World.open(folders)


def _broken(folder, how):
    if how == "no summary":
        (folder / "summary.json").unlink()
    elif how == "no scores":
        (folder / "scores.parquet").unlink()
    elif how == "damaged":
        (folder / "summary.json").write_text("{")
    elif how == "junk scores":
        (folder / "scores.parquet").write_bytes(b"nonsense")
    else:
        edit_summary(folder, **how)


@pytest.mark.parametrize(
    "how",
    [
        "no summary", "no scores", "junk scores", "damaged", {"format": 7}, {"metric": None},
        {"metric": "nwot"}, {"metric": 5}, {"space": "nowhere"}, {"space": 5}, {"figure": [1]},
        {"minimize": "no"}, {"n_missing": "many"},
    ],
    ids=str,
)  # fmt: skip
def test_a_run_that_cannot_be_read_is_named_in_one_line(poor_run, how):
    _broken(poor_run, how)
    with pytest.raises(LandscapeError, match="poor-run") as told:
        World.open([poor_run])
    assert "\n" not in str(told.value)


def test_a_search_that_cannot_be_read_is_named(poor_search, folders):
    edit_summary(poor_search, title=None)
    with pytest.raises(DataError, match="poor-search"):
        World.open([*folders, poor_search])


@pytest.mark.parametrize("name", ["trials", "trajectories"])
@pytest.mark.parametrize("content", [None, b"nonsense"])
def test_a_search_whose_tables_cannot_be_read_is_named(poor_search, folders, name, content):
    search = poor_search
    (search / f"{name}.parquet").unlink()
    if content is not None:
        (search / f"{name}.parquet").write_bytes(content)
    with pytest.raises(LandscapeError, match=f"poor-search.*{name}") as told:
        World.open([*folders, search])
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["trials", "trajectories"])
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop_columns("fitness"), "has no column fitness"),
        (lambda t: t.drop_columns("evaluations"), "has no column evaluations"),
        (lambda t: t.append_column("trial", t["trial"]), "has 2 columns 'trial'"),
        (lambda t: _with(t, "configuration", "here"), "no whole numbers in column configuration"),
        (lambda t: _with(t, "configuration", 0.5), "no whole numbers in column configuration"),
        (lambda t: _with(t, "configuration", None), "no whole numbers in column configuration"),
        (lambda t: _with(t, "configuration", 99_999), "has configuration 99999 in column config"),
        (lambda t: _with(t, "configuration", -2), "has configuration -2 in column configuration"),
        (lambda t: _with(t, "trial", "first"), "no whole numbers in column trial"),
        (lambda t: _with(t, "fitness", "good"), "no numbers in column fitness"),
    ],
)
def test_a_search_with_other_columns_is_named_in_one_line(poor_search, folders, name, change, told):
    path = poor_search / f"{name}.parquet"
    path.write_bytes(to_parquet(change(pq.read_table(path))))
    with pytest.raises(DataError, match=rf"poor-search.{name}.*{told}") as refused:
        World.open([*folders, poor_search])
    assert "\n" not in str(refused.value)


def _with(table, name, value):
    column = pa.array([value] * len(table), pa.int64() if value is None else None)
    return table.set_column(table.column_names.index(name), name, column)


@pytest.mark.parametrize(
    "wrong",
    [
        {"space": 5},
        {"settings": {"proxies": 3}},
        {"settings": {"proxies": [3]}},
        {"settings": {"metric": ["val_acc"]}},
        {"settings": {"trained": 12}},
        {"settings": "none"},
        {"results": {"fitness": 3}},
        {"results": {"fitness": {"mean": "good", "std": 1, "n": 2}}},
        {"results": {"fitness": {"mean": 1.0, "std": None, "n": 2}}},
        {"results": {"fitness": {"mean": 1.0, "std": 1.0}}},
        {"results": [1]},
        {"costs": {"epochs": "many"}},
        {"most_often": [3]},
        {"reported": 3},
        {"reported_known": {"test_acc": 3}},
        {"best": "the first"},
        {"best": {"architecture": "a"}},
        {"best_reported": {"test_acc": "high"}},
    ],
    ids=str,
)
def test_a_search_of_wrong_settings_or_results_is_named(poor_search, folders, wrong):
    edit_summary(poor_search, **wrong)
    with pytest.raises(DataError, match=r"poor-search.*run landscape search again") as told:
        World.open([*folders, poor_search])
    assert "\n" not in str(told.value)


def test_a_search_that_scores_networks_live_is_looked_at(tmp_path, folders):
    asked = ("--proxy", "params", "--trials", 2, "--budget", 20, "--out", "live")
    assert inside("search", "local-search", *asked, cwd=tmp_path).code == 0
    search = World.open([*folders, tmp_path / "live"]).searches["s5"]
    walk = read_walk(search, 1, World.open(folders).landscapes["r0"].landscape)
    assert walk.title == "First-improvement hill climbing with escape (params), trial 1"
    assert set(walk.measures) == {"params"}


def test_a_search_alone_is_nothing_to_walk_on(poor_search):
    with pytest.raises(
        OptionError, match="at least one folder that landscape build or landscape sample left"
    ):
        World.open([poor_search])


def test_what_trained_on_half_of_a_dataset_is_of_the_dataset(tmp_path, folders):
    half = save_landscape(tmp_path / "val", hills(1), "val_acc", "cifar10-valid")
    world = World.open([*folders, half])
    assert world.datasets("nb201") == ["cifar10", "cifar100"]
    assert world.landscapes["r5"].title == "val_acc · cifar10-valid"


def test_a_run_given_twice_is_refused(folders):
    with pytest.raises(OptionError, match="given twice"):
        World.open([folders[0], folders[0]])


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataMissingError, match="nothing-here"):
        World.open([tmp_path / "nothing-here"])


def test_runs_are_grouped_by_their_spaces(tmp_path, folders):
    text = 'name = "pair"\ntitle = "Pair"\npattern = "{}{}"\n'
    text += '[[variables]]\nname = "x"\noptions = ["a", "b", "c"]\nrepeat = 2\n'
    (tmp_path / "pair.toml").write_text(text)
    about = {"space": tmp_path / "pair.toml"}
    run = save_landscape(tmp_path / "pair", [3, 1, 2, 0, 5, 4, 7, 6, 8], "score", None, **about)
    world = World.open([*folders, run])
    assert list(world.spaces) == ["nb201", "pair"]
    assert [saved.metric for saved in world.of_space("pair")] == ["score"]
    assert world.searches_of("pair") == {}
