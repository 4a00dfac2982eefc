"""Landscapes of scores that a user brings."""

import numpy as np
import pandas as pd
import pytest

from landscape import Landscape
from landscape.numbers import share_text
from landscape.runs.run import Run
from landscape.scores import Metric, ScoreTable, write_scores
from landscape.scores.keys import AS_USUAL, Reading
from landscape.sources.direction import is_minimized
from landscape.sources.table import TableSource
from tests.cli.command import inside


def build(table, *options, cwd, metric="score"):
    return inside("build", "--scores", table, "--metric", metric, *options, cwd=cwd)


def numbers(run):
    """Return the summary without how it was asked for, and what depends on the clock."""
    return {k: v for k, v in run.summary.items() if k not in ("timings", "provenance", "options")}


@pytest.fixture(scope="module")
def frame(rugged_table):
    return pd.read_csv(rugged_table)


def test_configuration_numbers_are_taken_where_they_are_called_so(tmp_path, frame, rugged_run):
    path = tmp_path / "numbers.csv"
    frame.drop(columns="arch").assign(configuration=frame.index).to_csv(path, index=False)
    run = build(path, cwd=tmp_path)
    assert numbers(run) == numbers(rugged_run)
    assert run.stdout.count("\n") == rugged_run.stdout.count("\n")
    assert run.stderr == rugged_run.stderr


@pytest.mark.parametrize("kind", ["naslib tuples in Parquet", "gzipped TSV"])
def test_parquet_and_csv_in_any_notation_are_the_same(tmp_path, frame, nb201, rugged_run, kind):
    if kind == "gzipped TSV":
        path = tmp_path / "table.tsv.gz"
        frame.sample(frac=1, random_state=0).to_csv(path, sep="\t", index=False)
    else:
        path = tmp_path / "table.parquet"
        naslib = [nb201.format(index, "naslib") for index in range(nb201.size)]
        pd.DataFrame({"architecture": naslib, "score": frame["score"]}).to_parquet(path)
    assert numbers(build(path, cwd=tmp_path)) == numbers(rugged_run)


def test_the_folder_is_named_after_space_column_and_file(tmp_path, rugged_table):
    run = build(rugged_table, "--dataset", "svhn", cwd=tmp_path)
    assert run.folder == tmp_path / "runs" / "nb201-score-svhn-rugged"
    assert run.summary["dataset"] == "svhn"
    assert run.summary["provenance"]["settings"]["file"] == rugged_table.name


def test_the_folder_says_how_the_table_is_read(tmp_path, nb201):
    (tmp_path / "t.csv").write_text(f"arch,score,val_loss\n{nb201.format(0)},1,2\n")
    named = {
        name: TableSource.of("nb201", metric, None, tmp_path / "t.csv", **how).name
        for name, metric, how in (
            ("lower", "score", {"minimize": True, "reading": Reading(missing=("-1", "x"))}),
            ("higher", "score", {"minimize": False, "reading": AS_USUAL}),
            (
                "known",
                "val_loss",
                {"minimize": True, "reading": AS_USUAL},
            ),  # which its name says, too
        )
    }
    assert named == {
        "lower": "nb201-score-minimize-missing-1-missingx-t",
        "higher": "nb201-score-t",
        "known": "nb201-val_loss-t",
    }


def test_a_table_is_opened_once(tmp_path, nb201):
    (tmp_path / "t.csv").write_text(f"arch,score\n{nb201.format(3)},1\n")
    source = TableSource.of("nb201", "score", None, tmp_path / "t.csv", **ANY_TABLE)
    (tmp_path / "t.csv").unlink()
    table = source.table(Run(tmp_path / "run"))
    assert table.column("score")[3] == 1
    assert table.settings["score"]["sha256"] == source.content.sha256


def test_lower_is_better_if_the_user_says_so(tmp_path, frame, nb201, rugged_scores, rugged_run):
    path = tmp_path / "errors.csv"
    frame.assign(score=-frame["score"]).to_csv(path, index=False)
    run = build(path, "--minimize", cwd=tmp_path)
    assert run.summary["conventions"]["direction"] == (
        "fitness is maximised; it is the negated score"
    )
    changed = {"conventions", "figure", "minimize"}
    expected = {k: v for k, v in numbers(rugged_run).items() if k not in changed}
    assert {k: v for k, v in numbers(run).items() if k not in changed} == expected


@pytest.mark.parametrize("name", ["valid-loss", "edgegpu_latency", "top1_error", "acc_std"])
def test_a_name_that_sounds_like_a_cost_is_told(caplog, name):
    caplog.set_level("INFO", "landscape")
    assert not is_minimized(name, asked=False, advice="--minimize")
    assert caplog.messages == [
        f"taken as better when higher, though the names say otherwise: {name}; "
        "--minimize says that lower is better"
    ]
    assert is_minimized(name, asked=True, advice="--minimize")
    assert not is_minimized("val_acc", asked=False, advice="--minimize")
    assert len(caplog.messages) == 1


def test_a_loss_is_not_maximised_in_silence(tmp_path, nb201):
    (tmp_path / "table.csv").write_text(f"arch,valid-loss\n{nb201.format(0)},1\n")
    run = build("table.csv", cwd=tmp_path, metric="valid-loss")
    assert "names say otherwise: valid-loss; --minimize says" in run.stderr
    assert not run.summary["minimize"]


MADE = {"source": "proxy", "space": "nb201", "dataset": "cifar100", "seed": 3, "repeats": 1}
WITH_IMAGES = {**MADE, "seed": 0, "data": "few.npz", "batch_size": 8}


@pytest.mark.parametrize(
    ("made", "folder"),
    [
        (MADE, "nb201-snip-cifar100-seed3-s"),
        (WITH_IMAGES, "nb201-snip-cifar100-few-batch8-s"),
        ({**MADE, "data": "cifar100"}, "nb201-snip-cifar100-seed3-s"),
        (
            {"source": "rank", "members": {"snip": WITH_IMAGES}},
            "nb201-snip-cifar100-of-snip-few-batch8-s",
        ),
        ({"source": "table", "made": WITH_IMAGES}, "nb201-snip-cifar100-few-batch8-s"),
    ],
)
def test_a_table_of_our_own_names_the_run_by_how_it_was_made(tmp_path, nb201, made, folder):
    source = TableSource.of("nb201", "snip", None, our_own(tmp_path, nb201, made), **ANY_TABLE)
    assert (source.name, source.dataset) == (folder, "cifar100")


ANY_TABLE = {"reading": AS_USUAL, "minimize": False}


def our_own(folder, space, made):
    scores = np.full(space.size, np.nan)
    scores[:3] = 1.0
    snip = Metric("snip", title="SNIP")
    table = ScoreTable("nb201", {"snip": scores}, {"snip": snip}, {"snip": made})
    write_scores(folder / "s.parquet", table, space)
    return folder / "s.parquet"


def test_a_table_of_our_own_says_what_it_was_scored_on(tmp_path, nb201):
    our_own(tmp_path, nb201, MADE)
    run = build("s.parquet", cwd=tmp_path, metric="snip")
    assert run.summary["dataset"] == "cifar100"
    assert run.summary["figure"]["title"] == "SNIP on NAS-Bench-201, CIFAR-100"
    assert run.screen["landscape"] == "snip on nb201, cifar100"
    refused = build("s.parquet", "--dataset", "cifar10", cwd=tmp_path, metric="snip")
    assert (refused.code, refused.stderr.count("\n")) == (2, 1)
    assert "s.parquet says that snip is of cifar100, and --dataset that it is" in refused.stderr


def test_fitness_is_snapped_to_the_resolution(tmp_path, rugged_table, nb201, rugged_scores):
    run = build(rugged_table, "--resolution", 0.5, cwd=tmp_path)
    expected = Landscape(nb201, rugged_scores, metric="score", resolution=0.5).summary()
    assert {key: run.summary[key] for key in expected} == expected
    assert run.summary["n_strict_optima"] < run.summary["n_optima"]
    assert run.folder.name == "nb201-score-rugged-resolution0.5"


def test_the_column_of_architectures_can_be_named(tmp_path, frame, rugged_run):
    path = tmp_path / "table.csv"
    renamed = frame.rename(columns={"arch": "cell"}).assign(arch="something else")
    renamed.to_csv(path, index=False)
    assert numbers(build(path, "--key", "cell", cwd=tmp_path)) == numbers(rugged_run)


def test_rows_that_are_not_there_are_missing(tmp_path, frame, nb201, rugged_scores):
    path = tmp_path / "some.csv"
    part = frame.sample(n=9000, random_state=2)
    part.loc[part.index[:100], "score"] = np.nan
    part.to_csv(path, index=False)
    run = build(path, cwd=tmp_path)
    known = np.full(nb201.size, np.nan)
    known[part.index[100:]] = rugged_scores[part.index[100:]]
    expected = Landscape(nb201, known, metric="score").summary()
    assert expected["n_missing"] == nb201.size - 8900
    assert {key: run.summary[key] for key in expected} == expected
    assert run.screen["configurations"] == "15,625 (6,725 missing); 57% scored"
    assert run.screen["local optima"].endswith("; 57% scored")
    share = expected["global_basin"] / 8900
    assert (
        run.screen["global basin"]
        == f"{expected['global_basin']:,} ({share_text(share)}); 57% scored"
    )
    assert run.screen["duplicates"].startswith(f"{expected['n_missing_duplicates']:,} of the")
    assert run.stderr == ""


def test_a_value_may_be_said_to_mean_missing(tmp_path, nb201):
    rows = pd.DataFrame({"arch": [nb201.format(i) for i in range(4)], "score": [-1, 2, -1, 3]})
    rows.to_csv(tmp_path / "t.csv")  # with an index without a name
    told = build("t.csv", "--minimize", cwd=tmp_path)
    suspected, few = told.stderr.splitlines()
    assert suspected.endswith(
        "is -1 in 2 of 4 rows: if that means that there is no score, say --missing -1"
    )
    assert few.startswith("only 4 of 15,625 configurations have a score")
    run = build("t.csv", "--minimize", "--missing", "-1", "--missing", "x", cwd=tmp_path)
    assert (run.code, run.stderr.count("\n")) == (0, 1)
    assert run.summary["n_missing"] == nb201.size - 2
    assert run.summary["global_fitness"] == -2
    assert run.summary["provenance"]["settings"]["missing"] == ["-1", "x"]


def test_a_table_with_an_index_and_odd_names_is_imported(tmp_path, nb201):
    rows = pd.DataFrame({"arch": [nb201.format(i) for i in range(3)], "top-1 (%)": [-1, 2, 3]})
    rows.to_csv(tmp_path / "t.csv")
    options = ("--space", "nb201", "--data-dir", tmp_path, "--missing", -1)
    done = inside("data", "import", "table", "t.csv", *options, cwd=tmp_path)
    assert done.code == 0
    assert "column 'top-1 (%)' is called top-1 here" in done.stderr
    shown = inside("data", "show", "t", "--data-dir", tmp_path, cwd=tmp_path)
    assert [line.split() for line in shown.stdout.splitlines()[1:]] == [
        ["nb201", "-", "-", "top-1", "no", "epochs", "-", "2", "2", "3"]
    ]


@pytest.mark.parametrize("score", [0.5, -np.inf])
def test_a_single_architecture_is_a_landscape(tmp_path, frame, score):
    path = tmp_path / "one.csv"
    frame.head(1).assign(score=score).to_csv(path, index=False)
    run = build(path, cwd=tmp_path)
    assert run.code == 0
    assert "only 1 of 15,625 configurations have a score (0.0064%)" in run.stderr
    assert run.stderr.count("\n") == 1
    assert run.summary["n_optima"] == run.summary["global_basin"] == 1
    assert run.screen["global fitness"].partition(";")[0] == str(score)


def test_duplicates_may_agree_but_not_disagree(tmp_path, frame, rugged_run):
    path = tmp_path / "twice.csv"
    pd.concat([frame, frame.tail(5)]).to_csv(path, index=False)
    assert numbers(build(path, cwd=tmp_path)) == numbers(rugged_run)
    again = frame.tail(5).assign(score=lambda rows: rows["score"] + [0, 0, 1, 2, 0])
    pd.concat([frame, again]).to_csv(path, index=False)
    refused = build(path, cwd=tmp_path)
    assert (refused.code, refused.stdout) == (1, "")
    first = again.iloc[2]
    assert refused.stderr.startswith(
        f"landscape: {path} has two scores 'score' of {first['arch']}: "
    )
    assert refused.stderr.count("\n") == 1


def test_another_column_of_a_table_may_take_the_place_of_the_first(tmp_path, frame):
    path = tmp_path / "table.csv"
    frame.assign(other=frame["score"].to_numpy()[::-1]).to_csv(path, index=False)
    for metric in ("score", "other"):
        run = build(path, "--out", "run", cwd=tmp_path, metric=metric)
        assert run.code == 0
        assert run.summary["metric"] == metric


def test_a_run_of_another_file_is_not_written_over(tmp_path, frame):
    """Whether the folder was named or not; a file that has changed since is read again."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        frame.head(30 if name == "first" else 40).to_csv(tmp_path / name / "my.csv", index=False)
    for options in ((), ("--out", "here")):
        kept = build("first/my.csv", *options, cwd=tmp_path)
        summary = kept.summary
        refused = build("second/my.csv", *options, cwd=tmp_path)
        assert (refused.code, refused.stdout) == (1, "")
        assert "holds the landscape of another source, my.csv: choose another" in refused.stderr
        assert kept.summary == summary
    frame.head(30).to_csv(tmp_path / "copy.tsv", index=False, sep="\t")
    assert build("copy.tsv", "--out", "here", cwd=tmp_path).code == 0  # the same scores
    frame.head(50).to_csv(tmp_path / "copy.tsv", index=False, sep="\t")
    again = build("copy.tsv", "--out", "here", cwd=tmp_path)
    assert again.summary["n_missing"] == 15625 - 50  # it has changed since


@pytest.mark.parametrize(
    ("metric", "strict"),
    [
        ("cifar10_test_acc_200ep", 17),
        ("cifar100_test_acc_200ep", 24),
        ("imagenet16_test_acc_200ep", 36),
    ],
)
def test_published_accuracies_have_the_published_optima(tmp_path, data_dir, metric, strict):
    run = build(data_dir / "nats_tss.parquet", cwd=tmp_path, metric=metric)
    assert (run.code, run.stderr) == (0, "")
    assert run.summary["n_strict_optima"] == strict
    assert run.summary["n_missing"] == 0
    assert f"({strict} strict, " in run.screen["local optima"]
