"""Every reader keeps what `tests.trained.conformance` says, on small files in its format."""

from __future__ import annotations

import bz2
import json
import pickle
import zipfile
from collections import OrderedDict

import pytest

from landscape.benchmarks.readers.nats.meta import checked_architectures
from landscape.benchmarks.sources import BENCHMARKS
from landscape.lazy import load_object
from landscape.pickles.unpickle import unpickle
from landscape.spaces import get_space
from tests.trained.conformance import ReaderConformance
from tests.trained.readers import nats_world, nb101_world, test_nbasr_records, test_suite_zero
from tests.trained.worlds import TinyReader

NATS_TSS = "NATS-tss-v1_0-3ffb9-simple"
META = f"nats_fixture/{NATS_TSS}/meta.pickle.pbz2"
CELLS = ("(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 4, 1)", "(0, 1, 0, 0, 0, 1)")


class Cells(nb101_world.Cells):
    """A space that tells the cells of NAS-Bench-101 apart by how many operations they have."""

    def _parse(self, architecture):
        _, operations = architecture
        return len(operations)


def _nats_sss(folder, data):
    return nats_world.write_folder(folder), nats_world.SPACE


def _nats_tss(folder, data):
    folder, order = folder / NATS_TSS, official_order(data)
    folder.mkdir()
    (folder / "meta.pickle.pbz2").write_bytes((data() / META).read_bytes())
    for index in (0, 11):
        told = {hp: state(order, index, epochs) for hp, epochs in (("12", 2), ("200", 4))}
        nats_world.write_record(folder, index, OrderedDict(told))
    return folder, get_space("nb201")


def _nb201_v11(folder, data):
    order = official_order(data)
    states = {
        index: {name: state(order, index, epochs) for name, epochs in (("full", 4), ("less", 2))}
        for index in (0, 11)
    }
    about = {"meta_archs": order, "total_archs": len(order), "basestr": "NAS-Bench-201-v1_1"}
    content = about | {"arch2infos": states, "evaluated_indexes": list(states)}
    path = folder / "NAS-Bench-201-v1_1.pth"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("new/data.pkl", pickle.dumps(content, 2))
        archive.writestr("new/version", "3\n")
    return path, get_space("nb201")


def official_order(data):
    """Return the architectures of NAS-Bench-201 in the order of the benchmark."""
    content = unpickle(bz2.decompress((data() / META).read_bytes()), "it")
    return checked_architectures(content, get_space("nb201"), "it")


def state(order, index, epochs):
    """Return two runs of an architecture of NAS-Bench-201."""
    return nats_world.state(index, (777, 888), epochs) | {"arch_str": order[index]}


def _nb101(folder, data):
    records = [nb101_world.record(*place) for place in nb101_world.FULL]
    return nb101_world.write(folder / "nasbench_full.tfrecord", records), nb101_world.SPACE


def _nbasr(folder, data):
    for seed in test_nbasr_records.TEST:
        (folder / f"nb-asr-e40-{seed}.pickle").write_bytes(test_nbasr_records.training(seed))
    (folder / "nb-asr-info.pickle").write_bytes(test_nbasr_records.static(2))
    return folder, test_nbasr_records.SPACE


def _suite_zero_201(folder, data):
    path = folder / "zc_nasbench201.json"
    path.write_text(json.dumps(test_suite_zero.CONTENT))
    return path, test_suite_zero.SPACE


def _suite_zero_101(folder, data):
    path = folder / "zc_nasbench101.json"
    scores = {cell: test_suite_zero.entries(n, 80.0 + n) for n, cell in enumerate(CELLS)}
    path.write_text(json.dumps({"cifar10": scores}))
    return path, Cells()


FILES = {
    "nats-tss": _nats_tss,
    "nats-sss": _nats_sss,
    "nb201-v11": _nb201_v11,
    "nb101": _nb101,
    "nbasr": _nbasr,
    "nbsuite-zero-201": _suite_zero_201,
    "nbsuite-zero-101": _suite_zero_101,
}
"""Benchmark → function that writes small files and returns them with their space."""


@pytest.fixture(scope="class", params=[benchmark.name for benchmark in BENCHMARKS.here()])
def opened(request, tmp_path_factory):
    benchmark = BENCHMARKS[request.param]
    make, folder = FILES[benchmark.name], tmp_path_factory.mktemp(benchmark.name)
    path, space = make(folder, lambda: request.getfixturevalue("data_dir"))
    assert space.name == benchmark.space
    lacking = {"partial": True} if benchmark.may_lack else {}
    return lambda: load_object(benchmark.reader)(path, space, **lacking)


class TestReaders(ReaderConformance):
    pass


class TestOneMadeByHand(ReaderConformance):
    @pytest.fixture
    def opened(self):
        return TinyReader


class Forgetful(TinyReader):
    """Begins anew wherever it is asked to go on."""

    def records(self, start=0):
        return super().records()


class Mistaken(TinyReader):
    """Calls every metric the same."""

    def meaning(self, dataset, metric):
        return super().meaning(dataset, "val_acc")


@pytest.mark.parametrize(
    ("reader", "broken"),
    [
        (lambda: TinyReader(twice=True), "architectures_are_configurations"),
        (Forgetful, "records_come_in_an_order"),
        (Mistaken, "every_metric_has_a_meaning"),
        (lambda: TinyReader(version=object()), "the_same_files_have_the_same_identity"),
    ],
)
def test_a_reader_that_breaks_its_word_is_found_out(reader, broken):
    suite = ReaderConformance()
    (promise,) = (getattr(suite, name) for name in dir(suite) if f"test_{broken}" in name)
    with pytest.raises((AssertionError, TypeError)):
        promise(reader)


def test_the_records_of_spaces_name_their_benchmarks():
    from landscape.spaces import SPACES

    named = {(record.name, name) for record in SPACES.here() for name in record.benchmarks}
    assert named == {(benchmark.space, benchmark.name) for benchmark in BENCHMARKS.here()}
