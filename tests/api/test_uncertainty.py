"""`landscape.uncertainty` does what the command does, and its tables are read again."""

import json

import numpy as np
import pandas as pd
import pytest

import landscape
from landscape.benchmarks.collect import import_benchmark
from landscape.benchmarks.mapping import MappedColumn
from landscape.benchmarks.readers.tabular import TableReader
from landscape.comparison import resample_runs
from landscape.errors import DataError, OptionError
from landscape.spaces import FileSpace, Variable, get_space
from tests.cli.command import inside

VALLEY = FileSpace(
    [Variable("a", ("x", "y", "z")), Variable("b", tuple("0123"))], pattern="{}{}", name="valley"
)
RUNS = np.random.default_rng(0).normal(size=(2, 12)).round(1)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with a space, and an imported benchmark of two training runs and one loss."""
    folder = tmp_path_factory.mktemp("uncertainty")
    (folder / "valley.toml").write_text(VALLEY.description)
    names = [VALLEY.format(index) for index in range(VALLEY.size)]
    frame = pd.DataFrame({"arch": names, "a": RUNS[0], "b": RUNS[1], "c": RUNS[0]})
    frame.to_csv(folder / "mine.csv", index=False)
    columns = [
        MappedColumn.parse(text)
        for text in (
            "a=val_acc,run=1,resolution=0.1",
            "b=val_acc,run=2,resolution=0.1",
            "c=val_loss",
        )
    ]
    space = get_space(str(folder / "valley.toml"))
    reader = TableReader(folder / "mine.csv", space, "mine", columns)
    import_benchmark(reader, folder, provenance={})
    return folder


@pytest.fixture(scope="module")
def run(here):
    """Ten resamples; do not change its folder."""
    return of_valley(here, resamples=10, seed=3, out=here / "run")


def of_valley(here, **options):
    asked = {"metric": "val_acc", "space": here / "valley.toml", "data_dir": here}
    return landscape.uncertainty(**(asked | options))


def files(folder):
    """Return name → content of the files in a folder, without locks."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".")}


def test_function_and_command_leave_equal_folders(here, run):
    where = ("--space", here / "valley.toml", "--data-dir", here)
    drawn = ("--resamples", 10, "--seed", 3)
    command = inside("uncertainty", "--metric", "val_acc", *where, *drawn, cwd=here)
    assert command.code == 0, command.stderr
    assert command.folder.name == "valley-val_acc-mine-uncertainty-resamples10-seed3"
    assert files(command.folder) == files(run.folder)
    assert landscape.load(command.folder) == run
    assert run.summary["options"] == {
        "metric": "val_acc", "space": "valley.toml", "data_dir": here.name,
        "resamples": 10, "seed": 3, "duplicates": "keep", "escape": 2,
    }  # fmt: skip


def test_a_copy_is_equal(run, tmp_path):
    assert run.save(tmp_path / "copy") == run == landscape.load(tmp_path / "copy")
    assert files(tmp_path / "copy") == files(run.folder)


def test_the_result_has_the_tables_of_the_resamples(run):
    expected = resample_runs(VALLEY, RUNS, resolution=0.05, resamples=10, rng=3, metric="val_acc")
    pd.testing.assert_frame_equal(run.optima, expected.table())
    pd.testing.assert_frame_equal(run.funnels, expected.funnel_table(), check_dtype=False)
    assert {key: run.summary[key] for key in expected.summary()} == expected.summary()


def test_a_notebook_shows_what_the_screen_does(run):
    shown = run._repr_html_()
    assert "val_acc on valley, mean of up to 2 runs, of mine" in shown
    assert "12 of 2 runs" in shown


def test_a_run_of_an_earlier_version_is_read(run, tmp_path):
    copy = run.save(tmp_path / "copy").folder
    summary = json.loads((copy / "uncertainty.json").read_bytes())
    del summary["options"]
    (copy / "uncertainty.json").write_text(json.dumps(summary))
    again = landscape.load(copy)
    assert (again.in_words(), again.title) == (run.in_words(), run.title)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("uncertainty.json", "[]", "is no summary of a run: run landscape uncertainty again"),
        ("uncertainty.json", '{"format": 7}', "is of format 7, this version reads 1"),
        ("uncertainty.json", '{"format": 1}', "has no 'space'"),
        ("funnels.csv", "", "funnels.csv is damaged"),
        (
            "funnels.csv",
            "arch,index,is_global,optima,share_survived\na,1,si,1,1\n",
            "'si' is neither",
        ),
    ],
)
def test_a_damaged_file_is_told_in_one_line(run, tmp_path, name, content, told):
    copy = run.save(tmp_path / "copy").folder
    (copy / name).write_text(content.replace("{header}", ",".join(run.funnels.columns)))
    with pytest.raises(DataError, match=told):
        landscape.load(copy).funnels  # noqa: B018


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"metric": "val_loss"}, OptionError, "has one training run: expected several"),
        ({"resamples": 0}, OptionError, "0 resamples: expected at least 1"),
        ({"epoch": "last"}, OptionError, "epoch 'last': expected a whole number"),
        ({"run": "1"}, TypeError, "uncertainty.. has no option 'run'"),
        ({"resample": 3}, TypeError, "did you mean 'resamples'?"),
    ],
)
def test_what_cannot_be_resampled_is_one_line(here, options, error, told, tmp_path):
    with pytest.raises(error, match=told):
        of_valley(here, **options, out=tmp_path / "none")
    assert not (tmp_path / "none").exists()
