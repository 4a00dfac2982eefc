"""How much of a landscape stays from seed to seed: the command, and its function."""

import csv
import json
import shutil

import pandas as pd
import pytest

import landscape
from landscape import Landscape
from landscape.comparison.stability import stability_of
from landscape.errors import DataError, OptionError, UnknownNameError
from landscape.runs.stability_run import StabilityRun
from landscape.scores import read_scores
from landscape.spaces import NB201
from tests.cli.command import inside

COMMAND = ("stability", "--metric", "l2_norm", "--seeds", 2, "--seed", 5)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The metric with random weights that is the fastest; do not change its folder."""
    finished = inside(*COMMAND, cwd=tmp_path_factory.mktemp("stability"))
    assert finished.code == 0, finished.stderr
    return finished


@pytest.fixture(scope="module")
def expected(run):
    nb201 = NB201()
    tables = [read_scores(run.folder / f"seed{s}" / "scores.parquet", nb201) for s in (5, 6)]
    assert [table.settings["l2_norm"]["seed"] for table in tables] == [5, 6]
    return stability_of([Landscape(nb201, table.column("l2_norm")) for table in tables])


def test_the_folder_tells_what_was_compared(run):
    assert run.folder == run.cwd / "runs" / "nb201-l2_norm-cifar10-seed5-stability2"


def test_the_summary_has_what_the_landscapes_have_in_common(run, expected):
    summary = json.loads((run.folder / "stability.json").read_bytes())
    assert summary["seeds"] == [5, 6]
    assert summary["n_optima"] == expected.n_optima.tolist()
    assert summary["n_plateau_optima"] == expected.n_plateau_optima.tolist()
    assert summary["n_ever_optimum"] == len(expected.index)
    assert summary["mean_jaccard"] == pytest.approx(expected.jaccard.mean())
    assert summary["mean_adjusted_rand"] == pytest.approx(expected.rand.mean())
    assert summary["mean_spearman"] == pytest.approx(expected.spearman.mean())
    assert 0.5 < summary["mean_spearman"] < 1
    assert summary["provenance"]["settings"]["seed"] == 5


def test_every_optimum_has_a_row(run, expected):
    with (run.folder / "stability.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["index"]) for row in rows] == expected.index.tolist()
    assert [int(row["times_optimum"]) for row in rows] == expected.times_optimum.tolist()
    assert [int(row["times_global"]) for row in rows] == expected.times_global.tolist()


def test_the_screen_says_it_too(run, expected):
    assert run.screen["seeds"] == "5, 6"
    assert run.screen["local optima"] == ", ".join(map(str, expected.n_optima))
    assert run.screen["plateaus"] == ", ".join(map(str, expected.n_plateau_optima))
    assert run.screen["overlap of optima"] == f"{expected.jaccard.mean():.4f}"
    first = expected.space.format(expected.index[0])
    assert f"{expected.times_optimum[0]}/2" in run.stdout
    assert first in run.stdout


def test_a_second_run_scores_nothing_and_a_longer_one_only_what_is_new(run):
    before = (run.folder / "stability.json").read_bytes()
    again = inside(*COMMAND, "--out", run.folder, cwd=run.cwd)
    assert again.stderr.count("scores are there already") == 2
    assert "scoring" not in again.stderr
    assert again.stdout.splitlines()[:-1] == run.stdout.splitlines()[:-1]
    assert (run.folder / "stability.json").read_bytes() == before
    assert not (run.folder / "summary.json").exists()  # which is that of a build


def test_other_settings_into_the_same_folder_are_refused(run):
    refused = inside(*COMMAND, "--init", "independent", "--out", run.folder, cwd=run.cwd)
    assert refused.code == 1
    last = refused.stderr.splitlines()[-1]
    assert 'l2_norm was scored with init = "shared", and init = "independent" is asked' in last


# -- landscape.stability -------------------------------------------------------------------------


def files(folder):
    """Return name → content of the files below a folder, without locks."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in paths if p.name[0] != "."}


@pytest.fixture(scope="module")
def result(run, tmp_path_factory):
    """What the function makes of the same scores, which it does not evaluate again."""
    folder = tmp_path_factory.mktemp("function")
    for seed in ("seed5", "seed6"):
        shutil.copytree(run.folder / seed, folder / seed)
    return landscape.stability("l2_norm", 2, seed=5, out=folder)


def test_function_and_command_leave_equal_folders(run, result):
    assert files(result.folder) == files(run.folder)
    assert result == landscape.load(run.folder)
    assert result.summary["options"]["seeds"] == 2


def test_a_copy_is_equal_and_goes_on_from_the_same_scores(result, tmp_path):
    assert result.save(tmp_path / "copy") == result
    assert files(tmp_path / "copy") == files(result.folder)
    assert landscape.load(tmp_path / "copy") == result


def test_the_result_has_tables(result, expected):
    pd.testing.assert_frame_equal(result.optima, expected.table())
    pairs = result.pairs.to_dict("list")
    assert (pairs["first"], pairs["second"]) == ([5], [6])
    assert pairs["jaccard"] == expected.jaccard.tolist()
    assert pairs["adjusted_rand"] == expected.rand.tolist()
    assert pairs["spearman"] == expected.spearman.tolist()


def test_a_notebook_shows_what_the_screen_does(result):
    shown = result._repr_html_()
    assert "l2_norm on nb201, cifar10" in shown
    for text in result.in_words().values():
        assert text in shown


def test_merged_landscapes_are_those_of_the_networks(run, result, tmp_path, caplog):
    """Each network once: the climbs are those of the functional space, the scores the same."""
    caplog.set_level("INFO", "landscape")
    networks = NB201().functional()
    for seed in ("seed5", "seed6"):
        shutil.copytree(run.folder / seed, tmp_path / seed / "configurations")
    merged = landscape.stability("l2_norm", 2, seed=5, duplicates="merge", out=tmp_path)
    assert not any(line.startswith("scoring") for line in caplog.messages)
    tables = [read_scores(run.folder / f"seed{s}" / "scores.parquet", NB201()) for s in (5, 6)]
    scores = [table.column("l2_norm")[networks.representatives] for table in tables]
    expected = stability_of([Landscape(networks, one) for one in scores])
    assert merged.summary["space"] == "nb201-functional"
    assert merged.summary["n_optima"] == expected.n_optima.tolist()
    pd.testing.assert_frame_equal(merged.optima, expected.table())
    assert landscape.load(tmp_path) == merged != result


@pytest.fixture
def summary(result):
    return json.loads((result.folder / "stability.json").read_bytes())


def left(folder, summary):
    (folder / "stability.json").write_text(json.dumps(summary))
    return folder


def test_what_is_not_defined_of_a_pair_is_nan(summary, tmp_path):
    summary["pairs"][0]["spearman"] = summary["mean_spearman"] = None
    again = StabilityRun(left(tmp_path, summary))
    assert again.pairs["spearman"].isna().tolist() == [True]
    assert again.in_words()["Spearman of scores"] == "-"


def test_a_run_of_an_earlier_version_is_read_but_has_no_pairs(summary, tmp_path):
    del summary["pairs"], summary["options"]
    again = landscape.load(left(tmp_path, summary))
    assert again.in_words()["seeds"] == "5, 6"
    with pytest.raises(DataError, match=r"has no 'pairs': .* run it again"):
        again.pairs  # noqa: B018


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("stability.json", "{", "stability.json is damaged .*: run landscape stability again"),
        ("stability.json", '{"format": 1, "space": 3}', "says that 'space' is 3: it is damaged"),
        ("stability.csv", "arch,index\n", "is damaged .its columns are arch, index, not arch"),
        ("stability.csv", "{header}\na,one,1,1,1,1\n", "stability.csv is damaged .invalid literal"),
        ("stability.csv", "{header}\na,1,1\n", "stability.csv is damaged"),
    ],
)
def test_a_damaged_file_is_told_in_one_line(result, tmp_path, name, content, told):
    copy = result.save(tmp_path / "copy")
    header = ",".join(result.optima.columns)
    (copy.folder / name).write_text(content.replace("{header}", header))
    with pytest.raises(DataError, match=told):
        landscape.load(copy.folder).optima  # noqa: B018


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"seeds": 1}, OptionError, "seeds=1: expected at least 2"),
        ({"seeds": "many"}, OptionError, "seeds 'many': expected a whole number"),
        ({"metric": "params"}, OptionError, "params depends on no random numbers"),
        ({"metric": "l2norms"}, UnknownNameError, "unknown metric 'l2norms'.*l2_norm"),
        ({"sede": 3}, TypeError, "stability.. has no option 'sede': did you mean 'seed'?"),
    ],
)
def test_what_cannot_be_told_is_one_line(options, error, told, tmp_path):
    with pytest.raises(error, match=told):
        landscape.stability(**({"metric": "l2_norm", "seeds": 2, "out": tmp_path} | options))
    assert not list(tmp_path.iterdir())
