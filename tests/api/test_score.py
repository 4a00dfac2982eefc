"""`proxies.score` does what the command does, and its table is read again."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import landscape
import proxies
from landscape.errors import DataError, OptionError, UnknownNameError
from landscape.numbers import number_text
from landscape.runs.scores_run import ScoresRun
from landscape.spaces import NB201
from tests.cli.command import inside

NOISE = {"dataset": "ImageNet16-120", "data": "noise", "batch_size": 4}

OPTIONS = [
    {"metrics": ["params", "flops"], "archs": "list.txt"},
    {"metrics": ["flops", "rank"], "rank_of": ["params", "flops"], "limit": 40},
    {"metrics": ["synflow", "snip"], "sample": 3, "seed": 2, "repeats": 2, **NOISE},
]


def content(run):
    """Return the rows of a table, and all it says of itself but when that was."""
    table = pq.read_table(run.folder / "scores.parquet")
    document = json.loads(table.schema.metadata[b"nas-landscape"])
    del document["provenance"]["created"]
    return table.to_pandas().to_csv(), document


def written(options):
    """Return keywords as a command line."""
    for name, value in options.items():
        text = ",".join(value) if isinstance(value, list) else value
        yield f"--{name.replace('_', '-')}={text}"


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(options))
def test_function_and_command_leave_equal_tables(tmp_path, monkeypatch, options):
    (tmp_path / "list.txt").write_text("\n".join(NB201().format(i) for i in (7, 3, 3)))
    monkeypatch.chdir(tmp_path)
    run = proxies.score(**options)
    command = inside("score", *written(options), "--out", "command", cwd=tmp_path)
    assert command.code == 0, command.stderr
    again = landscape.load("command")
    assert again == run
    assert content(again) == content(run)
    named = inside("score", *written(options), cwd=tmp_path)  # in the folder of the same name
    assert (named.folder, named.screen["architectures"]) == (
        tmp_path / run.folder,
        str(run.n_architectures),
    )
    assert named.stderr == f"scores are there already: {run.folder / 'scores.parquet'}\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Two metrics of a few architectures, one of them without a path; do not change its folder."""
    folder = tmp_path_factory.mktemp("score") / "run"
    return proxies.score("synflow,params", limit=40, out=folder, **NOISE)


def test_the_result_has_tables(run):
    synflow = run.scores["synflow"].to_numpy()
    assert run.scores.columns.tolist() == ["index", "arch", "synflow", "params"]
    assert run.table.only.tolist() == list(range(40))
    row = run.ranges().set_index("metric").loc["synflow"]
    finite = synflow[np.isfinite(synflow)]
    assert row[["min", "median", "max"]].tolist() == [
        finite.min(), np.median(finite), finite.max(),
    ]  # fmt: skip
    assert row["-inf"] == np.isneginf(synflow).sum() > 0
    assert row["best"] == synflow.argmax()


def test_what_has_no_score_has_no_range(tmp_path):
    path = tmp_path / "scores.parquet"
    table = landscape.scores.ScoreTable("nb201", {"none": np.full(15625, np.nan)})
    landscape.scores.write_scores(path, table, NB201())
    (row,) = landscape.load(tmp_path).ranges().to_dict("records")
    assert (row["missing"], pd.isna(row["min"]), pd.isna(row["best"])) == (15625, True, True)
    assert "-" in landscape.load(tmp_path)._repr_html_()


def test_a_copy_is_equal(run, tmp_path):
    assert run.save(tmp_path / "copy") == run == landscape.load(tmp_path / "copy")
    other = proxies.score("params", limit=41, out=tmp_path / "other", **NOISE)
    assert other != run
    with pytest.raises(DataError, match="holds another run: choose another folder"):
        other.save(tmp_path / "copy")


def test_columns_are_added_and_the_result_is_of_those_that_were_asked_for(run, tmp_path):
    folder = run.save(tmp_path / "copy").folder
    more = proxies.score(["flops"], limit=40, out=folder, **NOISE)
    assert more.ranges()["metric"].tolist() == ["flops"]
    again = landscape.load(folder)
    assert again == more != run
    assert again.ranges()["metric"].tolist() == ["synflow", "params", "flops"]


def test_a_build_takes_a_column_where_it_lies(tmp_path):
    run = proxies.score("params", out=tmp_path)
    before = (tmp_path / "scores.parquet").read_bytes()
    built = landscape.build("params", out=run.folder, pictures=False, graphml=False)
    assert built.landscape.n_plateau_optima == 1
    assert (tmp_path / "scores.parquet").read_bytes() == before
    assert ScoresRun(tmp_path) == run
    assert landscape.load(tmp_path) == built


def test_a_notebook_shows_the_ranges(run):
    shown = run._repr_html_()
    assert "40 architectures of nb201" in shown
    assert "synflow" in shown
    assert number_text(run.scores["params"].max()) in shown


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"metrics": "nonsense"}, UnknownNameError, "unknown metric 'nonsense'"),
        ({"metrics": "params,"}, OptionError, "metrics='params,': expected names separated"),
        ({"limit": 0}, OptionError, "limit=0: expected 1 to 15625, of NAS-Bench-201"),
        ({"limit": 3, "sample": 3}, OptionError, "limit= and sample= pick architectures"),
        ({"sample": 1.5}, OptionError, "sample 1.5: expected a whole number"),
        ({"rank_of": "flops"}, OptionError, "rank_of= says what the metric rank is made of"),
        ({"metric": "params"}, TypeError, "has no option 'metric': did you mean 'metrics'?"),
    ],
)
def test_what_cannot_be_scored_is_one_line(options, error, told, tmp_path):
    with pytest.raises(error, match=told):
        proxies.score(**({"metrics": "params", "out": tmp_path} | options))
    assert not list(tmp_path.iterdir())


def test_importing_proxies_costs_nothing():
    said = subprocess.run(
        [sys.executable, "-c", "import sys, proxies; print(*sorted(sys.modules))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not {"numpy", "torch", "pyarrow", "pandas"} & set(said.stdout.split())
    assert set(proxies.__all__) <= set(dir(proxies))
    assert all(getattr(proxies, name) is not None for name in proxies.__all__)
