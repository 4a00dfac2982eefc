"""Tables of many metrics, of a space or of some architectures."""

import re
import shutil
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from landscape.scores import RANK_MEMBERS, rank_sum, read_scores
from proxies import PROXIES
from tests.cli.command import inside

NOISE = ("--dataset", "ImageNet16-120", "--data", "noise", "--batch-size", 4)
"""Images that need no files, small and few."""

SOME = ("--metrics", "all", *NOISE, "--sample", 5, "--out", "some")


def score(*options, cwd):
    run = inside("score", *options, cwd=cwd)
    assert run.code == 0, run.stderr
    return run


def table(run):
    return pq.read_table(run.folder / "scores.parquet").to_pandas()


def screen(run):
    """Return the table on screen: metric → column → cell."""
    lines = [re.split(r"  +", line.strip()) for line in run.stdout.splitlines()]
    header, *rows = (line for line in lines if len(line) == 8)
    assert header == ["metric", "min", "median", "max", "missing", "-inf", "+inf", "best"]
    return {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    """All metrics of five architectures; do not change its folder."""
    return score(*SOME, cwd=tmp_path_factory.mktemp("some"))


@pytest.fixture(scope="module")
def sizes(tmp_path_factory):
    """Two metrics of the whole space; do not change its folder."""
    return score("--metrics", "params,flops", cwd=tmp_path_factory.mktemp("sizes"))


def test_all_is_every_metric_but_variants_and_the_sum_of_ranks(some):
    expected = [name for name, proxy in PROXIES.items() if not proxy.is_variant]
    assert list(table(some).columns) == ["index", "arch", *expected, "rank"]
    assert list(screen(some)) == [*expected, "rank"]


def test_some_architectures_have_rows_of_their_own(some, nb201):
    rows = table(some)
    drawn = np.random.default_rng(0).choice(nb201.size, 5, replace=False, shuffle=False)
    assert rows["index"].tolist() == sorted(drawn.tolist())
    assert rows["arch"].tolist() == [nb201.format(i) for i in rows["index"]]
    assert some.screen["architectures"] == "5"


def test_the_rank_is_among_those_that_were_scored(some):
    rows = table(some)
    expected = rank_sum([rows[name].to_numpy() for name in RANK_MEMBERS], [False] * 3)
    np.testing.assert_array_equal(rows["rank"], expected)


def test_each_column_says_how_it_was_made(some, nb201):
    settings = read_scores(some.folder / "scores.parquet", nb201).settings
    assert settings["params"] == {
        "source": "proxy", "space": "nb201", "revision": PROXIES["params"].revision,
        "dataset": "ImageNet16-120", "classes": 120, "size": 16,
    }  # fmt: skip
    assert settings["snip"]["batch_size"] == 4
    assert settings["snip"]["seed"] == 0
    assert "data_digest" in settings["snip"]
    assert "data_digest" not in settings["synflow"]
    assert list(settings["rank"]["members"]) == sorted(RANK_MEMBERS)
    assert settings["rank"]["members"]["nwot"] == settings["nwot"]


def test_the_screen_tells_the_range_and_counts_what_is_not_finite(tmp_path, nb201):
    path = tmp_path / "list.txt"
    path.write_text("\n".join(nb201.format(i) for i in (0, 31, 15624)))
    run = score("--metrics", "synflow,params", *NOISE, "--archs", path, cwd=tmp_path)
    rows = table(run)
    assert rows["synflow"][0] == -np.inf  # no path at all
    told = screen(run)["synflow"]
    assert (told["missing"], told["-inf"], told["+inf"]) == ("0", "1", "0")
    finite = rows["synflow"][1:]
    assert float(told["min"]) == pytest.approx(finite.min(), rel=1e-5)
    assert float(told["median"]) == pytest.approx(finite.median(), rel=1e-5)
    assert told["best"] == str(rows["index"][rows["synflow"].idxmax()])


def test_any_list_of_architectures_is_scored(tmp_path, sizes, nb201):
    path = tmp_path / "mine.csv"
    pd.DataFrame({"arch": [nb201.format(i, "naslib") for i in (900, 30)]}).to_csv(path)
    run = score("--metrics", "params", "--archs", path, cwd=tmp_path)
    assert run.folder.name == "nb201-scores-cifar10-archs-mine"
    assert table(run)["index"].tolist() == [30, 900]
    assert table(run)["params"].tolist() == table(sizes)["params"][[30, 900]].tolist()


def test_the_first_ones_are_scored(tmp_path):
    run = score("--metrics", "params", "--limit", 3, cwd=tmp_path)
    assert run.folder.name == "nb201-scores-cifar10-limit3"
    assert table(run)["index"].tolist() == [0, 1, 2]


def test_a_sample_is_drawn_by_the_seed(tmp_path):
    one, same, other = (
        score("--metrics", "params", "--sample", 4, "--seed", seed, "--out", out, cwd=tmp_path)
        for seed, out in ((1, "a"), (1, "b"), (2, "c"))
    )
    assert table(one).equals(table(same))
    assert table(one)["index"].tolist() != table(other)["index"].tolist()
    named = score("--metrics", "params", "--sample", 4, "--seed", 1, cwd=tmp_path)
    assert named.folder.name == "nb201-scores-cifar10-sample4-seed1"


def test_a_second_run_scores_nothing(some):
    before = (some.folder / "scores.parquet").read_bytes()
    again = inside("score", *SOME, cwd=some.cwd)
    assert again.stderr == "scores are there already: some/scores.parquet\n"
    assert screen(again) == screen(some)
    assert (some.folder / "scores.parquet").read_bytes() == before


def test_metrics_are_added_to_those_that_are_there(tmp_path):
    options = ("--limit", 40, "--out", "run")
    first = score("--metrics", "params", *options, cwd=tmp_path)
    params = table(first)["params"]
    more = score("--metrics", "flops,rank", "--rank-of", "params,flops", *options, cwd=tmp_path)
    assert list(table(more).columns) == ["index", "arch", "params", "flops", "rank"]
    assert table(more)["params"].equals(params)
    assert list(screen(more)) == ["flops", "params", "rank"]
    refused = inside("score", "--metrics", "params", "--limit", 41, "--out", "run", cwd=tmp_path)
    assert (refused.code, refused.stdout) == (1, "")
    assert "scores of 40 configurations, and those of 41 other configurations" in refused.stderr


def test_a_rank_made_of_what_is_there_scores_nothing(tmp_path):
    options = ("--limit", 40, "--out", "run")
    score("--metrics", "params,flops", *options, cwd=tmp_path)
    run = score("--metrics", "rank", "--rank-of", "params,flops", *options, cwd=tmp_path)
    assert run.stderr == ""
    assert table(run)["rank"].max() == 80


def test_repeats_leave_the_spread_beside_the_mean(tmp_path, nb201):
    options = ("--metrics", "synflow,params", "--dataset", "ImageNet16-120", "--limit", 30)
    run = score(*options, "--repeats", 2, cwd=tmp_path)
    assert list(table(run).columns) == ["index", "arch", "synflow", "synflow_std", "params"]
    scores = read_scores(run.folder / "scores.parquet", nb201)
    assert scores.metric("synflow_std").label == "SynFlow, standard deviation (log)"
    assert scores.settings["synflow_std"] == scores.settings["synflow"]
    assert list(screen(run)) == ["synflow", "params"]


def test_build_takes_a_column_of_the_table_where_it_lies(tmp_path, params_run):
    score("--metrics", "params,flops", "--out", "run", cwd=tmp_path)
    run = inside("build", "--metric", "params", "--out", "run", cwd=tmp_path)
    assert run.stderr == "scores are there already: run/scores.parquet\n"
    for key in set(params_run.summary) - {"timings", "provenance"}:
        assert run.summary[key] == params_run.summary[key]
    assert run.summary["provenance"]["settings"] == params_run.summary["provenance"]["settings"]


def test_build_does_not_take_some_architectures_for_the_space(some):
    refused = inside("build", "--metric", "params", *NOISE[:2], "--out", "some", cwd=some.cwd)
    assert refused.code == 1
    assert (
        "scores of 5 configurations, and those of the whole space are asked for" in refused.stderr
    )


def test_build_takes_any_table_as_scores(some, tmp_path):
    scores = some.folder / "scores.parquet"
    run = inside("build", "--scores", scores, "--metric", "ntk", cwd=tmp_path)
    assert run.code == 0, run.stderr
    assert run.summary["n_missing"] == 15625 - np.isfinite(table(some)["ntk"]).sum()
    assert run.summary["conventions"]["direction"].endswith("it is the negated ntk")  # lower better
    assert run.summary["figure"]["fitness_label"] == f"−{PROXIES['ntk'].metric.label}"
    assert run.summary["provenance"]["settings"]["made"]["batch_size"] == 4
    assert run.folder.name == "nb201-ntk-ImageNet16-120-noise-batch4-scores"  # noise is told once


def test_build_climbs_on_a_sum_of_ranks(tmp_path):
    run = inside("build", "--metric", "rank", "--rank-of", "params,flops", cwd=tmp_path)
    assert run.code == 0, run.stderr
    assert run.folder.name == "nb201-rank-cifar10-of-params-flops"
    assert run.summary["global_fitness"] == 2 * 15625
    assert run.summary["figure"]["title"] == "Rank sum on NAS-Bench-201, CIFAR-10"
    members = run.summary["provenance"]["settings"]["members"]
    assert set(members) == {"flops", "params"}
    assert list(table(run).columns) == ["index", "arch", "params", "flops", "rank"]


def test_images_of_ones_own_pose_the_task(tmp_path):
    rng = np.random.default_rng(0)
    images = rng.integers(256, size=(8, 3, 16, 16), dtype=np.uint8)
    np.savez(tmp_path / "mine.npz", images=images, labels=np.arange(8) % 3)
    options = ("--metrics", "snip,params", "--data", "mine.npz", "--batch-size", 4, "--limit", 2)
    run = score(*options, cwd=tmp_path)
    assert run.folder.name == "nb201-scores-mine-batch4-limit2"
    smaller = table(run)["params"]
    other = score("--metrics", "params", "--limit", 2, cwd=tmp_path)
    assert (smaller - table(other)["params"]).tolist() == [-7 * 65] * 2  # 3 classes, not 10


def test_what_a_run_killed_at_its_very_end_left_is_removed_by_the_next(tmp_path, monkeypatch):
    def stop(work):
        raise KeyboardInterrupt

    how = ("score", "--limit", 20, "--out", ".")
    with monkeypatch.context() as patch:
        patch.setattr("landscape.scores.resume.discard", stop)
        patch.setattr("os._exit", sys.exit)  # it would end this process, too
        assert inside(*how, "--metrics", "params", cwd=tmp_path).code == 130
    (left,) = tmp_path.glob("unfinished-*")
    shutil.copytree(left, tmp_path / "unfinished-other")
    (tmp_path / "unfinished-other" / "settings.json").write_text('{"columns": {"zen": {}}}')
    (tmp_path / "unfinished-empty").mkdir()
    again = inside(*how, "--metrics", "params", cwd=tmp_path)
    assert again.lines[0] == "scores are there already: scores.parquet"
    # What its command would go on from stays.
    assert [path.name for path in tmp_path.glob("unfinished-*")] == ["unfinished-other"]
