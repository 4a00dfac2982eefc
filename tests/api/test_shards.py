"""Scores in parts: by the function and the command, joined by hand or by a build."""

import re
import shutil
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

import landscape
import proxies
from landscape.disk.claims import claimed
from landscape.errors import DataError, DataMissingError, LandscapeError, OptionError, OutputError
from landscape.runs.scores_run import ScoresRun
from landscape.runs.shards_run import ShardsRun
from proxies import Plan
from proxies.scorer import Scorer
from tests.api.test_score import content
from tests.cli.command import inside
from tests.registered import forgotten

DOCUMENT = Path(__file__).parents[2] / "docs" / "extending.md"
NOISE = {"dataset": "ImageNet16-120", "data": "noise", "batch_size": 4}
MIXED = {"metrics": ["synflow", "params", "rank"], "rank_of": ["params", "synflow"], "sample": 40}
"""A score that duplicates have of their own, one that they share, and one of all scores."""


@pytest.fixture(autouse=True)
def _small_chunks_and_all_that_is_said(monkeypatch, caplog):
    caplog.set_level("INFO", "landscape")
    monkeypatch.setattr(Scorer, "chunks", lambda self: Plan.chunks(self, 3))


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    """One process, one chunk size; do not change its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scorer, "chunks", lambda self: Plan.chunks(self, 3))
        return proxies.score(**MIXED, **NOISE, out=tmp_path_factory.mktemp("single"))


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    """Shards 1 and 3 of 3; do not change the folder."""
    folder = tmp_path_factory.mktemp("some")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scorer, "chunks", lambda self: Plan.chunks(self, 3))
        proxies.score(**MIXED, **NOISE, shard="3/3", out=folder)
        return proxies.score(**MIXED, **NOISE, shard="1/3", out=folder)


@pytest.fixture
def folder(some, tmp_path):
    """The same, to be changed."""
    return some.save(tmp_path / "shards").folder


def add(folder, shard="2/3", **more):
    return proxies.score(**(MIXED | NOISE | more), shard=shard, out=folder)


def assert_equal(run, single):
    """Compare tables to the last bit, with all they say of themselves but how they came about."""
    assert run == single
    found, expected = (pq.read_table(each.folder / "scores.parquet") for each in (run, single))
    assert found.replace_schema_metadata(None).equals(expected.replace_schema_metadata(None))
    documents = [content(each)[1] for each in (run, single)]
    for document in documents:
        del document["provenance"]
    assert documents[0] == documents[1]


def test_shards_are_joined_to_what_one_run_leaves(folder, single):
    shards = add(folder)
    assert shards.shards["state"].tolist() == ["done"] * 3
    run = proxies.merge_shards(folder)
    assert_equal(run, single)
    assert run.ranges()["metric"].tolist() == ["params", "rank", "synflow"]
    assert content(run)[1]["provenance"]["shards"] == 3
    assert not list(folder.glob("unfinished-*"))
    assert proxies.merge_shards(folder) == run  # it says that they are there
    assert add(folder) == run  # so does a shard


def test_one_that_scores_the_same_alone_goes_on_from_shards(folder, single, caplog):
    run = proxies.score(**MIXED, **NOISE, out=folder)
    assert re.search(r"resuming: \d+ of \d+ already scored", caplog.text)
    assert_equal(run, single)


def test_the_command_does_the_same(single, tmp_path):
    written = ("score", "--metrics", "synflow,params,rank", "--rank-of", "params,synflow")
    options = (*written, "--sample", 40, "--dataset", "ImageNet16-120", "--data", "noise")
    for number in (1, 2):
        shard = inside(*options, "--batch-size", 4, "--shard", f"{number}/2", cwd=tmp_path)
        assert shard.code == 0, shard.stderr
        assert shard.stderr.startswith(f"scoring shard {number}/2 of 40 architectures on cpu")
        assert shard.screen["shards"] == f"{number} of 2 done"
    joined = inside("score", "--merge", shard.folder, cwd=tmp_path)
    assert joined.code == 0, joined.stderr
    assert joined.stderr == "joined the scores of 40 architectures: params, synflow\n"
    assert joined.folder == shard.folder
    assert_equal(landscape.load(joined.folder), single)


def test_a_table_may_be_left_elsewhere_and_shards_stay(folder, single, tmp_path):
    add(folder)
    run = proxies.merge_shards(folder, out=tmp_path / "joined")
    assert run.folder == tmp_path / "joined"
    assert_equal(run, single)
    assert landscape.load(folder).shards["state"].tolist() == ["done"] * 3


def test_missing_shards_are_named(folder):
    (work,) = folder.glob("unfinished-*")
    (work / "000000.chunk").unlink()
    with pytest.raises(
        DataError,
        match=r"synflow in \S+: shard 1/3 lacks 1 of \d chunks; shard 2/3 is missing; run them, or",
    ):
        proxies.merge_shards(folder)
    with claimed(work / "shard-2-of-3", "shard 2/3"):
        with pytest.raises(DataError, match=r"shard 2/3 is at work \(process \d+ on "):
            proxies.merge_shards(folder)
        assert landscape.load(folder).shards["state"].tolist() == ["stopped", "at work", "done"]


def test_what_is_there_is_joined_on_request_and_never_taken_for_all(folder, single, caplog):
    run = proxies.score(merge=folder, partial=True)
    assert "shard 2/3 is missing" in caplog.text
    assert run.folder == folder / "partial"
    only = run.table.only
    assert 0 < len(only) < 40
    for name in ("synflow", "params"):
        assert run.table.column(name)[only].tolist() == single.table.column(name)[only].tolist()
    assert not np.isnan(run.table.column("rank")[only]).any()
    add(folder)
    assert_equal(proxies.merge_shards(folder, partial=True), single)


def test_a_later_join_of_what_is_there_replaces_the_earlier(folder):
    first = proxies.merge_shards(folder, partial=True).n_architectures
    (work,) = folder.glob("unfinished-*")
    (work / "000000.chunk").unlink()
    assert proxies.merge_shards(folder, partial=True).n_architectures < first


def test_shards_of_machines_without_a_common_folder_are_brought_together(single, tmp_path):
    one = add(tmp_path / "one", "1/2")
    two = add(tmp_path / "two", "2/2")
    assert one != two
    assert one.save(tmp_path / "all") == one
    together = two.save(tmp_path / "all")
    assert together.shards["state"].tolist() == ["done", "done"]
    assert_equal(proxies.merge_shards(tmp_path / "all"), single)


def test_shards_that_differ_are_not_joined(folder, tmp_path):
    other = add(tmp_path / "other", "2/3", seed=1)
    other.save(folder)
    before = sorted(folder.rglob("*"))
    with pytest.raises(
        DataError,
        match=r"do not agree: .* were scored with synflow.seed = \d, and .* = \d; score again",
    ):
        proxies.merge_shards(folder)
    assert sorted(folder.rglob("*")) == before


def test_other_versions_are_told(folder, caplog, monkeypatch):
    monkeypatch.setattr("proxies.scoring.shards.now", lambda: {"versions": {"torch": "1.0"}})
    add(folder)
    proxies.merge_shards(folder)
    assert "were scored with torch" in caplog.text
    assert "and 1.0 (shard 2/3): they may differ by rounding" in caplog.text


def test_shards_of_several_metrics_lie_side_by_side(tmp_path):
    add(tmp_path, "1/1", metrics="params", rank_of=None)
    add(tmp_path, "1/1", metrics="flops", rank_of=None)
    run = proxies.merge_shards(tmp_path)
    assert sorted(run.table.columns) == ["flops", "params"]


def test_more_shards_than_chunks_have_nothing_to_do(folder, caplog):
    shards = add(folder, "99/99").shards
    assert "shard 99/99 has nothing to do: all there is to share out is" in caplog.text
    assert shards["n_networks"].tolist()[-1] == 0


def test_the_result_has_tables_and_is_read_again(some, single):
    assert landscape.load(some.folder) == some
    assert some.shards["shard"].tolist() == ["1/3", "2/3", "3/3"]
    assert some.shards["state"].tolist() == ["done", "missing", "done"]
    scores = some.scores.set_index("index")["synflow"]
    expected = single.table.column("synflow")[scores.index]
    asked = ~np.isnan(expected)  # the others are canonical for some that were
    assert scores[asked].tolist() == expected[asked].tolist()
    assert "2/3" in some._repr_html_()


# -- build and stability -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return landscape.build("params", out=tmp_path_factory.mktemp("built"), pictures=False)


def test_a_build_joins_shards_by_itself(built, tmp_path, monkeypatch):
    monkeypatch.setattr(Scorer, "chunks", lambda self: Plan.chunks(self, 5000))
    for shard in ("1/2", "2/2"):
        shards = landscape.build("params", shard=shard, out=tmp_path)
    assert isinstance(shards, ShardsRun)
    assert not (tmp_path / "summary.json").exists()
    run = landscape.build("params", out=tmp_path, pictures=False)
    assert run.scores.equals(built.scores)
    assert run.edges.equals(built.edges)
    assert not list(tmp_path.glob("unfinished-*"))


def test_a_build_takes_a_column_of_shards_of_many(built, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(Scorer, "chunks", lambda self: Plan.chunks(self, 5000))
    proxies.score("params,flops", shard="1/2", out=tmp_path)
    with pytest.raises(
        DataError, match=r"holds shards of flops, params, and not all of them: shar"
    ):
        landscape.build("params", out=tmp_path)
    proxies.score("params,flops", shard="2/2", out=tmp_path)
    run = landscape.build("params", out=tmp_path, pictures=False)
    assert "joining 2 shards of flops, params" in caplog.text
    assert run.scores["params"].equals(built.scores["params"])
    assert landscape.build("flops", out=tmp_path, pictures=False).scores.equals(run.scores)


def test_the_command_of_a_build_says_how_much_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(Scorer, "chunks", lambda self: Plan.chunks(self, 5000))
    merged = ("build", "--metric", "params", "--duplicates", "merge", "--out", "run")
    shard = inside(*merged, "--shard", "1/1", cwd=tmp_path)
    assert (shard.code, shard.screen["shards"]) == (0, "1 of 1 done")
    assert landscape.load(tmp_path / "run").shards["folder"].tolist() == ["configurations"]
    whole = inside(*merged, "--no-pictures", cwd=tmp_path)
    assert "joining 1 shard of params\n" in whole.stderr
    assert inside(*merged, "--shard", "1/1", cwd=tmp_path).stdout.split()[0] == "results"


def test_a_dry_run_is_of_the_shard(folder, tmp_path):
    def evaluations(shard, out):
        asked = MIXED | NOISE | {"shard": shard, "out": out}
        return landscape.dry_run(proxies.score, **asked).evaluations

    whole = evaluations(None, tmp_path / "new")
    assert 0 < evaluations("2/3", tmp_path / "new") < whole
    assert evaluations("2/3", folder) == evaluations(None, folder)  # the others are there
    assert evaluations("1/3", folder) == 0
    assert not (tmp_path / "new").exists()


@pytest.fixture
def stack(tmp_path):
    """The small space of a user, from the documentation."""
    (code,) = re.findall(
        r"<!-- example -->\n```python\n(.*?)```", DOCUMENT.read_text("utf-8"), flags=re.DOTALL
    )
    (tmp_path / "stack.py").write_text(code, "utf-8")
    with forgotten():
        landscape.load_plugin(tmp_path / "stack.py")
        yield {"metric": "l2_norm", "seeds": 2, "space": "stack"}


def test_a_stability_is_shared_out_by_seed(stack, tmp_path):
    whole = landscape.stability(**stack, out=tmp_path / "whole")
    for shard in ("1/2", "2/2"):
        shards = landscape.stability(**stack, shard=shard, out=tmp_path / "parts")
    assert shards.shards["folder"].tolist() == ["seed0", "seed0", "seed1", "seed1"]
    assert shards.in_words()["shards"] == "4 of 4 done"
    assert landscape.load(tmp_path / "parts") == shards
    with pytest.raises(DataError, match=r"holds shards of a build or stability, in seed0, seed1: "):
        proxies.merge_shards(tmp_path / "parts")
    with pytest.raises(DataMissingError, match="holds shards that are not joined, but no run"):
        landscape.analyse(tmp_path / "parts")
    asked = landscape.dry_run(landscape.stability, **stack, shard="1/2", out=tmp_path / "parts")
    assert (asked.evaluations, len(asked.files)) == (0, 2)
    again = landscape.stability(**stack, out=tmp_path / "parts")
    assert again == whole
    for seed in ("seed0", "seed1"):  # to the last bit
        joined, alone = (landscape.load(run.folder / seed).scores for run in (again, whole))
        assert joined["l2_norm"].to_numpy().tobytes() == alone["l2_norm"].to_numpy().tobytes()
    assert landscape.stability(**stack, shard="1/2", out=tmp_path / "parts").table


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "options", "told"),
    [
        (proxies.score, {"metrics": "params", "shard": "5/4"}, "shard=5/4: expected i/n, the i"),
        (proxies.score, {"metrics": "params", "shard": "0/3"}, "shard=0/3: expected"),
        (proxies.score, {"metrics": "params", "shard": "a/b"}, "shard='a/b': expected"),
        (proxies.score, {}, "nothing to score: 'metrics=' names what"),
        (proxies.score, {"metrics": "params", "partial": True}, "give their folder by merge="),
        (
            proxies.score,
            {"metrics": "params", "seed": 3, "merge": "there"},
            "as they were asked: omit seed=, metrics=",
        ),
        (
            proxies.score,
            {"metrics": "params", "data": "built-in", "shard": "1/2"},
            "scores that are built in take no work to share out",
        ),
        (
            landscape.build,
            {"metric": "val_acc", "dataset": "cifar10", "shard": "1/2"},
            "val_acc is there already: leave it out",
        ),
    ],
)
def test_what_makes_no_sense_is_one_line(function, options, told, tmp_path):
    with pytest.raises(OptionError, match=told):
        function(**({"out": tmp_path} | options))
    assert not list(tmp_path.iterdir())


def test_where_no_shards_are_there_is_nothing_to_join(tmp_path):
    with pytest.raises(DataMissingError, match="holds no shards: expected a folder"):
        proxies.merge_shards(tmp_path)
    with pytest.raises(DataMissingError, match="holds no run"):
        landscape.load(tmp_path)


def test_a_shard_of_other_settings_is_refused_at_once(folder):
    before = sorted(folder.rglob("*"))
    with pytest.raises(
        DataError, match=r"with synflow.seed = 0, and synflow.seed = 4 is asked for"
    ):
        add(folder, seed=4)
    assert sorted(folder.rglob("*")) == before


def test_a_build_waits_for_shards_at_work(folder):
    (work,) = folder.glob("unfinished-*")
    with (
        claimed(work / "shard-2-of-3", "shard 2/3"),
        pytest.raises(LandscapeError, match="shards are at work in"),
    ):
        proxies.score(**MIXED, **NOISE, out=folder)


def test_a_damaged_shard_is_named_and_scored_again(folder, single):
    add(folder)
    (work,) = folder.glob("unfinished-*")
    (work / "000001.chunk").write_bytes(b"half")
    with pytest.raises(DataError, match=r"2/3 lacks 1 of .*000001.chunk is damaged, cut short"):
        proxies.merge_shards(folder)
    add(folder)
    assert_equal(proxies.merge_shards(folder), single)


@pytest.mark.parametrize("name", ["shards.json", "shards.layout", "shards.only"])
def test_a_damaged_record_is_one_line_and_made_again(folder, single, name):
    add(folder)
    (work,) = folder.glob("unfinished-*")
    (work / name).write_bytes(b"half")
    with pytest.raises(DataError, match=rf"{name} is damaged, cut short.*; run any shard again"):
        proxies.merge_shards(folder)
    add(folder)
    assert_equal(proxies.merge_shards(folder), single)


def test_a_full_disk_loses_no_shard(folder, single, monkeypatch):
    add(folder)

    def full(path, *arguments):
        raise OutputError(f"cannot write {path} (No space left on device): make room")

    with monkeypatch.context() as patch:
        patch.setattr("proxies.scoring.evaluate.write_scores", full)
        with pytest.raises(OutputError, match="No space left"):
            proxies.merge_shards(folder)
    assert_equal(proxies.merge_shards(folder), single)


def test_what_is_copied_by_hand_is_as_good(folder, single, tmp_path):
    add(folder)
    shutil.copytree(folder, tmp_path / "copied")
    assert isinstance(proxies.merge_shards(tmp_path / "copied"), ScoresRun)
