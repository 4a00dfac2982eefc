"""The same command a second time, and other settings into the same folder."""

import os
import shutil

import pyarrow.parquet as pq
import pytest

from landscape.runs.run import Run
from proxies import Settings
from proxies.scoring.evaluate import ProxySource
from tests.cli.command import inside, landscape
from tests.held import held_elsewhere, refused_elsewhere

RUN = "runs/nb201-params-cifar10"
AGAIN = ("build", "--space", "nb201", "--metric", "params")


def numbers(run):
    return {key: value for key, value in run.summary.items() if key != "timings"}


@pytest.fixture(scope="module")
def copied(params_run, tmp_path_factory):
    """Where a run of params has been."""
    here = tmp_path_factory.mktemp("again")
    shutil.copytree(params_run.folder, here / "runs" / params_run.folder.name)
    return here


@pytest.fixture(scope="module")
def second(copied):
    return landscape(*AGAIN, cwd=copied, show_imports=True)


def test_a_second_run_does_not_score(params_run, second):
    assert second.code == 0
    kept = "scores are there already: runs/nb201-params-cifar10/scores.parquet"
    assert [line for line in second.lines if line] == [kept]
    scores = [run.folder / "scores.parquet" for run in (params_run, second)]
    assert scores[0].read_bytes() == scores[1].read_bytes()


def test_a_second_run_does_not_even_load_pytorch(second):
    assert "plotly" in second.imported
    assert not {"torch", "igraph", "networkx"} & second.imported


def test_a_second_run_ends_with_the_same_numbers(params_run, second):
    assert numbers(second) == numbers(params_run)
    for name in ("optima.csv", "lon.graphml", "mlon.graphml", "mlon.html", "mlon.png"):
        assert (second.folder / name).read_bytes() == (params_run.folder / name).read_bytes()


def contents(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".lock")}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--dataset", "cifar100"],
            ': params was scored with dataset = "cifar10", and dataset = "cifar100" is asked for',
        ),
        (["--metric", "flops"], " holds scores of params, and flops is asked for"),
        (["--metric", "synflow"], " holds scores of params, and synflow is asked for"),
    ],
)
def test_scores_of_other_settings_are_never_replaced(copied, options, message):
    folder = copied / "runs" / "nb201-params-cifar10"
    before = contents(folder)
    again = AGAIN[:3] if "--metric" in options else AGAIN
    refused = inside(*again, *options, "--out", folder, cwd=copied)
    assert (refused.code, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"landscape: {folder}/scores.parquet{message}: "
        "choose another --out, or delete the file to score again\n"
    )
    assert contents(folder) == before


def test_scores_that_were_evaluated_are_not_replaced_by_a_table(copied, rugged_table):
    folder = copied / "runs" / "nb201-params-cifar10"
    before = contents(folder)
    refused = inside(
        "build", "--scores", rugged_table, "--metric", "score", "--out", folder, cwd=copied
    )
    assert (refused.code, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"landscape: {folder}/scores.parquet holds scores that were evaluated: "
        "choose another --out, or delete the file\n"
    )
    assert contents(folder) == before


def test_a_column_of_a_table_is_not_taken_for_evaluated_scores(rugged_table, tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text(rugged_table.read_text().replace("arch,score", "arch,params", 1))
    options = ("--metric", "params", "--out", "run")
    assert inside("build", "--scores", table, *options, cwd=tmp_path).code == 0
    refused = inside("build", *options, cwd=tmp_path)
    assert 'source = "table", and source = "proxy" is asked for' in refused.stderr


def test_a_table_is_not_taken_for_evaluated_scores(rugged_run, tmp_path):
    shutil.copytree(rugged_run.folder, tmp_path / "run")
    before = contents(tmp_path / "run")
    refused = inside("build", "--metric", "params", "--out", "run", cwd=tmp_path)
    assert (refused.code, refused.stdout) == (1, "")
    assert "holds scores of score, and params is asked for" in refused.stderr
    assert contents(tmp_path / "run") == before


@pytest.mark.parametrize(
    "command",
    [
        (*AGAIN, "--out", RUN),
        ("build", "--metric", "flops", "--out", RUN),
        ("score", "--metrics", "params,flops", "--out", RUN),
        ("plot", RUN),
        ("analyse", RUN),
    ],
    ids=lambda command: " ".join(command[:3]),
)
def test_a_folder_in_use_is_left_alone(copied, command):
    before = contents(copied / RUN)
    with held_elsewhere(copied / RUN):
        refused = inside(*command, cwd=copied)
    assert (refused.code, refused.stdout) == (1, "")
    (line,) = [line for line in refused.lines if line.startswith("landscape: ")]
    assert line.startswith(f"landscape: {RUN} is in use by process {os.getpid()} on ")
    assert contents(copied / RUN) == before


def test_a_run_is_held_until_its_summary_is_written(copied, monkeypatch):
    refused = []

    def write_and_try(self, landscape, write=Run.write_landscape, **how):
        write(self, landscape, **how)
        refused.append(refused_elsewhere(copied / RUN))

    monkeypatch.setattr(Run, "write_landscape", write_and_try)
    assert inside(*AGAIN, "--out", RUN, cwd=copied).code == 0
    assert ["is in use by" in said for said in refused] == [True]


def test_a_resolution_has_a_folder_of_its_own(copied):
    coarse = inside(*AGAIN, "--resolution", 1000, cwd=copied)
    assert coarse.folder.name == "nb201-params-cifar10-resolution1000"
    assert coarse.summary["conventions"]["resolution"].startswith("fitness is snapped to multiples")


def test_seeds_have_folders_of_their_own_where_they_matter(copied):
    settings = ("--seed", 3, "--repeats", 2, "--init", "independent")
    assert inside(*AGAIN, *settings, cwd=copied).folder.name == "nb201-params-cifar10"
    source = ProxySource.of("nb201", "synflow", Settings(seed=3, repeats=2, init="independent"))
    assert source.name == "nb201-synflow-cifar10-independent-seed3-repeats2"


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        ("params", "nb201-params-cifar10"),
        ("zen", "nb201-zen-cifar10-batch8"),
        ("snip", "nb201-snip-cifar10-noise-batch8"),
    ],
)
def test_images_have_folders_of_their_own_where_they_matter(metric, name):
    assert ProxySource.of("nb201", metric, Settings(data="noise", batch_size=8)).name == name


def test_a_sum_of_other_ranks_has_a_folder_of_its_own():
    source = ProxySource.of("nb201", "rank", Settings(), rank_of=["params", "flops"])
    assert source.name == "nb201-rank-cifar10-of-params-flops"
    assert ProxySource.of("nb201", "rank", Settings()).name == "nb201-rank-cifar10"


def test_scores_of_a_run_are_a_table_like_any_other(params_run, tmp_path):
    scores = params_run.folder / "scores.parquet"
    assert pq.read_table(scores).column_names == ["index", "arch", "params"]
    other = inside("build", "--scores", scores, "--metric", "params", cwd=tmp_path)
    assert other.summary["global_fitness"] == params_run.summary["global_fitness"]
