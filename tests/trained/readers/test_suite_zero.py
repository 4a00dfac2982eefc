"""NAS-Bench-Suite-Zero, from files in its format."""

import json

import numpy as np
import pytest

from landscape.benchmarks.readers.suite_zero import from_naslib, read_suite_zero
from landscape.errors import ArchitectureError, DataError, DataMissingError
from landscape.spaces import NB201
from tests.trained.readers.nb101_world import Cells

SPACE = NB201()


def entries(score, accuracy):
    return {
        "synflow": {"score": score, "time": 0.25},
        "params": {"score": 0.316346, "time": 0.5},
        "nwot": {"score": float("-inf"), "time": 0.75},
        "val_accuracy": accuracy,
    }


CONTENT = {
    "cifar10": {"(4, 0, 3, 1, 4, 3)": entries(40.5, 86.06), "(2, 1, 0, 1, 1, 3)": entries(1, 10.0)},
    "cifar100": {"(2, 1, 0, 1, 1, 3)": entries(2, 62.02), "(0, 0, 0, 0, 0, 0)": entries(3, 1.0)},
}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "zc_nasbench201.json"
    path.write_text(json.dumps(CONTENT))
    return path


def refused(path, match, space=SPACE):
    with pytest.raises(DataError, match=match) as told:
        list(read_suite_zero(path, space).records())
    assert str(told.value).isprintable()
    assert str(path) in str(told.value)


def test_every_score_of_every_architecture(path):
    reader = read_suite_zero(path, SPACE)
    records = {record.configuration: record.curves for record in reader.records()}
    first, second, third = (
        SPACE.parse(key)
        for key in ("(4, 0, 3, 1, 4, 3)", "(2, 1, 0, 1, 1, 3)", "(0, 0, 0, 0, 0, 0)")
    )
    assert list(records) == [first, second, third]
    assert len(reader) == 3
    values = {(c.metric, c.dataset): c.values.tolist() for c in records[second]}
    assert len(values) == len(records[second]) == 14
    assert values["synflow", "cifar10"] == [1]
    assert values["synflow", "cifar100"] == [2]
    assert values["synflow_seconds", "cifar100"] == [0.25]
    assert values["val_acc", "cifar100"] == [62.02]
    assert values["params", "cifar10"] == [316346]
    assert values["params_seconds", "cifar10"] == [0.5]
    assert values["nwot", "cifar10"] == [-np.inf]
    assert all(curve.epochs is None for curves in records.values() for curve in curves)


# What two architectures of published files look like, before and after each other.
EARLIEST = """{"nasbench201": {"cifar100": {
    "(4, 3, 3, 3, 2, 3)": {"flops": 62.508352, "params": 0.434196, "snip": 123.40909576416016,
        "jacov": -32.57896303214712, "synflow": 68.21482965949316,
        "val_accuracy": 68.33999986572266},
    "(3, 3, 2, 1, 3, 2)": {"flops": 92.675392, "params": 0.649236, "snip": 252.52542114257812,
        "jacov": -32.31452410783511, "synflow": 73.82878348989233,
        "val_accuracy": 69.92000006103515}}}}"""
EARLIER = """{"cifar10": {
    "(0, 2, 3, 2, 3, 1)": {"idx": "534", "arch": "(0, 2, 3, 2, 3, 1)",
        "flops": {"score": 88.307392, "time": 0.48845587600953877}, "val_accuracy": 86.06,
        "jacov": {"score": -32.310690071986755, "time": 0.6679709882009774}},
    "(4, 0, 4, 1, 2, 0)": {"idx": "164", "arch": "(4, 0, 4, 1, 2, 0)",
        "flops": {"score": 46.343872, "time": 0.16460314695723355}, "val_accuracy": 83.62,
        "jacov": {"score": -84.90656392829972, "time": 0.6155705258715898}}}}"""


@pytest.mark.parametrize(
    ("content", "dataset", "key", "expected"),
    [
        (EARLIEST, "cifar100", "(3, 3, 2, 1, 3, 2)", {"jacov": -32.31452410783511}),
        (
            EARLIEST,
            "cifar100",
            "(4, 3, 3, 3, 2, 3)",
            {"flops": 62508352, "val_acc": 68.33999986572266},
        ),
        (EARLIER, "cifar10", "(4, 0, 4, 1, 2, 0)", {"jacov_seconds": 0.6155705258715898}),
        (EARLIER, "cifar10", "(0, 2, 3, 2, 3, 1)", {"flops": 88307392, "val_acc": 86.06}),
    ],
)
def test_earlier_files_are_read(path, content, dataset, key, expected):
    path.write_text(content)
    records = {r.configuration: r.curves for r in read_suite_zero(path, SPACE).records()}
    assert len(records) == 2
    found = {c.metric: float(c.values[0]) for c in records[SPACE.parse(key)]}
    assert {c.dataset for curves in records.values() for c in curves} == {dataset}
    assert found.items() >= expected.items()
    assert not found.keys() & {"idx", "arch", "idx_seconds"}
    assert len(found) == (6 if content is EARLIEST else 5)


def test_reading_goes_on_where_it_stopped(path):
    reader = read_suite_zero(path, SPACE)
    assert [len(record.curves) for record in reader.records(start=1)] == [14, 7]


def test_meanings(path):
    reader = read_suite_zero(path, SPACE)
    assert not reader.meaning("cifar10", "synflow").minimize
    assert reader.meaning("cifar10", "synflow_seconds").minimize
    assert reader.meaning("cifar10", "synflow_seconds").unit == "s"
    assert reader.meaning("cifar100", "val_acc").resolution == 100 / 5000
    assert reader.meaning("spherical", "val_acc").resolution is None


@pytest.mark.parametrize("dataset", ["cifar10", "cifar100", "ImageNet16-120"])
def test_published_accuracies_lie_on_the_lattice(path, data_dir, dataset):
    import pyarrow.parquet as pq

    table = pq.read_table(data_dir / "nats_tss_zerocost_suitezero_times.parquet").to_pandas()
    rows = table[table.dataset == {"ImageNet16-120": "imagenet16"}.get(dataset, dataset)]
    step = read_suite_zero(path, SPACE).meaning(dataset, "val_acc").resolution
    steps = rows.valid_acc_200ep.to_numpy() / step
    assert len(steps) > 700
    assert np.abs(steps - np.round(steps)).max() < 1e-4


def test_a_cell_under_two_tuples_is_kept_once(path, monkeypatch):
    monkeypatch.setattr(NB201, "parse", lambda self, key: 7)
    reader = read_suite_zero(path, SPACE)
    (only,) = reader.records()
    assert reader.n_repeated == 2
    assert [c.values[0] for c in only.curves if c.metric == "synflow"] == [40.5, 2]


def test_cells_of_nb101():
    key = "(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 4, 1)"
    matrix, operations = from_naslib(key, "nb101")
    assert matrix == [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
    assert operations == ["input", "conv3x3-bn-relu", "output"]
    for wrong in (
        "(0, 1, 2)",
        "(0, 1, 0, 0, 0, 9)",
        "[0, 1]",
        "(" + "1, " * 999 + "1)",
        "__import__",
    ):
        with pytest.raises(ArchitectureError):
            from_naslib(wrong, "nb101")


def test_identity_changes_with_the_content(path):
    before = read_suite_zero(path, SPACE).identity
    path.write_text(json.dumps(CONTENT | {"cifar10": {}}))
    assert read_suite_zero(path, SPACE).identity != before


def test_no_such_file(tmp_path):
    with pytest.raises(DataMissingError, match="there is no file"):
        read_suite_zero(tmp_path / "a.json", SPACE)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("{", "is no JSON"),
        ("[" * 99_999, "is no JSON"),
        (b"\xff\xfe\x00", "is no JSON"),
        ("{}", "has no architecture: get the published file"),
        ('{"cifar10": {}}', "has no architecture"),
        ('{"nasbench201": {}}', "has no architecture"),
        ('{"nasbench201": 3}', "is 3: expected dict"),
        ('{"nasbench301": {"cifar10": {}}}', "about other architectures than NAS-Bench-201"),
        ("[1]", r"is \[1\]: expected dict"),
        ('{"cifar10": 3}', "is 3: expected dict"),
        ('{"cifar10": {"(9, 9)": {}}}', "about other architectures than NAS-Bench-201"),
        ('{"cifar10": {"(4, 0, 3, 1, 4, 3)": 1}}', "is 1: expected dict"),
        ('{"cifar10": {"(4, 0, 3, 1, 4, 3)": {"a": "x"}}}', "is 'x': expected a number"),
        ('{"cifar10": {"(4, 0, 3, 1, 4, 3)": {"a": {"time": 1}}}}', "is None: expected a number"),
        ('{"cifar10": {"(4, 0, 3, 1, 4, 3)": {"a": true}}}', "is True: expected a number"),
    ],
)
def test_a_file_that_is_none(path, content, match):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    refused(path, match)


def test_another_space(path):
    refused(path, "about other architectures than nb101", Cells())
