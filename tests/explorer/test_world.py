"""Which runs are looked at, and what is said of those that cannot be."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from landscape import ProductSpace
from landscape.errors import DataError, DataMissingError, LandscapeError, OptionError
from landscape.scores.parquet import to_parquet
from landscape.spaces import read_space
from tests.explorer.folders import edit_summary, hills, save_landscape, save_search
from viz.explorer import World


def test_landscapes_and_searches_are_told_apart(world):
    assert [saved.title for saved in world.landscapes.values()][:3] == [
        "synflow · cifar10", "test_acc · cifar10", "synflow · cifar100",
    ]  # fmt: skip
    assert [search.algorithm for search in world.searches.values()] == ["local-search"]
    assert world.datasets("nb201") == ["cifar10", "cifar100"]


def test_scores_are_not_read_before_they_are_looked_at(tmp_path):
    folder = save_landscape(tmp_path / "run", hills(0), "synflow", "cifar10")
    path = folder / "scores.parquet"
    content = bytearray(path.read_bytes())
    content[100:200] = bytes(100)  # of the numbers; the end of the file, which names them, is whole
    path.write_bytes(content)
    saved = World.open([folder]).landscapes["r0"]
    with pytest.raises(DataError, match=r"scores\.parquet"):
        saved.landscape  # noqa: B018


def test_runs_of_the_same_metric_and_dataset_have_the_names_of_their_folders(tmp_path):
    folders = [
        save_landscape(tmp_path / f"seed{seed}", hills(seed), "synflow", "cifar10")
        for seed in (0, 1)
    ]
    world = World.open(folders)
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
def test_a_run_that_cannot_be_read_is_named_in_one_line(tmp_path, how):
    folder = save_landscape(tmp_path / "poor-run", hills(0), "synflow", "cifar10")
    _broken(folder, how)
    with pytest.raises(LandscapeError, match="poor-run") as told:
        World.open([folder])
    assert "\n" not in str(told.value)


def test_a_search_that_cannot_be_read_is_named(tmp_path, folders):
    search = save_search(tmp_path / "poor-search", hills(0), [[1]])
    edit_summary(search, title=None)
    with pytest.raises(DataError, match="poor-search"):
        World.open([*folders, search])


@pytest.mark.parametrize("name", ["trials", "trajectories"])
@pytest.mark.parametrize("content", [None, b"nonsense"])
def test_a_search_whose_tables_cannot_be_read_is_named(tmp_path, folders, name, content):
    search = save_search(tmp_path / "poor-search", hills(0), [[1]])
    (search / f"{name}.parquet").unlink()
    if content is not None:
        (search / f"{name}.parquet").write_bytes(content)
    with pytest.raises(LandscapeError, match=f"poor-search.*{name}") as told:
        World.open([*folders, search])
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("places", [["here"], [99_999]], ids=["text", "outside"])
def test_a_search_that_went_to_no_configuration_is_named(tmp_path, folders, places):
    search = save_search(tmp_path / "poor-search", hills(0), [[1]])
    path = search / "trajectories.parquet"
    moves = pq.read_table(path).to_pandas().assign(configuration=places)
    path.write_bytes(to_parquet(pa.Table.from_pandas(moves)))
    with pytest.raises(DataError, match=r"poor-search.*configuration"):
        World.open([*folders, search])


@pytest.mark.parametrize("wrong", [{"space": 5}, {"settings": {"proxies": 3}}], ids=str)
def test_a_search_of_wrong_settings_is_named(tmp_path, folders, wrong):
    search = save_search(tmp_path / "poor-search", hills(0), [[1]])
    edit_summary(search, **wrong)
    with pytest.raises(DataError, match="poor-search"):
        World.open([*folders, search])


def test_a_search_alone_is_nothing_to_walk_on(tmp_path):
    with pytest.raises(OptionError, match="at least one folder that landscape build left"):
        World.open([save_search(tmp_path / "search", hills(0), [[1]])])


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
    space = read_space(tmp_path / "pair.toml")
    assert isinstance(space, ProductSpace)
    run = save_landscape(tmp_path / "pair", [3, 1, 2, 0, 5, 4, 7, 6, 8], "score", None, space=space)
    world = World.open([*folders, run])
    assert list(world.spaces) == ["nb201", "pair"]
    assert [saved.metric for saved in world.of_space("pair")] == ["score"]
    assert world.searches_of("pair") == {}
