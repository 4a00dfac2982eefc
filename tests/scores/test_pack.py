"""Scores that are built in come out of their file to the last bit, or not at all."""

import numpy as np
import pytest

from landscape import builtin
from landscape.errors import DataError, OptionError
from landscape.scores import Metric, ScoreTable
from landscape.scores.pack import find_pack, open_pack, pack_datasets, pack_path, write_pack
from landscape.spaces import NB201, FileSpace, Variable

SPACE = NB201()
CANONICAL = SPACE.canonical(np.arange(SPACE.size))


def table():
    """Return scores that do not see dead operations, that do, that repeat, and that are missing."""
    rng = np.random.default_rng(0)
    alike, own = np.exp(rng.normal(0, 30, (2, SPACE.size)))
    alike[:5] = [np.inf, -np.inf, 0.0, -0.0, np.nextafter(0, 1)]
    columns = {
        "alike": alike[CANONICAL],
        "own": own,
        "few": rng.integers(0, 3, SPACE.size) / 3,
        "gaps": np.where(alike < 1, np.nan, alike)[CANONICAL],
    }
    metrics = {"own": Metric("own", minimize=True)}
    return ScoreTable("nb201", columns, metrics, {"own": {"seed": 3}}, {"by": "me"})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where built-in scores lie now: of cifar10 only."""
    monkeypatch.setattr(builtin, "FOLDER", tmp_path)
    path = pack_path("nb201", "cifar10")
    path.parent.mkdir(parents=True)
    write_pack(path, table(), SPACE)
    return tmp_path


def test_scores_come_back_to_the_last_bit(folder):
    pack = find_pack(SPACE, "cifar10")
    for name, scores in table().columns.items():
        found = pack.column(name)
        assert np.array_equal(np.isnan(found), np.isnan(scores))
        known = ~np.isnan(scores)
        assert np.array_equal(found[known].view(np.int64), scores[known].view(np.int64))
    assert pack.document.metrics["own"].minimize
    assert pack.settings("own")["made"] == {"seed": 3}
    assert pack.document.provenance["by"] == "me"


def test_what_the_same_network_has_is_kept_once(folder, tmp_path):
    whole = tmp_path / "whole.parquet"
    rng = np.random.default_rng(1)
    write_pack(whole, ScoreTable("nb201", {"own": rng.normal(size=SPACE.size)}), SPACE)
    once = tmp_path / "once.parquet"
    write_pack(once, ScoreTable("nb201", {"own": rng.normal(size=SPACE.size)[CANONICAL]}), SPACE)
    n_networks = len(np.unique(CANONICAL))
    assert once.stat().st_size < whole.stat().st_size * (n_networks / SPACE.size + 0.1)


def test_there_is_none_of_another_dataset_or_another_space_of_the_name(folder):
    assert pack_datasets("nb201") == ["cifar10"]
    assert pack_datasets("sss") == []
    assert find_pack(SPACE, "cifar100") is None
    variables = [Variable(str(place), tuple("abcde")) for place in range(6)]
    other = FileSpace(variables, pattern="{}{}{}{}{}{}", name="nb201")
    assert other.size == SPACE.size
    assert find_pack(other, "cifar10") is None


def test_every_damage_is_told_in_one_line(folder):
    path = pack_path("nb201", "cifar10")
    whole, names = path.read_bytes(), list(table().columns)
    rng = np.random.default_rng(0)

    def everything():
        return [open_pack(path, SPACE).column(name) for name in names]

    for place in [4, *rng.integers(4, len(whole), 40).tolist(), len(whole) - 1]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"is damaged: install nas-landscape again") as refused:
            everything()
        assert "\n" not in str(refused.value)
    for cut in (0, 3, len(whole) // 2):
        path.write_bytes(whole[:cut])
        with pytest.raises(DataError, match=r"cifar10\.parquet, with scores that are built in"):
            find_pack(SPACE, "cifar10")


def test_what_a_pack_cannot_say_is_refused(tmp_path):
    some = ScoreTable("nb201", {"own": np.arange(15625.0)}, only=np.arange(3))
    with pytest.raises(OptionError, match=r"of some architectures: expected those of all"):
        write_pack(tmp_path / "p.parquet", some, SPACE)
    scores = np.arange(15625.0)
    scores[np.flatnonzero(np.arange(SPACE.size) != CANONICAL)[7]] = np.nan
    with pytest.raises(OptionError, match="own is missing where the same network has a score"):
        write_pack(tmp_path / "p.parquet", ScoreTable("nb201", {"own": scores}), SPACE)
