"""Benchmarks on the command line: import once, then build."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from landscape import get_space
from landscape.benchmarks.collect import import_benchmark
from tests.cli.command import inside, landscape
from tests.trained.readers.nats_world import write_folder
from tests.trained.worlds import TinyReader

COLUMNS = (
    "early=val_acc,dataset=cifar10-valid,hp=200,epoch=12,resolution=0.5",
    "a=val_acc,dataset=cifar10-valid,hp=200,epoch=200,run=777,resolution=0.5",
    "b=val_acc,dataset=cifar10-valid,hp=200,epoch=200,run=888,resolution=0.5",
    "loss=val_loss,dataset=cifar10-valid,hp=200,epoch=200",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def frame():
    space = get_space("sss")
    rng = np.random.default_rng(0)
    height = space.decode(np.arange(space.size)).sum(axis=1) + rng.normal(size=space.size)
    frame = pd.DataFrame({"arch": [space.format(i) for i in range(space.size)]})
    return frame.assign(early=height, a=height + 1, b=height + 2, loss=-height)


@pytest.fixture(scope="module", autouse=True)
def imported(folder, frame):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANDSCAPE_DATA", str(folder))
        frame.to_parquet(folder / "mine.parquet")
        options = [option for column in COLUMNS for option in ("--column", column)]
        yield inside(
            "data",
            "import",
            "table",
            folder / "mine.parquet",
            "--space",
            "sss",
            *options,
            cwd=folder,
        )


def build(*options, cwd):
    return inside("build", "--space", "sss", "--metric", *options, cwd=cwd)


def cells(finished):
    assert (finished.code, finished.stderr.count("\n")) <= (0, 1)
    return [re.split(r"  +", line.strip()) for line in finished.stdout.splitlines()]


def test_an_import_shows_what_it_left(imported, folder):
    assert imported.code == 0
    assert imported.folder == folder / "nas-landscape" / "sss" / "mine"
    assert "reading 32,768 architectures of mine" in imported.stderr
    assert cells(imported)[:2] == [
        ["dataset", "hp", "metrics", "columns", "architectures"],
        ["cifar10-valid", "200", "val_acc, val_loss", "4", "32,768"],
    ]


def test_from_then_on_a_metric_just_works(tmp_path, frame):
    run = build("val_acc", "--dataset", "cifar10", "--epoch", "12", cwd=tmp_path)
    assert run.code == 0, run.stderr
    assert "cifar10-valid, epoch 12, hp 200, of mine; higher is better" in run.stderr
    assert run.folder.name == "sss-val_acc-cifar10-valid-hp200-epoch12-mine"
    assert run.summary["dataset"] == "cifar10-valid"
    assert run.summary["global_fitness"] == round(frame["early"].max() * 2) / 2
    made = run.summary["provenance"]["settings"]
    assert (made["hp"], made["epoch"], made["run"]) == ("200", 12, "")
    assert made["identity"]["file"] == "mine.parquet"


def test_the_same_again_is_the_same(tmp_path):
    first, second = (build("val_acc", "--epoch", "12", cwd=tmp_path) for _ in range(2))
    assert first.code == second.code == 0
    assert first.summary["n_optima"] == second.summary["n_optima"]


def test_the_mean_of_the_runs_is_the_default_and_one_can_be_chosen(tmp_path, frame):
    mean = build("val_acc", cwd=tmp_path)
    assert "epoch 200, hp 200, mean of up to 2 runs" in mean.stderr
    assert mean.summary["global_fitness"] == round((frame["a"].max() + 0.5) * 4) / 4
    one = build("val_acc", "--run", "888", cwd=tmp_path)
    assert one.summary["global_fitness"] == round(frame["b"].max() * 2) / 2
    assert one.folder != mean.folder


def test_a_loss_is_minimised(tmp_path, frame):
    run = build("val_loss", cwd=tmp_path)
    assert run.summary["global_fitness"] == pytest.approx(frame["early"].max())


def test_resolution_none_turns_it_off(tmp_path, frame):
    run = build("val_acc", "--epoch", "12", "--resolution", "none", cwd=tmp_path)
    assert run.summary["global_fitness"] == pytest.approx(frame["early"].max())
    assert run.folder.name.endswith("-resolutionnone")


def test_params_are_counted_unless_a_benchmark_is_asked_for(tmp_path):
    assert "scoring" in build("params", cwd=tmp_path).stderr
    told = build("params", "--benchmark", "mine", cwd=tmp_path)
    assert (told.code, "unknown metric 'params'" in told.stderr) == (2, True)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["val_acc", "--epoch", "13"], "there are the epochs mine --hp 200: 12, 200"),
        (["val_acc", "--dataset", "svhn"], "known are cifar10, cifar10-valid"),
        (["val_acc", "--run", "999"], "known are 777, 888, mean"),
        (["test_loss"], "unknown metric 'test_loss': known are test_acc, val_acc, val_loss"),
        (["val_acc", "--seed", "3"], "say how networks are scored, and val_acc comes from a"),
        (["synflow", "--epoch", "3"], "unknown metric 'synflow'"),
        (["valid_acc"], "did you mean 'val_acc'"),
        (
            ["val_acc", "--epoch", "12", "--scores", "x.csv"],
            "choose from a benchmark, and --scores",
        ),
        (
            ["val_acc", "--epoch", "12", "--resolution", "fine"],
            "expected a positive number, or none",
        ),
        (["val_acc", "--epoch", "12", "--resolution", "-1"], "expected a positive number, or none"),
        (["val_acc", "--epoch", "twelve"], "expected a whole number"),
    ],
)
def test_what_there_is_not_is_one_line(tmp_path, options, told):
    run = build(*options, cwd=tmp_path)
    assert run.code == 2
    assert told in run.stderr.splitlines()[-1]
    assert not (tmp_path / "runs").exists()


def test_without_a_benchmark_a_user_learns_where_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("LANDSCAPE_DATA", str(tmp_path))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    told = inside("build", "--space", "nbasr", "--metric", "val_per", cwd=tmp_path)
    assert told.code == 2
    for part in (
        "nb-asr-*.pickle",
        "github.com/SamsungLabs/nb-asr",
        str(tmp_path),
        "import",
    ):
        assert part in told.stderr
    assert told.stderr.count("\n") == 1


def test_the_list_says_what_is_there_and_what_is_missing(tmp_path):
    rows = {row[0]: row for row in cells(inside("data", "list", cwd=tmp_path))}
    assert rows["mine"][1:4] == ["sss", "there", "a table of your own"]
    assert rows["nbasr"][1:3] == ["nbasr", "missing"]
    assert rows["nats-tss"][1:3] == ["nb201", "built in"]
    assert "NATS-tss-v1_0-3ffb9-simple" in rows["nats-tss"][4]
    assert rows["cifar10"][2] == "missing"
    assert "landscape data download cifar10" in rows["cifar10"][4]


def test_a_benchmark_is_shown(tmp_path, folder):
    rows = cells(inside("data", "show", "mine", cwd=tmp_path))
    accuracy = next(row for row in rows if "val_acc" in row)
    assert accuracy[:7] == [
        "sss",
        "cifar10-valid",
        "200",
        "val_acc",
        "12, 200",
        "777, 888",
        "32,768",
    ]
    missing = inside("data", "show", "nbasr", cwd=tmp_path)
    assert (missing.code, "is not imported" in missing.stderr) == (2, True)
    unknown = inside("data", "show", "mien", cwd=tmp_path)
    assert (unknown.code, "did you mean 'mine'" in unknown.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nats-tsss", "x"], "did you mean 'nats-tss'"),
        (["table", "mine.parquet"], "--space NAME"),
        (["table", "mine.parquet", "--space", "sss", "--partial"], "leave out --partial"),
        (["nats-tss", "x", "--space", "nb201"], "describe a table of your own"),
        (["nb101", "x", "--partial"], "leave out --partial"),
        (["nats-tss", "mine.parquet"], "`landscape data import table mine.parquet --space nb201`"),
        (["nats-tss", "x"], "no NATS-tss-*-simple folder or .tar at x"),
        (["nb101", "x"], "x"),
        (["nbasr", "x"], "x"),
        (["nb201-v11", "x"], "no file x"),
        (["nbsuite-zero-201", "x"], "x"),
        (["table", "mine.parquet", "--space", "sss", "--where", "a"], "expected COLUMN=VALUE"),
        (["table", "mine.parquet", "--space", "sss", "--name", "nb101"], "choose another"),
        (["table", "mine.parquet", "--space", "sss", "--name", "../x"], "letters, digits"),
        (
            ["table", "mine.parquet", "--space", "sss", "--column", "z=val_acc"],
            "unknown column 'z'",
        ),
        (["table", "mine.parquet", "--space", "nb201"], "no architecture of NAS-Bench-201"),
        (["table", "nowhere.parquet", "--space", "sss"], "no file nowhere.parquet"),
    ],
)
def test_a_wrong_import_is_one_line(tmp_path, folder, arguments, told):
    run = inside("data", "import", *arguments, "--data-dir", tmp_path / "new", cwd=folder)
    assert run.code in (1, 2)
    assert told in run.stderr.splitlines()[-1]
    assert not (tmp_path / "new").exists()


def test_every_column_of_numbers_becomes_a_metric_if_none_is_named(tmp_path, folder):
    run = inside(
        *("data", "import", "table", "mine.parquet", "--space", "sss", "--name", "all"),
        *("--data-dir", tmp_path),
        cwd=folder,
    )
    assert run.code == 0, run.stderr
    row = run.stdout.splitlines()[1].split()
    assert row == ["-", "-", "a,", "b,", "early,", "loss", "4", "32,768"]
    said = "taken as better when higher, though the names say otherwise: "
    assert f"{said}loss;" in run.stderr


def test_a_space_can_come_from_a_file(tmp_path):
    (tmp_path / "bits.toml").write_text(
        'name = "bits"\npattern = "{}{}{}"\n'
        '[[variables]]\nname = "bit"\noptions = ["0", "1"]\nrepeat = 3\n'
    )
    codes = [f"{i:03b}" for i in range(8)]
    pd.DataFrame({"arch": codes, "ones": [c.count("1") for c in codes]}).to_csv(tmp_path / "t.csv")
    # The CSV keeps the zeros in front, since its columns are read as text.
    run = inside(
        *("build", "--space", "bits.toml", "--scores", "t.csv", "--metric", "ones"), cwd=tmp_path
    )
    assert run.code == 0, run.stderr
    assert run.summary["global_optima"] == ["111"]
    assert run.folder.name == "bits-ones-t"
    (tmp_path / "bits.toml").unlink()
    analysed = inside("analyse", run.folder, cwd=tmp_path)  # the run keeps the description
    assert analysed.code == 0, analysed.stderr
    proxy = inside("build", "--space", "bits.toml", "--metric", "synflow", cwd=tmp_path)
    assert proxy.code == 2
    assert proxy.stderr.count("\n") == 1


def test_a_column_that_sounds_like_a_cost_is_told(tmp_path):
    (tmp_path / "bit.toml").write_text(
        'name = "bit"\npattern = "{}"\n[[variables]]\nname = "x"\noptions = ["0", "1"]\n'
    )
    (tmp_path / "t.csv").write_text("arch,loss\n0,1\n")
    for meaning, told in (("dev_loss", True), ("dev_loss,minimize", False), ("val_loss", False)):
        run = inside(
            *("data", "import", "table", "t.csv", "--space", "bit.toml"),
            *("--column", f"loss={meaning}", "--data-dir", tmp_path),
            cwd=tmp_path,
        )
        assert run.code == 0, run.stderr
        assert ("names say otherwise: dev_loss; --column NAME=NAME,minimize" in run.stderr) == told


def test_a_table_is_removed_and_its_file_stays(tmp_path, folder):
    taken = ("data", "import", "table", "mine.parquet", "--space", "sss", "--name", "again")
    there = ("--data-dir", tmp_path)
    assert inside(*taken, *there, cwd=folder).code == 0
    place = tmp_path / "nas-landscape" / "sss" / "again"
    (place / "unfinished-0").mkdir()
    removed = inside("data", "remove", "again", *there, cwd=folder)
    assert (removed.code, removed.stderr) == (0, "")
    assert str(place) in removed.stdout
    assert [path.name for path in place.iterdir()] == [".lock"]
    assert (folder / "mine.parquet").exists()
    again = inside("data", "remove", "again", *there, cwd=folder)
    assert again.code == 2
    assert again.stderr == (
        "landscape: unknown imported benchmark 'again': known are mine\n"  # of the other folder
    )
    shown = inside("data", "show", "mine", *there, cwd=folder)
    assert shown.code == 0


def test_a_table_is_removed_by_its_name_in_any_spelling(tmp_path, folder):
    taken = ("data", "import", "table", "mine.parquet", "--space", "sss", "--name", "My-own")
    assert inside(*taken, "--data-dir", tmp_path, cwd=folder).code == 0
    removed = inside("data", "remove", "my_own", "--data-dir", tmp_path, cwd=folder)
    assert (removed.code, removed.stderr) == (0, "")
    assert "My-own" in removed.stdout


def test_what_has_no_records_is_not_imported(tmp_path):
    folder = write_folder(tmp_path, ())
    run = inside(
        *("data", "import", "nats-sss", folder, "--partial", "--data-dir", tmp_path / "new"),
        cwd=tmp_path,
    )
    assert run.code == 1
    assert run.stderr.splitlines()[-1].startswith(
        "landscape: no architecture of nats-sss was found: expected records"
    )


def test_importing_and_building_load_no_pytorch(tmp_path, folder):
    told = landscape("data", "list", cwd=tmp_path, show_imports=True)
    assert told.code == 0
    assert not {"torch", "igraph", "nats_bench"} & told.imported


def test_another_size_of_the_space_is_noticed(tmp_path):
    import_benchmark(TinyReader(), tmp_path, provenance={})
    (tmp_path / "tiny.toml").write_text(
        'name = "tiny"\npattern = "{}"\n[[variables]]\nname = "x"\noptions = ["0", "1"]\n'
    )
    run = inside(
        *("build", "--space", "tiny.toml", "--metric", "val_acc", "--data-dir", tmp_path),
        cwd=tmp_path,
    )
    assert (run.code, "another space called tiny" in run.stderr) == (1, True)
