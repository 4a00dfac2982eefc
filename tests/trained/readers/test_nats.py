"""NATS-Bench from folders and archives; what is wrong with a file is said in one line."""

import bz2

import numpy as np
import pytest

from landscape.benchmarks.readers.nats import reader as nats
from landscape.benchmarks.readers.nats.bz2_file import decompress
from landscape.benchmarks.readers.nats.reader import NatsReader, read_nats
from landscape.errors import DataError, DataMissingError, OptionError
from landscape.spaces import NB201, ProductSpace
from tests.trained.readers.hostile import HOSTILE
from tests.trained.readers.nats_world import (
    ARCHITECTURES,
    DATASETS,
    SPACE,
    meta,
    packed,
    record,
    result,
    state,
    write_folder,
    write_record,
    write_tar,
)


def read(path):
    return read_nats(path, SPACE, partial=True)


def refused(path, match, error=DataError):
    """Assert that reading `path` fails with one line that names it."""
    with pytest.raises(error, match=match) as told:
        list(read(path).records())
    assert str(told.value).isprintable()
    return str(told.value)


def test_folder_archive_and_their_parent_give_the_same(tmp_path):
    folder = write_folder(tmp_path / "a")
    tar = write_tar(folder)
    (tmp_path / "b").mkdir()
    moved = tar.rename(tmp_path / "b" / tar.name)
    readers = [read(path) for path in (folder, tmp_path / "a", moved, tmp_path / "b")]
    told = [
        [
            (r.configuration, [(c.metric, c.run, c.values.tolist()) for c in r.curves])
            for r in reader.records()
        ]
        for reader in readers
    ]
    assert told[0] == told[1] == told[2] == told[3]
    assert [number for number, _ in told[0]] == [0, 11, 284]


def test_a_record_holds_what_was_measured(tmp_path):
    reader = read(write_folder(tmp_path, (11,)))
    (only,) = reader.records()
    curves = {(c.metric, c.dataset, c.hp, c.run): c for c in only.curves}
    run = result("cifar10-valid", 888)
    place = ("cifar10-valid", "12", "888")
    assert curves["train_loss", *place].values.tolist() == list(run["train_losses"].values())
    assert curves["train_loss", *place].epochs.tolist() == [1, 2, 3]
    assert curves["val_acc", *place].values.tolist() == list(run["eval_acc1es"].values())[:3]
    assert curves["test_acc", *place].values.tolist() == list(run["eval_acc1es"].values())[3:]
    assert curves["train_epoch_seconds", *place].values.tolist() == [2.5]
    assert curves["train_epoch_seconds", *place].epochs is None
    assert curves["val_seconds", *place].values.tolist() == [0.5]
    assert curves["latency", *place].values.tolist() == [0.0125]
    assert curves["params", "cifar10", "01", ""].values.tolist() == [101306]
    assert curves["flops", "cifar10", "01", ""].values.tolist() == [11715210]
    assert not any(c.metric == "val_acc" for c in only.curves if c.dataset == "cifar10")


def test_times_that_differ_are_curves(tmp_path):
    folder = write_folder(tmp_path, ())
    runs = state(5)
    run = runs["all_results"]["cifar10", 777]
    run["train_times"] = {0: 1.0, 1: 2.0, 2: 4.0}
    run["eval_times"]["ori-test@2"] = 9.0
    run["latency"] = [-1]
    write_record(folder, 5, {"12": runs})
    (only,) = read(folder).records()
    curves = {c.metric: c for c in only.curves if c.dataset == "cifar10"}
    assert curves["train_seconds"].values.tolist() == [1, 3, 7]
    assert curves["test_seconds"].values.tolist() == [0.5, 0.5, 9]
    assert curves["test_seconds"].epochs.tolist() == [1, 2, 3]
    assert not {"train_epoch_seconds", "latency"} & {*curves}


def test_evaluations_at_some_epochs_only(tmp_path):
    folder = write_folder(tmp_path, ())
    runs = state(5)
    run = runs["all_results"]["cifar10", 777]
    for values in (run["eval_acc1es"], run["eval_losses"]):
        del values["ori-test@0"], values["ori-test@1"]
    write_record(folder, 5, {"12": runs})
    (only,) = read(folder).records()
    (curve,) = (c for c in only.curves if (c.dataset, c.metric) == ("cifar10", "test_acc"))
    assert curve.epochs.tolist() == [3]


def test_reading_goes_on_where_it_stopped(tmp_path):
    reader = read(write_folder(tmp_path))
    assert len(reader) == 3
    assert [r.configuration for r in reader.records(start=2)] == [284]
    assert [r.configuration for r in reader.records(start=3)] == []


def test_identity_changes_with_the_files_and_with_them_alone(tmp_path):
    folder = write_folder(tmp_path)
    before = read(folder).identity
    (folder / "notes.txt").write_text("mine")
    assert read(folder).identity == before
    assert read(write_tar(folder)).identity["sha256"] == before["sha256"]
    path = folder / "000284.pickle.pbz2"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    after = read(folder).identity
    assert after["bytes"] == before["bytes"]
    assert after["sha256"] != before["sha256"]


def test_a_file_of_a_gigabyte_is_not_read(tmp_path):
    folder = write_folder(tmp_path)
    with (folder / "000005.pickle.pbz2").open("wb") as file:
        file.truncate(1 << 30)
    refused(folder, "has 1,073,741,824 bytes: expected some 100,000")


def test_meanings_have_the_resolution_of_one_run(tmp_path):
    reader = read(write_folder(tmp_path, (0,)))
    assert reader.benchmark == "nats-sss"
    assert reader.meaning("cifar100", "val_acc").resolution == 100 / 5000
    assert reader.meaning("ImageNet16-120", "valtest_acc").resolution == 100 / 6000
    assert reader.meaning("cifar10", "test_loss").resolution is None
    assert reader.meaning("cifar10", "test_loss").minimize


def test_missing_records_need_consent(tmp_path):
    folder = write_folder(tmp_path)
    with pytest.raises(DataError, match=r"lacks 32,765 of 32,768 records, .* 000001: .*partial"):
        read_nats(folder, SPACE)
    assert read(folder).missing == 32_765


def test_other_space(tmp_path):
    with pytest.raises(OptionError, match="not about the space 'product'"):
        read_nats(tmp_path, ProductSpace([2, 2]))
    folder = write_folder(tmp_path)
    with pytest.raises(DataError, match=r"lists 32,768 architectures: expected 15,625"):
        read_nats(folder, NB201())


def test_nothing_there(tmp_path):
    refused(tmp_path, "no NATS-sss-\\*-simple folder", DataMissingError)
    refused(tmp_path / "nowhere", "no NATS-sss-\\*-simple folder", DataMissingError)


def test_other_order_of_architectures(tmp_path):
    folder = write_folder(tmp_path)
    swapped = [ARCHITECTURES[1], ARCHITECTURES[0], *ARCHITECTURES[2:]]
    (folder / "meta.pickle.pbz2").write_bytes(packed(meta(swapped)))
    refused(folder, "not list the architectures .* in the official order")


def test_record_of_no_architecture(tmp_path):
    folder = write_folder(tmp_path)
    write_record(folder, 32_768, record(0))
    refused(folder, "a record of architecture 32768: expected 0 to 32767")


def test_record_under_the_name_of_another(tmp_path):
    folder = write_folder(tmp_path)
    write_record(folder, 12, record(11))
    refused(folder, r"000012.pickle.pbz2 in .* is of architecture 11 .*expected 12")


def test_file_cut_anywhere(tmp_path):
    path = write_record(write_folder(tmp_path, ()), 5, record(5))
    whole = path.read_bytes()
    for length in range(0, len(whole), len(whole) // 7):
        path.write_bytes(whole[:length])
        refused(path.parent, "000005.pickle.pbz2 in .* is no whole bzip2 file")


def test_archive_cut_short(tmp_path):
    tar = write_tar(write_folder(tmp_path))
    whole = tar.read_bytes()
    tar.write_bytes(whole[: len(whole) // 2])
    refused(tar, "no whole archive|cut short")
    tar.write_bytes(b"no archive at all")
    refused(tar, "no whole archive")


def change(runs, path, value):
    *places, last = path
    for place in places:
        runs = runs[place]
    if value is None:
        del runs[last]
    else:
        runs[last] = value


def shared(depth=60):
    """Return lists in lists, with two to the 60 ends."""
    found = []
    for _ in range(depth):
        found = [found, found]
    return found


SHARED = shared()
RUN = ("all_results", ("cifar10", 777))


@pytest.mark.parametrize(
    ("path", "value", "match"),
    [
        (("all_results",), None, "lacks 'all_results'"),
        (("all_results",), [], "expected dict"),
        (("dataset_seed", "cifar10"), ["777"], "the seeds"),
        (("dataset_seed", "cifar10"), [777, 888], "lacks"),
        (("dataset_seed", "mnist"), [777], "names 'mnist': expected one of cifar10-valid"),
        ((*RUN, "epochs"), None, "lacks 'epochs'"),
        ((*RUN, "epochs"), 10**9, "has 1000000000 epochs"),
        ((*RUN, "epochs"), 12, "'train_acc1es' of .* has 3 epochs: expected 12"),
        ((*RUN, "train_acc1es", 1), "high", "holds 'high': expected numbers"),
        ((*RUN, "train_acc1es", 1), True, "holds True: expected numbers"),
        ((*RUN, "eval_acc1es", "ori-test@2"), None, "not one loss an accuracy"),
        ((*RUN, "eval_times", "ori-test"), 1.0, "evaluation 'ori-test': expected like"),
        ((*RUN, "params"), "many", "expected a number"),
        ((*RUN, "params"), 10**400, "'params' of .* holds a number beyond 1e308"),
        ((*RUN, "train_acc1es", 1), 10**400, "holds a number beyond 1e308"),
        ((*RUN, "eval_names"), ["a", SHARED], r"'eval_names' of .* is \['a', \[\[\.\.\.\]"),
        ((*RUN, "eval_names"), SHARED, "expected texts"),
        ((*RUN, "params"), SHARED, "expected a number"),
        ((*RUN, "epochs"), 2**700, "has a whole number of 701 bits epochs"),
        (("arch_index",), 2**700, "is of architecture a whole number of 701 bits"),
        (("arch_index",), np.arange(3), "is of architecture a ndarray"),
        (("arch_index",), SHARED, r"is of architecture \[\["),
        (("dataset_seed", "cifar10"), [2**700], "the seeds .*expected whole numbers"),
        (("dataset_seed", "cifar10"), SHARED, "the seeds"),
        (("dataset_seed", 2**700), [777], "names a whole number of 701 bits"),
        ((*RUN, "params"), float("nan"), "is not what nats_bench expects"),
        (("get_metrics",), "mine", None),
    ],
)
def test_a_state_that_is_none(tmp_path, path, value, match):
    folder = write_folder(tmp_path, ())
    runs = state(5)
    change(runs, path, value)
    write_record(folder, 5, {"12": runs})
    if match is None:  # what the API would take for a method of its own is not handed to it
        assert len(list(read(folder).records())) == 1
    else:
        assert "000005.pickle.pbz2" in refused(folder, match)


@pytest.mark.parametrize("schedule", [2**700, ("12",), None])
def test_a_schedule_that_is_no_text(tmp_path, schedule):
    folder = write_folder(tmp_path, ())
    write_record(folder, 5, {schedule: state(5)})
    refused(folder, "schedule .* in .*: expected 01, 12, 90")


def test_unknown_schedule(tmp_path):
    folder = write_folder(tmp_path, ())
    write_record(folder, 5, {"200": state(5)})
    refused(folder, "schedule '200' in .*: expected 01, 12, 90")


def test_unknown_set_of_images(tmp_path):
    folder = write_folder(tmp_path, ())
    runs = state(5)
    for key in ("eval_acc1es", "eval_losses"):
        runs["all_results"]["cifar10", 777][key]["x-valid@0"] = 1.0
    write_record(folder, 5, {"12": runs})
    refused(folder, "evaluation on 'x-valid' .*expected ori-test")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ({}, "lacks the schedule 01"),
        ({"01": state(5), "90": state(5)}, "lacks cifar100 with the schedule 01"),
    ],
)
def test_an_incomplete_record_needs_consent(tmp_path, monkeypatch, caplog, content, match):
    folder = write_folder(tmp_path, (0,))
    write_record(folder, 5, content)
    (only, *_) = records = list(read(folder).records())
    assert (len(records), only.configuration) == (2, 0)
    (line,) = caplog.messages
    assert "2 records are not complete; the first: 000000.pickle.pbz2" in line
    assert "lacks cifar100 with the schedule 01" in line
    monkeypatch.setattr(NatsReader, "_check_numbers", lambda *_: None)
    reader = read_nats(folder, SPACE)
    (folder / "000000.pickle.pbz2").unlink()
    with pytest.raises(DataError, match=f"^000005.pickle.pbz2 in .* {match}: .*--partial"):
        list(read_nats(folder, SPACE).records())
    assert len(reader) == 2


def test_a_complete_record_is_no_matter(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(nats, "SPLITS", dict.fromkeys(DATASETS))
    folder = write_folder(tmp_path, ())
    write_record(folder, 5, {hp: state(5) for hp in ("01", "12", "90")})
    assert len(list(read(folder).records())) == 1
    assert not caplog.messages


def test_no_number_of_numpys_own_is_left(tmp_path):
    (only,) = read(write_folder(tmp_path, (11,))).records()
    assert {curve.values.dtype for curve in only.curves} == {np.dtype(np.float64)}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_records_are_refused(name, monkeypatch, tmp_path):
    folder = write_folder(tmp_path / "data", (11,))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    content, words = HOSTILE[name]
    (folder / "000005.pickle.pbz2").write_bytes(bz2.compress(content))
    refused(folder, f"^000005.pickle.pbz2 in .*{words}")
    (folder / "meta.pickle.pbz2").write_bytes(bz2.compress(content))
    refused(folder, f"^meta.pickle.pbz2 in .*{words}")
    assert not list((tmp_path / "here").iterdir())


def test_a_bomb_is_not_unpacked():
    bomb = bz2.compress(bytes(1 << 22))
    assert len(bomb) < 100
    with pytest.raises(DataError, match=r"^it holds more than 1,000 bytes"):
        decompress(bomb, "it", most=1000)
