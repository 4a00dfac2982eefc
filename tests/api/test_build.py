"""`landscape.build` does what the command does, and a landscape of one's own becomes a run."""

import json
import re

import numpy as np
import pandas as pd
import pytest

import landscape
from landscape.errors import DataError, DataMissingError, OptionError
from landscape.spaces import NB201, FileSpace, Variable
from tests.api.conftest import VALLEY
from tests.cli.command import inside


def contents(folder):
    """Return the files of a run as they are; of the summary what depends on no clock."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.name == "summary.json":
            summary = json.loads(path.read_bytes())
            del summary["timings"], summary["provenance"]["scores"]
            found[path.name] = summary
        elif path.name == "scores.parquet":
            found[path.name] = pd.read_parquet(path).to_csv()
        elif not path.name.startswith("."):
            found[path.name] = path.read_bytes()
    return found


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A table of scores of a space that a file describes; returns the folder of both."""
    here = tmp_path_factory.mktemp("table")
    space = FileSpace(VALLEY.variables, pattern="{}{}", name="valley")
    (here / "valley.toml").write_text(space.description)
    scores = np.random.default_rng(0).normal(size=space.size).round(1)
    names = [space.format(index) for index in range(space.size)]
    pd.DataFrame({"arch": names, "score": scores}).to_csv(here / "scores.csv", index=False)
    return here


OPTIONS = [
    {"metric": "params"},
    {"metric": "rank", "rank_of": ["params", "flops"], "dataset": "cifar100", "graphml": False},
    {"metric": "score", "space": "valley.toml", "scores": "scores.csv", "resolution": 0.5},
    {"metric": "score", "space": "valley.toml", "scores": "scores.csv", "minimize": True,
     "missing": ["0.1", "-0.1"], "pictures": False},
]  # fmt: skip


def written(options):
    """Return keywords as a command line."""
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            yield option if value else f"--no-{name}"
        elif name == "rank_of":
            yield from (option, ",".join(value))
        else:
            for each in value if isinstance(value, list) else [value]:
                yield f"{option}={each}"


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(options))
def test_function_and_command_leave_equal_folders(tmp_path, table, monkeypatch, options):
    monkeypatch.chdir(table)
    run = landscape.build(**options, out=tmp_path / "function")
    command = inside("build", *written(options), "--out", tmp_path / "command", cwd=table)
    assert command.code == 0, command.stderr
    assert contents(tmp_path / "function") == contents(tmp_path / "command")
    assert landscape.load(tmp_path / "function") == run
    assert run.save(tmp_path / "copy") == run
    assert contents(tmp_path / "copy") == contents(tmp_path / "function")


def test_without_out_the_folder_is_the_one_of_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = landscape.build("params")
    assert str(run.folder) == "runs/nb201-params-cifar10"
    again = inside("build", "--metric", "params", cwd=tmp_path)
    assert "scores are there already" in again.stderr
    assert landscape.load(run.folder).summary["options"]["metric"] == "params"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A landscape of Python, saved; do not change its folder."""
    scores = np.array([1, 5, 2, 0, 3, 3, 9, 1, np.nan, 4, 2, 8.0])
    own = landscape.Landscape(VALLEY, scores, metric="loss", minimize=True)
    return landscape.save(own, tmp_path_factory.mktemp("own") / "run", dataset="mine")


def test_a_run_gives_tables(run):
    assert run.scores["loss"].tolist()[:2] == [1, 5]
    assert run.optima["fitness"].tolist() == (-run.scores["loss"][run.optima["index"]]).tolist()
    assert len(run.edges) == run.summary["lon_edges"]


def test_a_run_shows_its_network_in_a_notebook(run):
    shown = run._repr_mimebundle_()
    assert shown["text/plain"] == f"LandscapeRun(folder={run.folder!r})"
    assert {"image/png", "text/html"} & shown.keys()


def test_a_landscape_of_ones_own_space_is_read_again_where_it_was_saved(run):
    again = landscape.load(run.folder)
    assert again == run
    assert again.landscape.fitness.tolist()[:3] == [-1, -5, -2]
    assert (again.landscape.space.name, again.summary["dataset"]) == ("valley", "mine")


@pytest.mark.parametrize(
    "command",
    [
        ("analyse", "{run}"),
        ("compare", "{run}", "{run2}"),
        ("plot", "{run}", "--svg", "a.svg"),
        ("figure", "scatter", "{run}", "{run2}", "--quality", "{run2}", "--out", "b.svg"),
        ("build", "--scores", "{run}/scores.parquet", "--metric", "loss", "--space",
         "{run}/space.toml", "--out", "again"),
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_every_command_takes_what_python_saved(tmp_path, run, command):
    places = {"run": run.save(tmp_path / "one").folder, "run2": tmp_path / "two"}
    own = landscape.Landscape(VALLEY, np.arange(12.0), metric="other")
    landscape.save(own, places["run2"], pictures=False)
    done = inside(*(word.format(**places) for word in command), cwd=tmp_path)
    assert done.code == 0, done.stderr


def test_other_scores_do_not_take_the_place_of_a_run(run, tmp_path):
    run.save(tmp_path / "run")
    other = landscape.Landscape(VALLEY, np.arange(12.0), metric="loss")
    with pytest.raises(DataError, match="holds the landscape of another source, scores of Python"):
        landscape.save(other, tmp_path / "run")
    landscape.save(other, tmp_path / "other")
    with pytest.raises(DataError, match="holds another run: choose another folder"):
        run.save(tmp_path / "other")


def test_the_same_may_be_saved_again(run, tmp_path):
    run.save(tmp_path)
    assert landscape.save(run.landscape, tmp_path, dataset="mine").landscape.n_optima
    assert run.save(run.folder) == run


class Own(NB201):
    """A space of a user's own class."""

    name = "own"


def test_a_space_that_nobody_else_can_know_is_refused(tmp_path):
    lonely = landscape.Landscape(Own(), np.zeros(15625))
    with pytest.raises(OptionError, match="register it under its name"):
        landscape.save(lonely, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_what_is_no_run_is_refused_in_one_line(tmp_path):
    with pytest.raises(DataMissingError, match=re.escape(f"{tmp_path} holds no run")):
        landscape.load(tmp_path)


def test_public_names_alone_are_listed():
    assert set(dir(landscape)) == set(landscape.__all__)
    assert all(hasattr(landscape, name) for name in landscape.__all__)


@pytest.mark.parametrize(
    "space",
    [
        landscape.ProductSpace([3, 12]),
        landscape.ProductSpace([12, 12], name="twelve"),
        landscape.ProductSpace([Variable("a", ("x", "x-y")), 2]),
        landscape.ProductSpace([Variable("k", (3, 5)), Variable("r", (0.1, 0.2))]),
    ],
    ids=lambda space: " ".join(map(str, space.shape)),
)
def test_options_that_begin_alike_are_told_apart(tmp_path, space):
    own = landscape.Landscape(space, np.arange(float(space.size)))
    run = landscape.save(own, tmp_path, pictures=False)
    again = landscape.load(run.folder).landscape
    assert again.space.variables == space.variables
    assert again.optima.tolist() == own.optima.tolist()


@pytest.mark.parametrize("name", ["", "my space/x", "nb201", ".hidden"])
def test_a_space_whose_name_no_file_can_have_is_refused(tmp_path, name):
    own = landscape.Landscape(landscape.ProductSpace([2, 2], name=name), np.arange(4.0))
    with pytest.raises(OptionError, match="cannot be saved: expected letters"):
        landscape.save(own, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_scores_of_python_are_replaced_by_who_says_so_and_others_never(tmp_path, run):
    run.save(tmp_path / "run")
    other = landscape.Landscape(VALLEY, np.arange(12.0), metric="other")
    again = landscape.save(other, tmp_path / "run", replace=True)
    assert landscape.load(tmp_path / "run") == again
    built = landscape.build("params", out=tmp_path / "built", pictures=False)
    params = landscape.Landscape(NB201(), np.zeros(15625), metric="params")
    with pytest.raises(DataError, match="holds scores that were evaluated"):
        landscape.save(params, built.folder, replace=True)


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: landscape.build(), TypeError, "build(): missing a required argument: 'metric'"),
        (lambda: landscape.build("a", "b"), TypeError, "metric is given by place, all else by"),
        (lambda: landscape.build("a", scores=pd.DataFrame({"a": [1]})), DataError, "DataFrame"),
        (lambda: landscape.save(3, "x"), OptionError, "3 is no Landscape"),
        (lambda: landscape.load(3), OptionError, "3 is no path"),
        (lambda: landscape.Landscape([3, 3], [1]), OptionError, "[3, 3] is no space"),
        (lambda: landscape.ProductSpace(["a"]), OptionError, "is no variable: expected a number"),
        (lambda: landscape.search("rea"), AttributeError, "see search.search"),
    ],
)
def test_what_is_called_wrongly_is_one_clear_line(call, error, told):
    with pytest.raises(error) as refused:
        call()
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("kind", ["search", "sample", "training"])
def test_a_run_of_another_kind_is_not_written_over(tmp_path, kind):
    content = json.dumps({"format": 1, "kind": kind, "space": "nb201"})
    (tmp_path / "summary.json").write_text(content)
    with pytest.raises(DataError, match=f"holds a {kind}, no landscape: choose another"):
        landscape.build("params", out=tmp_path)
    assert (tmp_path / "summary.json").read_text() == content
