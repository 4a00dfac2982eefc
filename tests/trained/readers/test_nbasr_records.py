"""NAS-Bench-ASR, from files in its format: a header and a table, pickled one after the other."""

import pickle

import numpy as np
import pytest

from landscape.benchmarks.readers.nbasr_records import read_nbasr
from landscape.errors import DataError, DataMissingError
from landscape.spaces.nbasr import NBASR
from tests.trained.readers.hostile import HOSTILE

SPACE = NBASR()
# As shown in the documentation of the benchmark.
HASH = "36855332a5778e0df5114305bc3ce238"
VECTOR = [(1, 0), (1, 0, 0), (1, 0, 0, 0)]
VAL = [0.48522282, 0.32031614, 0.28338978, 0.25430033, 0.24128312]
TEST = {1234: 0.23395703732967377, 1235: 0.242688849568367, 1236: 0.23728343844413757}
SEARCH_SPACE = {"shape": [[6, 2], [6, 2, 2], [6, 2, 2, 2]], "ops": ["linear"], "nodes": 3}
OTHER = SPACE.parse([[0, 1], [1, 0, 1], [3, 1, 0, 0]])


def two(header, rows):
    return pickle.dumps(header) + pickle.dumps(rows)


def training(seed, rows=None):
    header = {
        "dataset_type": "training",
        "version": 1,
        "search_space": SEARCH_SPACE,
        "columns": ["model_hash", "val_per", "test_per", "arch_vec"],
        "epochs": 40,
        "seed": seed,
    }
    values = [float(np.float32(value)) for value in VAL]
    return two(header, rows or [[HASH, values, TEST[seed], VECTOR]])


def benchmark(device, latency):
    header = {"dataset_type": "benchmarking", "version": 1, "device": device}
    return two(header | {"columns": ["model_hash", "latency"]}, [[HASH, latency]])


def static(version):
    columns = ["model_hash", "params", "flops"][: version + 1]
    header = {"dataset_type": "static", "version": version, "columns": columns}
    other = [SPACE.graph_hash(OTHER), 5, 6]
    return two(header, [(HASH, 26_338_848, 7)[: version + 1], tuple(other[: version + 1])])


@pytest.fixture
def folder(tmp_path):
    for seed in TEST:
        (tmp_path / f"nb-asr-e40-{seed}.pickle").write_bytes(training(seed))
    for device, latency in (("gtx-1080ti-fp32", 0.0432), ("jetson-nano-fp32", 0.5421)):
        (tmp_path / f"nb-asr-bench-{device}.pickle").write_bytes(benchmark(device, latency))
    (tmp_path / "nb-asr-info.pickle").write_bytes(static(2))
    (tmp_path / "notes.txt").write_text("mine")
    return tmp_path


def curves(record):
    found = {(c.metric, c.hp, c.run): c for c in record.curves}
    assert len(found) == len(record.curves)
    assert {c.dataset for c in record.curves} == {"timit"}
    return found


def refused(path, match):
    with pytest.raises(DataError, match=match) as told:
        list(read_nbasr(path, SPACE).records())
    assert str(told.value).isprintable()


def test_everything_of_a_cell(folder):
    reader = read_nbasr(folder, SPACE)
    assert len(reader) == 2
    by_number = {record.configuration: curves(record) for record in reader.records()}
    found = by_number[SPACE.parse(VECTOR)]
    for seed, test in TEST.items():
        per = found.pop(("val_per", "40", str(seed)))
        np.testing.assert_allclose(per.values, 100 * np.array(VAL), rtol=1e-6)
        assert per.epochs.tolist() == [1, 2, 3, 4, 5]
        one = found.pop(("test_per", "40", str(seed)))
        assert (one.values.tolist(), one.epochs) == ([100 * test], None)
    assert {key: curve.values.tolist() for key, curve in found.items()} == {
        ("latency-gtx-1080ti-fp32", "", ""): [0.0432],
        ("latency-jetson-nano-fp32", "", ""): [0.5421],
        ("params", "", ""): [26_338_848],
        ("flops", "", ""): [7],
    }
    assert {metric for metric, _, _ in by_number[OTHER]} == {"params", "flops"}


def test_one_file_alone(folder):
    reader = read_nbasr(folder / "nb-asr-e40-1235.pickle", SPACE)
    (only,) = reader.records()
    assert {run for _, _, run in curves(only)} == {"1235"}
    assert list(reader.identity) == ["nb-asr-e40-1235.pickle"]


def test_first_version_has_no_flops(folder):
    (folder / "nb-asr-info.pickle").write_bytes(static(1))
    reader = read_nbasr(folder / "nb-asr-info.pickle", SPACE)
    assert [{c.metric for c in record.curves} for record in reader.records()] == [{"params"}] * 2


def test_arrays_and_numpy_numbers(folder):
    row = [HASH, np.array(VAL, np.float32), np.float64(0.25), VECTOR]
    path = folder / "nb-asr-e40-1235.pickle"
    path.write_bytes(training(1235, [row]))
    (only,) = read_nbasr(path, SPACE).records()
    np.testing.assert_allclose(only.curves[0].values, 100 * np.array(VAL), rtol=1e-6)


def test_reading_goes_on_where_it_stopped(folder):
    reader = read_nbasr(folder, SPACE)
    assert [r.configuration for r in reader.records(start=1)] == [
        r.configuration for r in reader.records()
    ][1:]


def test_error_rates_lie_on_the_lattice_of_their_resolution(folder):
    reader = read_nbasr(folder, SPACE)
    for record in reader.records():
        for curve in record.curves:
            meaning = reader.meaning("timit", curve.metric)
            if curve.metric.endswith("_per"):
                steps = curve.values / meaning.resolution
                np.testing.assert_allclose(steps, np.round(steps), atol=1e-3)
            assert meaning.minimize == (not curve.metric.startswith(("params", "flops")))


def test_identity_changes_with_a_file(folder):
    before = read_nbasr(folder, SPACE).identity
    (folder / "nb-asr-e40-1234.pickle").write_bytes(training(1234, [[HASH, VAL, 0.5, VECTOR]]))
    assert read_nbasr(folder, SPACE).identity != before


def test_nothing_there(tmp_path):
    for path in (tmp_path, tmp_path / "nb-asr-e40-1234.pickle"):
        with pytest.raises(DataMissingError, match="there is no nb-asr-e40-1234"):
            read_nbasr(path, SPACE)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (benchmark("a", 0.1), "has the type 'benchmarking': expected 'training'"),
        (training(1235), "is of seed 1235: expected 1234"),
        (training(1234)[:-5], "no pickle of plain"),
        (pickle.dumps({"dataset_type": "training", "columns": ["a"]}), r"the columns \['a'\]"),
        (pickle.dumps([1]), r"header .* is \[1\]: expected dict"),
        (training(1234, {"a": 1}), "expected list"),
        (training(1234, [3]), "a row that is none"),
        (training(1234, [["x" * 32, VAL, 0.1]]), "a row of 'x+'"),
        (training(1234, [[HASH, VAL, 0.1]] * 2), "each once"),
        (training(1234, [["f" * 32, VAL, 0.1]]), "a cell that is none"),
        (training(1234, [[HASH, ["low"], 0.1]]), "holds 'low': expected numbers"),
        (training(1234, [[HASH, VAL, None]]), "is None: expected a number"),
        (training(1234, [[HASH, VAL]]), "a row that is none"),
    ],
)
def test_a_file_that_is_none(folder, content, match):
    (folder / "nb-asr-e40-1234.pickle").write_bytes(content)
    refused(folder, match)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", ["header", "rows"])
def test_hostile_files_are_refused(folder, monkeypatch, tmp_path_factory, name, place):
    here = tmp_path_factory.mktemp("here")
    monkeypatch.chdir(here)
    content, words = HOSTILE[name]
    if place == "rows":
        header = training(1234)[: training(1234).index(b".\x80") + 1]
        content = header + content
    (folder / "nb-asr-e40-1234.pickle").write_bytes(content)
    refused(folder, f"nb-asr-e40-1234.pickle is no pickle .*{words}")
    assert not list(here.iterdir())
