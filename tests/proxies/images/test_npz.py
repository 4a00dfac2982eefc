"""Files that users bring: what is read, and what is said of those that cannot be."""

import io
import os
import zipfile

import numpy as np
import pytest

from landscape.datasets import DATASETS, Dataset
from landscape.errors import DataError, DataMissingError
from proxies.images import load_images, npz, npz_dataset

IMAGES = np.random.default_rng(1).integers(256, size=(9, 3, 32, 32), dtype=np.uint8)
LABELS = np.arange(9)


@pytest.fixture
def refuse(tmp_path):
    """Return a function that loads a file of some arrays and checks the message."""

    def load(match, *, reader=None, **arrays):
        path = tmp_path / "mine.npz"
        if arrays:
            np.savez(path, **arrays)
        with pytest.raises(DataError, match=match) as refused:
            (reader or cifar10)(path)
        assert str(path) in str(refused.value)
        assert str(refused.value).isprintable()

    return load


def cifar10(path):
    return load_images(DATASETS["cifar10"], data=path, count=4, seed=0, data_dir=None)


def test_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "mine.npz")
    for reader in (cifar10, npz_dataset):
        with pytest.raises(DataError, match=r"mine.npz cannot be read \(it is a pipe\)"):
            reader(tmp_path / "mine.npz")


def test_missing_file(tmp_path):
    with pytest.raises(
        DataMissingError, match=r"there is no file .*none.npz: .*npz file, or noise"
    ):
        cifar10(tmp_path / "none.npz")


def test_a_folder(tmp_path):
    with pytest.raises(
        DataError, match=r"no readable .npz file \(.*directory.*\): expected images"
    ):
        cifar10(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04" + b"\0" * 99])
def test_no_npz(refuse, tmp_path, content):
    (tmp_path / "mine.npz").write_bytes(content)
    refuse(r"no readable .npz file .*expected images \(uint8, n × 3 × height × width\)")


@pytest.mark.parametrize("kept", [0.3, 0.99])
def test_truncated_file(refuse, tmp_path, kept):
    whole = io.BytesIO()
    np.savez(whole, images=IMAGES, labels=LABELS)
    (tmp_path / "mine.npz").write_bytes(whole.getvalue()[: int(kept * whole.tell())])
    refuse("no readable .npz file")


def test_damaged_pixels(refuse, tmp_path):
    whole = io.BytesIO()
    np.savez(whole, images=IMAGES, labels=LABELS)
    content = bytearray(whole.getvalue())
    content[5000] ^= 255
    (tmp_path / "mine.npz").write_bytes(content)
    refuse("no readable .npz file .*CRC")


@pytest.mark.parametrize(
    ("count", "match"),
    [
        (10**9, "images take 3,072,000,000,000 bytes: expected at most 4,294,967,296; give fewer"),
        (10, "the header of images promises 30,720 bytes, and there are 99: write the file again"),
    ],
)
def test_header_that_promises_more_than_there_is(refuse, tmp_path, count, match):
    header = io.BytesIO()
    layout = {"descr": "|u1", "fortran_order": False, "shape": (count, 3, 32, 32)}
    np.lib.format.write_array_header_1_0(header, layout)
    labels = io.BytesIO()
    np.save(labels, LABELS)
    with zipfile.ZipFile(tmp_path / "mine.npz", "w") as archive:
        archive.writestr("images.npy", header.getvalue() + bytes(99))
        archive.writestr("labels.npy", labels.getvalue())
    refuse(match)


def test_what_unpacks_to_more_than_is_read_takes_no_memory(refuse, tmp_path, monkeypatch):
    np.savez_compressed(tmp_path / "mine.npz", images=np.zeros_like(IMAGES), labels=LABELS)
    monkeypatch.setattr(npz, "LARGEST", IMAGES.nbytes - 1)
    monkeypatch.setattr(np.lib.format, "read_array", lambda *a, **k: pytest.fail("it was read"))
    refuse("images take 27,648 bytes: expected at most 27,647")


def test_missing_arrays(refuse):
    refuse("has no 'images', only x, y: expected images", x=IMAGES, y=LABELS)
    refuse("has no 'labels', only images: expected", images=IMAGES)


def test_pickled_objects_are_never_loaded(refuse):
    class Trap:
        def __reduce__(self):
            return pytest.fail, ("a pickle was run",)

    trap = np.array([Trap()] * 9, dtype=object)
    refuse("labels are pickled Python objects, which are not read", images=IMAGES, labels=trap)
    refuse("images are pickled Python objects, which are not read", images=trap, labels=LABELS)


@pytest.mark.parametrize(
    ("images", "match"),
    [
        (IMAGES / 255, r"images are float64: expected .*scale them to 0\.\.255"),
        (IMAGES.transpose(0, 2, 3, 1), r"shape \(9, 32, 32, 3\): .*transpose\(0, 3, 1, 2\)"),
        (IMAGES[:, 0], r"shape \(9, 32, 32\): expected images \(uint8, n × 3"),
        (IMAGES[:, :1], r"shape \(9, 1, 32, 32\): expected"),
        (IMAGES[:0], r"holds no images \(shape \(0, 3, 32, 32\)\)"),
        (IMAGES[:, :, 2:30, 2:30], r"images are 28×28 pixels, CIFAR-10 has 32×32: resize"),
        (IMAGES[:, :, 2:30], r"images are 28×32 pixels, CIFAR-10 has 32×32: resize"),
    ],
)
def test_wrong_images(refuse, images, match):
    refuse(match, images=images, labels=LABELS)


@pytest.mark.parametrize(
    ("labels", "match"),
    [
        (LABELS[:5], r"labels have the shape \(5,\) for 9 images: expected"),
        (LABELS[:, None], r"labels have the shape \(9, 1\) for 9 images: expected"),
        (LABELS / 1, "labels are float64: expected .*whole numbers"),
        (LABELS > 4, "labels are bool: expected .*whole numbers"),
        (LABELS + 2, "label 10 is none of 0 to 9, the 10 classes of CIFAR-10: name another"),
        (LABELS - 1, "label -1: expected 0 or more"),
        (np.full(9, 2**64 - 2, dtype=np.uint64), "label -2: expected 0 or more"),
    ],
)
def test_wrong_labels(refuse, labels, match):
    refuse(match, images=IMAGES, labels=labels)


def test_the_task_of_a_file(tmp_path):
    path = tmp_path / "mine.npz"
    np.savez(path, images=IMAGES[:, :, ::2, ::2], labels=np.int8([0, 1, 6] * 3))
    task = npz_dataset(path)
    assert task == Dataset("mine", "mine", classes=7, size=16)
    assert len(load_images(task, data=path, count=9, seed=0, data_dir=None)) == 9


@pytest.mark.parametrize(
    ("images", "labels", "match"),
    [
        (IMAGES[:, :, :28], LABELS, "images are 28×32 pixels: expected square"),
        (IMAGES[:, :, :30, :30], LABELS, "images are 30×30 pixels: .*divisible by 4"),
        (IMAGES, LABELS * 0, "all labels are 0: expected two classes or more"),
        (IMAGES, LABELS - 3, "label -3: expected 0 or more"),
    ],
)
def test_files_that_pose_no_task(refuse, images, labels, match):
    refuse(match, reader=npz_dataset, images=images, labels=labels)


def test_the_task_of_no_file(tmp_path):
    with pytest.raises(DataMissingError, match=r"there is no file .*none.npz"):
        npz_dataset(tmp_path / "none.npz")


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_every_version_of_the_format_is_read(tmp_path, version):
    with zipfile.ZipFile(tmp_path / "mine.npz", "w") as archive:
        for name, array in (("images", IMAGES), ("labels", LABELS)):
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, np.asfortranarray(array), version=version)
    labels = cifar10(tmp_path / "mine.npz").labels
    assert len(set(labels.tolist())) == 4


def test_an_entry_without_its_ending_is_no_array(refuse, tmp_path):
    with zipfile.ZipFile(tmp_path / "mine.npz", "w") as archive:
        archive.writestr("images", b"raw")
    refuse("has no 'images', only images")


def test_a_damaged_header(refuse, tmp_path):
    np.savez(tmp_path / "mine.npz", images=IMAGES, labels=LABELS)
    with zipfile.ZipFile(tmp_path / "mine.npz") as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["images.npy"] = entries["images.npy"].replace(b"{'descr'", b"(\\'descr'", 1)
    with zipfile.ZipFile(tmp_path / "mine.npz", "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    refuse("is no readable .npz file")
