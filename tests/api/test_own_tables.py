"""Landscapes and spaces of tables of one's own: functions, commands, folders, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import landscape
import search
from landscape.errors import DataError, LandscapeError, OptionError
from landscape.spaces import FileSpace, read_space
from tests.api.test_build import contents
from tests.cli.command import inside

ACTS = ("tanh", "relu", "gelu")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with results of 4 × 3 × 2 settings, three seeds and a latency each."""
    folder, rng = tmp_path_factory.mktemp("own"), np.random.default_rng(0)
    rows = [
        {"depth": depth, "act": act, "lr": lr, "seed": seed, "loss": round(rng.normal(), 2)}
        | {"latency_ms": depth / 4 + ACTS.index(act), "acc": round(rng.normal(80, 5), 1)}
        for act in ACTS for depth in (16, 2, 4, 8) for lr in (0.1, 0.001) for seed in (1, 2, 3)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    frame.to_csv(folder / "results.csv", index=False)
    frame.to_parquet(folder / "results.parquet")
    (folder / "one.csv").write_text("depth,act\n2,relu\n4,relu\n")
    (folder / "gap.csv").write_text("depth,act\n2,relu\n4,\n")
    names = [f"v{i}" for i in range(64)]
    pd.DataFrame([dict.fromkeys(names, i) for i in range(3)]).to_csv(
        folder / "wide.csv", index=False
    )
    landscape.space_from_table(
        folder / "results.csv", ["depth", "act", "lr"], ordinal="depth", out=folder / "mlp.toml"
    )
    return folder


# -- a space of a table ----------------------------------------------------------------------------


def test_a_space_has_the_values_of_its_columns(here):
    space = read_space(here / "mlp.toml")
    assert [(v.name, v.options, v.ordinal) for v in space.variables] == [
        ("depth", ("2", "4", "8", "16"), True),
        ("act", ACTS, False),  # in the order in which they first appear
        ("lr", ("0.001", "0.1"), False),
    ]
    assert (space.name, space.size, space.format(1)) == ("mlp", 24, "2-tanh-0.1")
    assert space.neighbours(0).tolist() == [6, 2, 4, 1]  # of depth only the next


@pytest.mark.parametrize("name", ["results.csv", "results.parquet"])
def test_function_and_command_describe_the_same(here, tmp_path, name):
    options = ("--variables", "depth,act,lr", "--ordinal", "depth", "--title", "My MLP")
    done = inside(
        *("space", "from-table", here / name, *options, "--out", "mine.toml"), cwd=tmp_path
    )
    assert done.code == 0, done.stderr
    assert done.screen["configurations"] == "24"
    assert "72 rows of 24 configurations, 100% of the 24 that there are" in done.stderr
    space = landscape.space_from_table(
        here / name, "depth,act,lr", ordinal=["depth"], title="My MLP", name="mine"
    )
    assert type(space) is FileSpace
    assert (tmp_path / "mine.toml").read_text() == space.description
    shown = inside("space", "from-table", here / name, *options, "--name", "mine", cwd=tmp_path)
    assert shown.stdout == space.description
    again = read_space(tmp_path / "mine.toml")
    assert (again.title, again.variables) == ("My MLP", space.variables)


def test_numbers_are_written_in_the_shortest_way(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("a,b,c\n1.0,0.10,9007199254740993\n01,1e-1,9007199254740992\n-3.,0.2500,1\n")
    space = landscape.space_from_table(table, ["a", "b", "c"])
    assert [v.options for v in space.variables] == [
        ("-3", "1"),
        ("0.1", "0.25"),
        ("9007199254740993", "9007199254740992", "1"),  # more than numbers tell apart: texts
    ]
    table.write_text("a;b\n0,5;x-1\n0,25;x\n")
    space = landscape.space_from_table(table, ["a", "b"], ordinal=["b"])
    assert [v.options for v in space.variables] == [("0.25", "0.5"), ("x-1", "x")]
    assert space.parse(space.format(2)) == 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["results.csv", "--variables", "depth,width"], "unknown column 'width'"),
        (
            ["results.csv", "--variables", "depth", "--ordinal", "act"],
            "--ordinal act: expected one",
        ),
        (["results.csv", "--variables", "depth", "--ordinal", "actt"], "unknown column 'actt'"),
        (["one.csv", "--variables", "depth,act"], "'act' of one.csv holds 'relu' in every row"),
        (["gap.csv", "--variables", "depth,act"], "'act' of gap.csv has nothing in row 2"),
        (["wide.csv", "--variables", ",".join(f"v{i}" for i in range(64))], "at most 2^63"),
        (["none.csv", "--variables", "a"], "there is no file none.csv"),
        (["mlp.toml", "--variables", "a"], "of a kind that is not read"),
        (["results.csv", "--variables", "depth", "--name", "nb201"], "cannot be called 'nb201'"),
        (["results.csv", "--variables", "depth", "--name", "a b"], "cannot be called 'a b'"),
        (["results.csv", "--variables", "depth", "--out", "x.txt"], "a name ending in .toml"),
        (["results.csv", "--variables", "lr", "--out", "mlp.toml"], "describes another space"),
        (["results.csv", "--variables", "lr,,"], "expected names separated by commas"),
        (["results.csv"], "Missing option '--variables'"),
    ],
)
def test_what_makes_no_space_is_one_line(here, options, told):
    before = (here / "mlp.toml").read_bytes()
    refused = inside("space", "from-table", *options, cwd=here)
    assert refused.code in (1, 2)
    assert refused.stdout == ""
    assert told in refused.stderr.splitlines()[-1]
    assert (here / "mlp.toml").read_bytes() == before


# -- a landscape of it -----------------------------------------------------------------------------

OPTIONS = [
    {"mean_over": ["seed"]},
    {"where": ["seed = 2"], "escape": 3, "pictures": False},
    {"where": ["seed = 2 and latency_ms < 3"], "variables": ["act", "lr", "depth"], "escape": 1,
     "pictures": False},
    {"where": ["latency_ms < 4"], "mean_over": ["seed"], "minimize": True, "metric": "loss",
     "pictures": False},
]  # fmt: skip


def written(options):
    """Return keywords as a command line."""
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            yield option if value else f"--no-{name}"
        else:
            yield from (option, ",".join(value) if isinstance(value, list) else str(value))


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(options))
def test_function_and_command_leave_equal_folders(here, tmp_path, monkeypatch, options):
    monkeypatch.chdir(here)
    asked = {"metric": "acc", "space": "mlp.toml", "scores": "results.csv"} | options
    run = landscape.build(**asked, out=tmp_path / "function")
    done = inside("build", *written(asked), "--out", tmp_path / "command", cwd=here)
    assert done.code == 0, done.stderr
    assert contents(tmp_path / "function") == contents(tmp_path / "command")
    again = landscape.load(tmp_path / "function")
    assert again == run
    assert again.landscape.escape == run.landscape.escape == options.get("escape", 2)
    assert again.landscape.summary() == run.landscape.summary()


@pytest.fixture(scope="module")
def constrained(here, tmp_path_factory):
    """The mean accuracies of what is fast enough, with escapes to all neighbours."""
    folder = tmp_path_factory.mktemp("constrained")
    return inside(
        *("build", "--space", here / "mlp.toml", "--scores", here / "results.csv"),
        *("--metric", "acc", "--mean-over", "seed", "--where", "latency_ms<3", "--escape", 1),
        "--no-pictures",
        cwd=folder,
    )


def test_who_is_left_out_is_missing_counted_and_told(constrained, here):
    assert constrained.code == 0, constrained.stderr
    assert constrained.folder.name == (
        "mlp-acc-mean-over-seed-where-latency_ms-below-3-results-escape1"
    )
    frame = pd.read_csv(here / "results.csv").query("latency_ms < 3")
    mean = frame.groupby(["depth", "act", "lr"])["acc"].mean()
    space = read_space(here / "mlp.toml")
    expected = landscape.Landscape(space, mean, metric="acc", escape=1).summary()
    summary = constrained.summary
    close = {"global_fitness": pytest.approx(expected.pop("global_fitness"))}
    assert {name: summary[name] for name in expected} == expected
    assert summary["global_fitness"] == close["global_fitness"]
    assert (summary["where"], summary["n_excluded"]) == (["latency_ms < 3"], 24 - len(mean))
    assert summary["n_missing"] == 24 - len(mean)
    settings = summary["provenance"]["settings"]
    assert (settings["mean_over"], settings["where"]) == (["seed"], ["latency_ms < 3"])
    assert summary["figure"]["title"] == (
        "acc on mlp, mean over seed, where latency_ms < 3, escapes at distance 1"
    )
    assert constrained.screen["where"] == (
        f"latency_ms < 3; {24 - len(mean)} configurations that the table has do not fulfil it, and "
        "are missing"
    )
    assert constrained.screen["escapes"] == "at distance 1"
    assert "acc: means, each of 3 rows" in constrained.stderr


def test_its_profile_and_comparisons_are_of_its_escapes(constrained, tmp_path):
    run = landscape.load(constrained.folder)
    other = landscape.save(
        landscape.Landscape(run.landscape.space, run.landscape.fitness, metric="acc", escape=3),
        tmp_path / "far",
        pictures=False,
    )
    assert other.summary["figure"]["title"] == "acc on mlp, escapes at distance 3"
    assert landscape.load(other.folder).landscape.escape == 3
    assert run.landscape.profile()["lon_edges"] == run.summary["lon_edges"]
    compared = inside("compare", constrained.folder, tmp_path / "far", cwd=tmp_path)
    assert compared.code == 0, compared.stderr
    assert "escape=1" in compared.stdout
    assert "escape=3" in compared.stdout


def test_scores_of_a_run_are_constrained_by_its_other_scores(tmp_path, here):
    space = read_space(here / "mlp.toml")
    own = landscape.Landscape(space, np.arange(24.0), metric="height")
    run = landscape.save(own, tmp_path / "run", pictures=False)
    built = landscape.build(
        "height",
        space=str(run.folder / "space.toml"),
        scores=run.folder / "scores.parquet",
        where="index >= 6 and arch != 16-gelu-0.1",
        out=tmp_path / "some",
    )
    assert built.summary["n_excluded"] == 7
    assert np.isnan(built.landscape.fitness[[*range(6), 23]]).all()
    assert built.summary["global_fitness"] == 22


def test_a_benchmark_is_constrained_by_its_other_metrics(tmp_path):
    options = ("--space", "nasbench-macro", "--metric", "test_acc", "--where", "PARAMS <= 9e5")
    built = inside("build", *options, "--no-pictures", cwd=tmp_path)
    assert built.code == 0, built.stderr
    macro = landscape.get_space("nasbench-macro")
    whole, params = (
        landscape.benchmarks.trained_landscape(macro, metric).fitness
        for metric in ("test_acc", "params")
    )
    kept = params <= 9e5
    assert built.summary["n_excluded"] == np.count_nonzero(~kept)
    assert built.summary["n_scored"] == np.count_nonzero(kept)
    assert built.summary["global_fitness"] == pytest.approx(whole[kept].max())
    assert built.folder.name.endswith("-built-in-where-PARAMS-atmost-9e5")
    assert built.summary["figure"]["title"].endswith(", where PARAMS <= 9e5")
    refused = inside("build", *options[:-1], "params < 1", cwd=tmp_path)
    assert (refused.code, refused.stdout) == (1, "")
    assert "no architecture with test_acc fulfils params < 1: params is 387882 to" in refused.stderr


def test_a_search_walks_where_the_condition_holds(here, tmp_path):
    found = search.search(
        "local-search",
        space=str(here / "mlp.toml"),
        scores=here / "results.csv",
        proxy="acc",
        mean_over="seed",
        where="latency_ms < 3",
        trials=5,
        budget=30,
        out=tmp_path / "run",
    )
    frame = pd.read_csv(here / "results.csv")
    slow = frame.query("latency_ms >= 3")[["depth", "act", "lr"]].astype(str).agg("-".join, axis=1)
    assert len(found.trials) == 5
    settings = found.summary["settings"]
    assert (settings["where"], settings["n_excluded"]) == (["latency_ms < 3"], 12)
    assert settings["mean_over"] == ["seed"]
    assert not set(found.trials["architecture"]) & set(slow)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "two scores 'acc' of 16-tanh-0.1: .*where=.seed = VALUE., or .*mean_over=.seed"),
        ({"where": "sead = 1"}, "unknown column 'sead': did you mean 'seed'"),
        ({"where": "seed ="}, "expected COLUMN=VALUE"),
        ({"where": "seed = 1; drop"}, "no row with seed = 1; drop: expected one of 1, 2, 3"),
        ({"where": "acc > high"}, "expected a number after >, got 'high'"),
        ({"where": "act > 3"}, "column 'act' of .* holds 'tanh' in row 1: expected a number"),
        ({"where": "acc > 1000"}, "no row with acc > 1000: expected acc from"),
        ({"mean_over": "fold"}, "unknown column 'fold'"),
        ({"mean_over": "seed", "variables": "depth,act"}, "one column for each variable of mlp"),
        ({"mean_over": "seed", "variables": "depth,act,fold"}, "unknown column 'fold'"),
        ({"mean_over": "seed", "escape": 0}, "escape=0: expected 1, 2 or 3"),
        ({"mean_over": "seed", "escape": "far"}, "escape 'far': expected a whole number"),
        ({"mean_over": "seed", "space": "nb201"}, "has no column of architectures"),
    ],
)  # fmt: skip
def test_bad_options_are_one_line_and_leave_nothing(here, tmp_path, options, told):
    asked = {"space": str(here / "mlp.toml"), "scores": here / "results.csv"} | options
    with pytest.raises(LandscapeError, match=told) as refused:
        landscape.build("acc", **asked, out=tmp_path / "run")
    assert str(refused.value).isprintable()
    assert not (tmp_path / "run" / "summary.json").exists()


def test_options_of_tables_are_for_tables(tmp_path):
    for options in ({"mean_over": "seed"}, {"variables": "a,b"}):
        with pytest.raises(OptionError, match="describe a table: give it with scores=FILE"):
            landscape.build("synflow", **options, out=tmp_path)
    with pytest.raises(
        OptionError, match=r"where=.*flops < 3.*: synflow is evaluated, and there is"
    ):
        landscape.build("synflow", where="flops < 3", out=tmp_path)
    with pytest.raises(
        OptionError, match="where= and fill_duplicates=True: what the one leaves out"
    ):
        landscape.build(
            "test_acc",
            dataset="cifar10",
            where="train_epoch_seconds < 9",
            fill_duplicates=True,
            out=tmp_path,
        )
    with pytest.raises(OptionError, match="where= describes a table: give it with scores="):
        search.search("local-search", proxy="params", budget=9, where="seed = 1", out=tmp_path)


def test_a_damaged_distance_in_a_summary_is_told(constrained, tmp_path):
    run = landscape.load(constrained.folder).save(tmp_path / "run")
    path = run.folder / "summary.json"
    path.write_text(path.read_text().replace('"escape": 1,\n  "n_conf', '"escape": 7,\n  "n_conf'))
    with pytest.raises(DataError, match="says that 'escape' is 7: it is damaged"):
        landscape.load(run.folder).landscape  # noqa: B018
