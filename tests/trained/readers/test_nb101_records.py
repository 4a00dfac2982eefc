"""NAS-Bench-101: frames, checksums, messages; and every wrong file in one line."""

import base64
import json
import struct
import tracemalloc

import google_crc32c
import numpy as np
import pytest

from landscape.benchmarks.readers.nb101 import tfrecord
from landscape.benchmarks.readers.nb101.reader import read_nb101
from landscape.benchmarks.readers.nb101.run import fields
from landscape.errors import DataError, DataMissingError
from tests.trained.readers.nb101_world import (
    FULL,
    SPACE,
    bitwise_crc,
    evaluation,
    framed,
    metrics,
    record,
    run,
    write,
)


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "nasbench_full.tfrecord", [record(*place) for place in FULL])


def curves(one):
    found = {(c.metric, c.hp, c.run): c for c in one.curves}
    assert len(found) == len(one.curves)
    return found


def refused(path, match):
    with pytest.raises(DataError, match=match) as told:
        list(read_nb101(path, SPACE).records())
    assert str(told.value).isprintable()
    assert str(path) in str(told.value)


def test_every_run_of_every_cell(path):
    reader = read_nb101(path, SPACE)
    records = list(reader.records())
    assert [one.configuration for one in records] == [3, 7, 0]
    assert len(reader) == 3
    for one in records:
        found = curves(one)
        assert found.pop(("params", "", "")).values.tolist() == [2_694_282 + one.configuration]
        assert len(found) == 4 * 3 * 4
        for schedule in (4, 12, 36, 108):
            for n in range(3):
                told = np.array(
                    [
                        list(dict(fields(e)).values())[:5]
                        for e in run(one.configuration, schedule, n)
                    ],
                    float,
                )
                for metric, column in (
                    ("train_seconds", 1),
                    ("train_acc", 2),
                    ("val_acc", 3),
                    ("test_acc", 4),
                ):
                    curve = found[metric, str(schedule), str(n)]
                    assert curve.epochs.tolist() == [0, schedule // 2, schedule]
                    factor = 1 if metric == "train_seconds" else 100
                    np.testing.assert_array_equal(curve.values, factor * told[:, column])
                    assert curve.dataset == "cifar10"


def test_runs_of_a_cell_may_stand_anywhere(tmp_path, path):
    mixed = FULL[::2] + FULL[1::2]
    other = write(tmp_path / "other.tfrecord", [record(*place) for place in mixed])
    by_cell = {one.configuration: curves(one) for one in read_nb101(other, SPACE).records()}
    assert len(by_cell) == 3
    order = [n for cell, schedule, n in mixed if (cell, schedule) == (7, 36)]
    assert order == [0, 2, 1]
    seconds = [by_cell[7]["train_seconds", "36", name].values[2] for name in "012"]
    assert seconds == [100 + n for n in order]


def test_only_108(tmp_path):
    path = write(tmp_path / "nasbench_only108.tfrecord", [record(1, 108, n) for n in range(3)])
    (only,) = read_nb101(tmp_path, SPACE).records()
    assert {hp for _, hp, _ in curves(only)} == {"", "108"}
    assert read_nb101(path, SPACE).identity["file"] == path.name


def test_reading_goes_on_where_it_stopped(path):
    reader = read_nb101(path, SPACE)
    assert [one.configuration for one in reader.records(start=1)] == [7, 0]
    assert not list(reader.records(start=3))


def test_records_across_blocks(path, monkeypatch):
    whole = [(r.configuration, len(r.curves)) for r in read_nb101(path, SPACE).records()]
    for size in (1, 13, 400, 5000):
        monkeypatch.setattr(tfrecord, "_BLOCK", size)
        assert [
            (r.configuration, len(r.curves)) for r in read_nb101(path, SPACE).records()
        ] == whole


def test_accuracies_are_of_9984_images(path):
    meaning = read_nb101(path, SPACE).meaning("cifar10", "val_acc")
    assert meaning.resolution == 100 / 9984


def test_published_accuracies_are_of_9984_images(data_dir):
    import pyarrow.parquet as pq

    name = "cifar10_test_acc_108ep"
    means = pq.read_table(data_dir / "nasbench101.parquet", columns=[name])[name].to_numpy()
    right = 3 * 9984 * means / 100
    assert np.abs(right - np.round(right)).max() < 0.001


def test_identity_changes_with_the_content(path):
    before = read_nb101(path, SPACE).identity
    write(path, [record(*place) for place in FULL[::-1]])
    after = read_nb101(path, SPACE).identity
    assert before["bytes"] == after["bytes"]
    assert before != after


def test_file_cut_anywhere(path):
    whole = path.read_bytes()
    ends = np.cumsum([len(framed(record(*place))) for place in FULL]).tolist()
    for length in range(1, len(whole), 97):
        if length not in ends:
            path.write_bytes(whole[:length])
            refused(path, "is cut short: its last record begins at byte")
    path.write_bytes(b"")
    refused(path, "is empty")


def test_flipped_bit_anywhere(path):
    whole = path.read_bytes()
    for bit in range(0, 8 * len(whole), 1009):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        refused(path, "does not agree with its checksum|is cut short|claims a record of")


def test_which_record_is_damaged(path):
    content = bytearray(path.read_bytes())
    second = len(framed(record(*FULL[0])))
    content[second + 50] ^= 1
    path.write_bytes(content)
    refused(path, f"the record at byte {second} does not agree")


def test_a_length_of_a_terabyte(path):
    path.write_bytes(struct.pack("<QI", 1 << 40, 0) + bytes(99))
    tracemalloc.start()
    refused(path, "claims a record of 1,099,511,627,776 bytes at byte 0")
    assert tracemalloc.get_traced_memory()[1] < 1 << 25
    tracemalloc.stop()


def test_no_such_file(tmp_path):
    with pytest.raises(DataMissingError, match=r"nasbench_only108\.tfrecord or nasbench_full"):
        read_nb101(tmp_path, SPACE)


GOOD = json.loads(record(3, 108, 0))


def at_epochs(*epochs: float) -> list[bytes]:
    return [evaluation(epoch, 1, 1, 1, 1) for epoch in epochs]


def with_message(message: bytes) -> list:
    return [*GOOD[:4], base64.b64encode(message).decode()]


@pytest.mark.parametrize(
    ("row", "match"),
    [
        (["f" * 32, *GOOD[1:]], "a cell that is none: 'f{32}' is no cell"),
        ([GOOD[0], 107, *GOOD[2:]], "trained for 107 epochs"),
        (GOOD[:4], "not enough values"),
        ([*GOOD, 1], "too many values"),
        ([*GOOD[:4], "?"], r"no record of NAS-Bench-101"),
        ([*GOOD[:4], None], r"no record of NAS-Bench-101"),
        (with_message(b""), "without parameters or evaluations"),
        (with_message(metrics(run(3, 108, 0), 5)[:-1]), "8 bytes at byte"),
        (with_message(b"\x0a\xff\xff\xff\xff\x07"), "bytes at byte 6 of 6"),
        (with_message(b"\xff" * 20), "a number at byte 0 that does not end"),
        (with_message(b"\x0b"), "wire type 3"),
        (with_message(metrics([evaluation(1.0, 1, 1, 1, 1)[:-9]], 5)), "not complete"),
        (with_message(metrics(run(3, 108, 0)[::-1], 5)), "evaluations after"),
        (with_message(metrics([evaluation(float("nan"), 1, 1, 1, 1)], 5)), "evaluations after"),
        (with_message(metrics(at_epochs(0.0, float("nan"), 108.0), 5)), "evaluations after"),
        (with_message(metrics(at_epochs(0.0, 54.0, 54.0), 5)), "evaluations after"),
        (with_message(metrics(at_epochs(0.0, 54.0, float("inf")), 5)), "evaluations after"),
        (with_message(metrics([evaluation(200.0, 1, 1, 1, 1)], 5)), "evaluations after"),
    ],
)
def test_a_record_that_is_none(tmp_path, row, match):
    path = write(tmp_path / "nasbench_full.tfrecord", [json.dumps(row).encode()])
    refused(path, match)


@pytest.mark.parametrize("content", [b"", b"{}", b"[[[[", b'{"a": 1}', b'["abc", 108, '])
def test_a_piece_of_something_else(tmp_path, content):
    path = write(tmp_path / "nasbench_full.tfrecord", [content])
    refused(path, "does not begin with a hash and epochs")


@pytest.mark.parametrize(
    ("content", "crc"),
    [
        (b"", 0),
        (b"123456789", 0xE3069283),
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
    ],
)
def test_checksums_of_the_standard(content, crc):
    """Source: RFC 3720, appendix B.4, but for the first two."""
    assert google_crc32c.value(content) == bitwise_crc(content) == crc


def test_checksums_of_many_pieces(tmp_path):
    rng = np.random.default_rng(3)
    contents = [rng.bytes(n) for n in [0, 1, *rng.integers(900, size=50)]]
    path = write(tmp_path / "pieces", contents)
    with path.open("rb") as file:
        assert [piece for some in tfrecord.pieces(file, path) for piece in some] == contents
