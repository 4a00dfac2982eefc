import logging
import os

import numpy as np
import pytest

from landscape.errors import OptionError, OutputError
from landscape.scores import resumable_scoring

CHUNKS = [np.array([4, 0, 2], np.int32), np.array([1], np.int32), np.array([3, 5], np.int32)]
SETTINGS = {"seed": 0}


def score(indices):
    return {"half": indices / 2, "odd": np.where(indices % 2, np.nan, -np.inf)}


class StopError(Exception):
    pass


def stop_at(number):
    """Return a score function that stops at the chunk that holds `number`."""

    def stopping(indices):
        if number in indices:
            raise StopError
        return score(indices)

    return stopping


def resuming(folder, settings=SETTINGS, chunks=CHUNKS):
    return resumable_scoring(folder / "out", settings=settings, chunks=chunks)


def stopped_run(folder, number=3):
    with pytest.raises(StopError), resuming(folder) as scoring:
        scoring.run(stop_at(number))


def chunk_files(folder):
    return sorted(folder.glob("out/unfinished-*/*.chunk"))


def assert_complete(scoring):
    indices, columns = scoring.result()
    assert indices.tolist() == [4, 0, 2, 1, 3, 5]
    assert list(columns) == ["half", "odd"]
    assert columns["half"].tobytes() == (indices / 2).tobytes()
    assert columns["odd"].tobytes() == score(indices)["odd"].tobytes()


def test_result_comes_in_the_order_of_the_chunks(tmp_path):
    with resuming(tmp_path) as scoring:
        scoring.run(score)
        assert_complete(scoring)


def test_work_files_vanish_once_all_is_scored(tmp_path):
    with resuming(tmp_path) as scoring:
        scoring.run(score)
        assert len(chunk_files(tmp_path)) == 3
    assert os.listdir(tmp_path / "out") == [".lock"]


def test_progress_counts_configurations_scored(tmp_path):
    seen = []
    with resuming(tmp_path) as scoring:
        scoring.run(score, seen.append)
    assert seen == [3, 4, 6]


def test_finished_chunks_are_not_scored_again(tmp_path):
    stopped_run(tmp_path)
    seen = []
    with resuming(tmp_path) as scoring:
        assert (scoring.pending, scoring.n_scored, scoring.n_total) == ([2], 4, 6)
        scoring.run(stop_at(0), seen.append)
        assert_complete(scoring)
    assert seen == [6]


def test_resuming_is_told(tmp_path, caplog):
    stopped_run(tmp_path)
    with caplog.at_level(logging.INFO), resuming(tmp_path):
        pass
    assert caplog.messages == ["resuming: 4 of 6 already scored"]


def test_unfinished_scores_of_other_settings_are_told_of_and_kept(tmp_path, caplog):
    stopped_run(tmp_path)
    kept = chunk_files(tmp_path)
    with resuming(tmp_path, settings={"seed": 1}) as scoring:
        scoring.run(score)
    assert chunk_files(tmp_path) == kept
    (message,) = caplog.messages
    assert kept[0].parent.name in message
    assert "delete them if nobody wants them" in message


def test_interrupt_from_the_keyboard_keeps_the_work(tmp_path):
    def interrupt(n_scored):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), resuming(tmp_path) as scoring:
        scoring.run(score, interrupt)
    assert len(chunk_files(tmp_path)) == 1


def test_failure_after_the_last_chunk_keeps_the_work(tmp_path):
    def fail_at_last(n_scored):
        if n_scored == 6:
            raise StopError

    with pytest.raises(StopError), resuming(tmp_path) as scoring:
        scoring.run(score, fail_at_last)
    with resuming(tmp_path) as scoring:
        assert scoring.pending == []
        assert_complete(scoring)


def test_leaving_early_keeps_the_work(tmp_path):
    with resuming(tmp_path) as scoring:
        scoring.save(1, score(CHUNKS[1]))
    with resuming(tmp_path) as scoring:
        assert scoring.pending == [0, 2]


def test_chunks_may_come_in_any_order(tmp_path):
    with resuming(tmp_path) as scoring:
        for position in (2, 0, 1):
            scoring.save(position, score(CHUNKS[position]))
        assert_complete(scoring)


def test_arrays_used_again_by_the_caller_are_copied(tmp_path):
    scores = np.zeros(1)
    with resuming(tmp_path, chunks=[np.array([0]), np.array([1])]) as scoring:
        for position in (0, 1):
            scores[:] = position
            scoring.save(position, {"a": scores})
        assert scoring.result()[1]["a"].tolist() == [0, 1]


def test_every_bit_of_a_score_survives_a_restart(tmp_path):
    bits = np.array([0x7FF8000000000001, 0xFFF8DEADBEEF0000, 1 << 63, 1, 0x7FF0 << 48], np.uint64)
    chunks = [np.arange(5), np.array([5])]
    with resuming(tmp_path, chunks=chunks) as scoring:
        scoring.save(0, {"a": bits.view(np.float64)})
    with resuming(tmp_path, chunks=chunks) as scoring:
        scoring.save(1, {"a": np.zeros(1)})
        assert scoring.result()[1]["a"][:5].tobytes() == bits.tobytes()


@pytest.mark.parametrize(
    "other",
    [
        {"settings": {"seed": 1}},
        {"settings": {"seed": 0, "init": "bank"}},
        {"chunks": CHUNKS[::-1]},
        {"chunks": [np.array([4, 0, 2, 1]), np.array([3, 5])]},
        {"chunks": [*CHUNKS, np.array([7])]},
    ],
    ids=["setting", "new setting", "order", "cut elsewhere", "more"],
)
def test_other_settings_or_chunks_start_afresh_and_leave_the_work(tmp_path, other):
    stopped_run(tmp_path)
    with resuming(tmp_path, **other) as scoring:
        assert scoring.n_scored == 0
        scoring.run(score)
    with resuming(tmp_path) as scoring:
        assert scoring.n_scored == 4


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: b"\0" * len(content),
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
    ],
    ids=["cut by one", "cut in half", "empty", "zeros", "one bit"],
)
def test_damaged_chunk_is_scored_again(tmp_path, damage, caplog):
    stopped_run(tmp_path)
    first = chunk_files(tmp_path)[0]
    first.write_bytes(damage(first.read_bytes()))
    with resuming(tmp_path) as scoring:
        assert scoring.pending == [0, 2]
        scoring.run(score)
        assert_complete(scoring)
    assert f"scoring 3 configurations again: {first} is damaged" in caplog.text


def test_chunk_in_the_place_of_another_is_scored_again(tmp_path, caplog):
    chunks = [np.array([0, 1]), np.array([2, 3])]

    def stop_at_the_end(n_scored):
        if n_scored == 4:
            raise StopError

    with pytest.raises(StopError), resuming(tmp_path, chunks=chunks) as scoring:
        scoring.run(score, stop_at_the_end)
    first, second = chunk_files(tmp_path)
    contents = first.read_bytes(), second.read_bytes()
    first.write_bytes(contents[1])
    second.write_bytes(contents[0])
    with resuming(tmp_path, chunks=chunks) as again:
        assert again.pending == [0, 1]
        again.run(score)
        assert again.result()[1]["half"].tolist() == [0, 0.5, 1, 1.5]
    (told,) = [message for message in caplog.messages if "again" in message]
    assert told.startswith(f"scoring 4 configurations again: {first} is damaged")
    assert "not what belongs there (chunk 0 of unfinished-" in told
    assert told.endswith("does not fit; so it is with 1 other file")


def test_leftovers_of_killed_writers_are_removed(tmp_path):
    stopped_run(tmp_path)
    work = chunk_files(tmp_path)[0].parent
    leftovers = [work / ".000002.chunk.0.partial", tmp_path / "out" / ".scores.parquet.0.partial"]
    for leftover in leftovers:
        leftover.write_text("half")
    with resuming(tmp_path):
        assert not any(leftover.exists() for leftover in leftovers)


def test_nothing_to_score_is_done_at_once(tmp_path):
    with resuming(tmp_path, chunks=[]) as scoring:
        scoring.run(score)
        indices, columns = scoring.result()
    assert (indices.size, columns) == (0, {})


def test_result_before_the_end_is_refused(tmp_path):
    with resuming(tmp_path) as scoring:
        scoring.save(0, score(CHUNKS[0]))
        with pytest.raises(OptionError, match="3 of 6 configurations are scored: expected all"):
            scoring.result()


def test_scores_of_another_shape_are_refused(tmp_path):
    with (
        pytest.raises(OptionError, match=r"'a' of chunk 0 have shape \(2,\): expected \(3,\)"),
        resuming(tmp_path) as scoring,
    ):
        scoring.save(0, {"a": np.zeros(2)})


def test_chunks_with_different_columns_are_refused(tmp_path):
    with resuming(tmp_path) as scoring:
        scoring.save(0, {"a": np.zeros(3)})
        with pytest.raises(
            OptionError, match=r"\['b'\]: expected \['a'\] as in earlier chunks; delete"
        ):
            scoring.save(1, {"b": np.zeros(1)})


def test_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "out").write_text("a file")
    with (
        pytest.raises(
            OutputError, match=r"cannot write .*out \(File exists\): choose another place"
        ),
        resuming(tmp_path),
    ):
        pass
