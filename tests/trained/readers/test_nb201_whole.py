"""NAS-Bench-201 1.1 and NATS-Bench in one file: the same curves as from files of their own."""

import bz2
import hashlib
import logging
import pickle
import zipfile
from types import SimpleNamespace

import pytest

from landscape.benchmarks.readers.nats import whole as nb201_whole
from landscape.benchmarks.readers.nats.meta import checked_architectures
from landscape.benchmarks.readers.nats.reader import read_nats
from landscape.benchmarks.readers.nats.v11 import read_nb201_v11
from landscape.benchmarks.readers.nats.whole import CHECKSUMS
from landscape.errors import DataError, DataMissingError, OptionError
from landscape.pickles.unpickle import unpickle
from landscape.spaces import NB201
from tests.trained.readers.hostile import HOSTILE
from tests.trained.readers.nats_world import ARCHITECTURES, SPACE, record, state, write_folder

INDICES = (0, 11, 284)
NB = NB201()


@pytest.fixture(autouse=True)
def small_files_are_published_ones(monkeypatch):
    monkeypatch.setitem(CHECKSUMS, "nats-sss", "")


@pytest.fixture(scope="session")
def official(data_dir):
    """The official order of the architectures of NAS-Bench-201."""
    path = data_dir / "nats_fixture" / "NATS-tss-v1_0-3ffb9-simple" / "meta.pickle.pbz2"
    return checked_architectures(unpickle(bz2.decompress(path.read_bytes()), "it"), NB, "it")


def nats_whole(indices=INDICES):
    return {
        "meta_archs": ARCHITECTURES,
        "total_archs": len(ARCHITECTURES),
        "arch2infos": {index: record(index) for index in indices},
        "evaluated_indexes": set(indices),
    }


def v11(official, indices=INDICES):
    def renamed(index, epochs):
        return state(index, epochs=epochs) | {"arch_str": official[index]}

    return {
        "meta_archs": official,
        "total_archs": len(official),
        "basestr": "NAS-Bench-201-v1_1",
        "arch2infos": {i: {"full": renamed(i, 4), "less": renamed(i, 2)} for i in indices},
        "evaluated_indexes": list(indices),
    }


def named(folder, pattern, content):
    """Write a file whose name ends in the digits of its checksum."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / pattern.format(hashlib.md5(content).hexdigest()[-6:])
    path.write_bytes(content)
    return path


def legacy(content):
    """Return what torch.save wrote before version 1.6, byte by byte but for tensors."""
    sizes = {"short": 2, "int": 4, "long": 4}
    facts = {"protocol_version": 1001, "little_endian": True, "type_sizes": sizes}
    parts = (0x1950A86A20F9469CFC6C, 1001, facts, content, [])
    return b"".join(pickle.dumps(part, 2) for part in parts)


def told(reader, start=0):
    return [
        (r.configuration, {(c.metric, c.dataset, c.hp, c.run): c.values.tolist() for c in r.curves})
        for r in reader.records(start)
    ]


def refused(reader, match):
    with pytest.raises(DataError, match=match) as error:
        list(reader.records())
    assert str(error.value).isprintable()


def test_the_large_file_holds_what_the_folder_does(tmp_path):
    path = named(
        tmp_path, "NATS-sss-v1_0-{}.pickle.pbz2", bz2.compress(pickle.dumps(nats_whole(), 4))
    )
    folder = write_folder(tmp_path / "a")
    reader = read_nats(path, SPACE, partial=True)
    assert told(reader) == told(read_nats(folder, SPACE, partial=True))
    assert told(reader, start=2) == told(reader)[2:]
    assert reader.benchmark == "nats-sss"
    assert len(reader) == 3
    assert told(read_nats(tmp_path, SPACE, partial=True)) == told(reader)


def test_both_formats_of_torch(tmp_path, official):
    old = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", legacy(v11(official)))
    new = tmp_path / "new.pth"
    with zipfile.ZipFile(new, "w") as archive:
        archive.writestr("new/data.pkl", pickle.dumps(v11(official), 2))
        archive.writestr("new/version", "3\n")
    readers = [read_nb201_v11(path, NB, partial=True) for path in (old, new)]
    first, second = map(told, readers)
    assert first == second
    assert [number for number, _ in first] == [NB.parse(official[index]) for index in INDICES]
    assert {hp for _, curves in first for _, _, hp, _ in curves} == {"12", "200"}
    assert readers[0].benchmark == "nb201-v11"
    expected = list(state(11, epochs=4)["all_results"]["cifar10", 777]["train_acc1es"].values())
    assert first[1][1]["train_acc", "cifar10", "200", "777"] == expected


@pytest.mark.parametrize("zipped", [False, True])
def test_what_torch_itself_writes(tmp_path, official, zipped):
    torch = pytest.importorskip("torch")
    path = tmp_path / "new.pth"
    torch.save(v11(official), path, _use_new_zipfile_serialization=zipped)
    assert zipfile.is_zipfile(path) == zipped
    numbers = [number for number, _ in told(read_nb201_v11(path, NB, partial=True))]
    assert numbers == [NB.parse(official[index]) for index in INDICES]


def test_tensors_are_refused(tmp_path):
    torch = pytest.importorskip("torch")
    for zipped in (False, True):
        path = tmp_path / "new.pth"
        torch.save({"a": torch.zeros(3)}, path, _use_new_zipfile_serialization=zipped)
        refused(read_nb201_v11(path, NB), r"new.pth .*asks for torch\._utils\._rebuild_tensor_v2")


def test_missing_architectures_need_consent(tmp_path, official):
    path = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", legacy(v11(official)))
    refused(read_nb201_v11(path, NB), "has 3 of 15,625 architectures")
    assert len(read_nb201_v11(path, NB)) == 15_625
    assert len(read_nb201_v11(path, NB, partial=True)) == 3


def test_a_single_architecture(tmp_path, official):
    path = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", legacy(v11(official, (7,))))
    assert len(told(read_nb201_v11(path, NB, partial=True))) == 1


def test_another_checksum_than_the_name_says(tmp_path):
    path = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", b"some")
    path.write_bytes(b"other")
    with pytest.raises(DataError, match=r"MD5 checksum \w+: expected one .*55e847143ce"):
        read_nb201_v11(path, NB)


def test_the_last_digits_of_a_checksum_are_not_enough(tmp_path, monkeypatch):
    content = b"made to end like it"
    md5 = hashlib.md5(content).hexdigest()
    monkeypatch.setitem(CHECKSUMS, "nb201-v11", "0" * 26 + md5[-6:])
    path = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", content)
    with pytest.raises(DataError, match="MD5 checksum"):
        read_nb201_v11(path, NB)


def test_a_file_saved_anew_is_read_with_a_warning(tmp_path, monkeypatch, caplog):
    path = tmp_path / "new.pth"
    path.write_bytes(b"any")
    read_nb201_v11(path, NB)
    (line,) = caplog.messages
    assert "new.pth is not the published file (MD5 checksum" in line
    caplog.clear()
    monkeypatch.setitem(CHECKSUMS, "nb201-v11", hashlib.md5(b"any").hexdigest())
    read_nb201_v11(path, NB)
    assert not caplog.messages


@pytest.mark.parametrize("name", ["NATS-sss-v1_0-50262", "NATS-sss-v1_0-99999", "mine"])
def test_the_large_file_has_the_published_digits_whatever_it_is_called(tmp_path, monkeypatch, name):
    monkeypatch.setitem(CHECKSUMS, "nats-sss", "50262")
    path = tmp_path / f"{name}.pickle.pbz2"
    path.write_bytes(b"other")
    with pytest.raises(DataError, match="begins or ends with 50262"):
        read_nats(path, SPACE, partial=True)
    monkeypatch.setitem(CHECKSUMS, "nats-sss", hashlib.md5(b"other").hexdigest()[:5])
    read_nats(path, SPACE, partial=True)


def test_an_incomplete_architecture_needs_consent(tmp_path, caplog):
    path = tmp_path / "NATS-sss.pickle.pbz2"
    path.write_bytes(bz2.compress(pickle.dumps(nats_whole(), 4)))
    refused(read_nats(path, SPACE), "architecture 0 .* lacks cifar100 with the schedule 01: get")
    with caplog.at_level(logging.WARNING):
        assert len(told(read_nats(path, SPACE, partial=True))) == 3
    (line,) = caplog.messages
    assert "3 records are not complete; the first: architecture 0" in line


def test_more_architectures_than_there_are(tmp_path, official, monkeypatch):
    path = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", legacy(v11(official, (0, 1, 2))))
    reader = read_nb201_v11(path, NB, partial=True)
    reader.space = SimpleNamespace(size=2, parse=NB.parse)
    monkeypatch.setattr(nb201_whole, "checked_architectures", lambda *_: official)
    refused(reader, "has more than 2 architectures")


def test_wrong_space_and_no_file(tmp_path):
    with pytest.raises(OptionError, match="not about the space 'sss': expected nb201"):
        read_nb201_v11(tmp_path, SPACE)
    with pytest.raises(DataMissingError, match=r"NAS-Bench-201-v1_1-096897\.pth: expected"):
        read_nb201_v11(tmp_path, NB)


def test_another_order_of_architectures(tmp_path, official):
    content = v11(official)
    content["meta_archs"] = official[::-1]
    path = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", legacy(content))
    refused(read_nb201_v11(path, NB, partial=True), "in the official order")
    content = {"arch2infos": content["arch2infos"], "meta_archs": official[::-1]}
    path = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", legacy(content))
    refused(read_nb201_v11(path, NB, partial=True), "in the official order")


@pytest.mark.parametrize(
    ("index", "change", "match"),
    [
        (15_625, {}, "architecture 15625 .*: expected a number from 0 to 15624"),
        ("a", {}, "architecture 'a' .*: expected a number"),
        (12, {}, "is of architecture 11 "),
        (11, {"half": {}}, "has 'half': expected full, less"),
        (11, {"full": 3}, "is 3: expected dict"),
        (11, {"full": {}}, "is of architecture None"),
    ],
)
def test_an_architecture_that_is_none(tmp_path, official, index, change, match):
    content = v11(official)
    content["arch2infos"][index] = content["arch2infos"].pop(11) | change
    path = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", legacy(content))
    refused(read_nb201_v11(path, NB, partial=True), match)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(tmp_path, monkeypatch, name):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    content = HOSTILE[name][0]
    parts = legacy(0).split(pickle.dumps(0, 2))
    assert len(parts) == 2
    old = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", content.join(parts))
    refused(read_nb201_v11(old, NB), f"^{old} is ")
    new = tmp_path / "new.pth"
    with zipfile.ZipFile(new, "w") as archive:
        archive.writestr("new/data.pkl", content)
    refused(read_nb201_v11(new, NB), f"^{new} is ")
    packed = named(tmp_path, "NATS-sss-v1_0-{}.pickle.pbz2", bz2.compress(content))
    refused(read_nats(packed, SPACE), f"^{packed} is ")
    assert not list((tmp_path / "here").iterdir())


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x05\x06" + bytes(18), b"\x80\x02K\x07."])
def test_files_of_something_else(tmp_path, content):
    path = tmp_path / "new.pth"
    path.write_bytes(content)
    refused(read_nb201_v11(path, NB), "new.pth is no pickle of plain")


def test_files_cut_short(tmp_path, official):
    whole = legacy(v11(official))
    for length in range(1000, len(whole) - 200, len(whole) // 9):
        path = named(tmp_path, "NAS-Bench-201-v1_1-{}.pth", whole[:length])
        refused(read_nb201_v11(path, NB, partial=True), "is no pickle of plain .*cut short")
    packed = bz2.compress(pickle.dumps(nats_whole(), 4))
    path = named(tmp_path, "NATS-sss-v1_0-{}.pickle.pbz2", packed[: len(packed) // 2])
    refused(read_nats(path, SPACE, partial=True), "is no pickle of plain .*ended before")
