"""What is finished of a chunk outlives the process that is stopped in the middle of it."""

import numpy as np
import pytest

from landscape.disk.work_folder import Parts, part_key
from landscape.scores import resumable_scoring

CHUNKS = [np.array([4, 0, 2]), np.array([3, 5])]
ODD_BITS = np.array([0x7FF8000000000001, 0xFFF8DEADBEEF0000, 1 << 63], np.uint64).view(np.float64)


class StopError(Exception):
    pass


def piecewise(stop_at=None, seen=None):
    """Return a score function that evaluates one configuration after the other."""

    def score(indices, parts):
        for done, number in enumerate(indices.tolist(), start=1):
            key = part_key("half", np.array([number]))
            if parts.get(key) is None:
                if number == stop_at:
                    raise StopError
                if seen is not None:
                    seen.append(number)
                parts.put(key, np.array([number]), np.array([number / 2]))
            parts.advance(done / len(indices))
        return {"half": indices / 2}

    return score


def resuming(folder):
    return resumable_scoring(folder / "out", settings={"seed": 0}, chunks=CHUNKS)


def stopped_run(folder, number):
    with pytest.raises(StopError), resuming(folder) as scoring:
        scoring.run_in_parts(piecewise(stop_at=number))


def test_what_is_finished_of_the_first_chunk_is_kept(tmp_path):
    stopped_run(tmp_path, 2)
    seen = []
    with resuming(tmp_path) as scoring:
        assert (scoring.n_scored, scoring.pending) == (2, [0, 1])
        scoring.run_in_parts(piecewise(seen=seen))
        assert scoring.result()[1]["half"].tolist() == [2, 0, 1, 1.5, 2.5]
    assert seen == [2, 3, 5]
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".lock"]


def test_progress_is_told_part_by_part(tmp_path):
    seen = []
    with resuming(tmp_path) as scoring:
        scoring.run_in_parts(piecewise(), seen.append)
    assert sorted(set(seen)) == [1, 2, 3, 4, 5]
    assert seen == sorted(seen)


def test_parts_that_are_damaged_are_done_again(tmp_path, caplog):
    stopped_run(tmp_path, 2)
    (file,) = tmp_path.glob("out/unfinished-*/*.part")
    file.write_bytes(file.read_bytes()[:-1])
    with resuming(tmp_path) as scoring:
        assert scoring.n_scored == 0
        scoring.run_in_parts(piecewise())
    assert f"over: {file} is damaged" in caplog.text


def test_every_bit_of_a_part_survives(tmp_path):
    with Parts(tmp_path / "a.part") as parts:
        parts.put(7, np.arange(3), ODD_BITS)
        parts.put(-8, np.array([9]), np.array([-np.inf]))
        parts.keep()
    again = Parts(tmp_path / "a.part")
    assert again.get(7)[1].tobytes() == ODD_BITS.tobytes()
    assert again.get(7)[0].tolist() == [0, 1, 2]
    assert again.get(-8)[1].tolist() == [-np.inf]
    assert again.get(8) is None


def test_a_kill_costs_the_seconds_since_parts_were_written(tmp_path):
    now = [100.0]
    parts = Parts(tmp_path / "a.part", keep_every=30, clock=lambda: now[0])
    for number, now[0] in enumerate((101.0, 131.0, 140.0)):
        parts.put(number + 1, np.array([number]), np.array([0.5]))
        parts.advance((number + 1) / 10)
    left = Parts(tmp_path / "a.part")  # as if killed here
    assert [left.get(key) is not None for key in (1, 2, 3)] == [True, True, False]
    assert left.share == pytest.approx(0.2)


def test_other_numbers_have_another_key():
    a, b = np.array([1, 2]), np.array([3])
    keys = {
        part_key("x", a, b), part_key("x", b, a), part_key("y", a, b), part_key("x", a),
        part_key("x", np.array([1, 2, 3])), part_key("x", np.array([1]), np.array([2, 3])),
    }  # fmt: skip
    assert len(keys) == 6
