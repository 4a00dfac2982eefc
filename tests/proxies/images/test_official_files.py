"""The files datasets are published in, as folders and archives."""

import hashlib
import pickle

import numpy as np
import pytest

from landscape.datasets import DATASETS, Dataset
from landscape.errors import DataError, OptionError
from proxies.images import load_images
from proxies.images.official import read_official
from proxies.images.sources import SOURCES
from tests.proxies.images.conftest import make_tar, python2_pickle, vouch


@pytest.mark.parametrize("name", DATASETS)
def test_a_folder_is_read_as_it_was_published(publish, tmp_path, name):
    published = publish(name)
    published.unpack(tmp_path)
    images, labels = read_official(DATASETS[name], tmp_path)
    np.testing.assert_array_equal(images, published.images)
    np.testing.assert_array_equal(labels, published.labels)
    assert (images.dtype, labels.dtype) == (np.uint8, np.int64)


@pytest.mark.parametrize("name", ["cifar10", "cifar100"])
def test_an_archive_is_read_like_its_folder(publish, tmp_path, name):
    published = publish(name)
    published.pack(tmp_path)
    images, labels = read_official(DATASETS[name], tmp_path)
    np.testing.assert_array_equal(images, published.images)
    np.testing.assert_array_equal(labels, published.labels)
    assert len(list(tmp_path.iterdir())) == 1  # nothing was extracted


def test_the_batch_is_normalised_and_named(publish, tmp_path):
    published = publish("cifar10")
    published.unpack(tmp_path)
    batch = load_images(DATASETS["cifar10"], data=None, count=60, seed=2, data_dir=tmp_path)
    assert batch.source == "cifar10"
    mean, std = (np.reshape(c, (3, 1, 1)) for c in ((125.3, 123.0, 113.9), (63.0, 62.1, 66.7)))
    ours = np.rint(batch.pixels * std + mean).astype(np.uint8)
    assert sorted(map(bytes, ours)) == sorted(map(bytes, published.images))


def test_too_few_images(publish, tmp_path):
    publish("cifar100").unpack(tmp_path)
    with pytest.raises(DataError, match="cifar100 holds 12 images, the batch needs 13"):
        load_images(DATASETS["cifar100"], data=None, count=13, seed=0, data_dir=tmp_path)


def test_imagenet_counts_from_one_and_only_the_first_classes_are_taken(monkeypatch, tmp_path):
    data = np.arange(6, dtype=np.uint8)[:, None].repeat(3 * 16 * 16, axis=1)
    batch = python2_pickle({"data": data, "labels": [120, 121, 1, 1000, 2, 500]})
    vouch(monkeypatch, "ImageNet16-120", {"train_data_batch_1": batch})
    (tmp_path / "ImageNet16").mkdir()
    (tmp_path / "ImageNet16" / "train_data_batch_1").write_bytes(batch)
    images, labels = read_official(DATASETS["ImageNet16-120"], tmp_path)
    assert labels.tolist() == [119, 0, 1]
    assert images[:, 0, 0, 0].tolist() == [0, 2, 4]


@pytest.mark.parametrize("protocol", [2, 4])
def test_batches_that_python_3_wrote_are_read_too(monkeypatch, tmp_path, protocol):
    data = np.arange(2 * 768, dtype=np.uint8).reshape(2, 768)
    content = {"data": data, "labels": np.array([1, 3]), "mean": data.mean(axis=0)}
    batch = pickle.dumps(content, protocol=protocol)
    vouch(monkeypatch, "ImageNet16-120", {"train_data_batch_1": batch})
    (tmp_path / "ImageNet16").mkdir()
    (tmp_path / "ImageNet16" / "train_data_batch_1").write_bytes(batch)
    images, labels = read_official(DATASETS["ImageNet16-120"], tmp_path)
    np.testing.assert_array_equal(images.reshape(2, 768), data)
    assert labels.tolist() == [0, 2]


def test_wrong_checksum_in_a_folder(publish, tmp_path):
    folder = publish("cifar10").unpack(tmp_path)
    (folder / "data_batch_4").write_bytes(b"forged")
    forged, published = hashlib.md5(b"forged"), SOURCES["cifar10"].files["data_batch_4"]
    expected = f"data_batch_4 in .* checksum {forged.hexdigest()}: expected {published}"
    with pytest.raises(DataError, match=expected):
        read_official(DATASETS["cifar10"], tmp_path)


def test_wrong_checksum_in_an_archive(publish, tmp_path):
    published = publish("cifar100")
    published.files["train"] = published.files["train"][:-1] + b"!"
    published.pack(tmp_path)
    with pytest.raises(
        DataError, match=r"train in .*tar.gz has the MD5 .*: expected .*get it again"
    ):
        read_official(DATASETS["cifar100"], tmp_path)


@pytest.mark.parametrize("kept", [0.0, 0.001, 0.5, 0.9])
def test_truncated_archive(publish, tmp_path, kept):
    archive = publish("cifar10").pack(tmp_path)
    content = archive.read_bytes()
    archive.write_bytes(content[: int(kept * len(content))])
    with pytest.raises(DataError, match=r"cifar-10-python.tar.gz .*: download it again") as refused:
        read_official(DATASETS["cifar10"], tmp_path)
    assert str(refused.value).isprintable()


def test_no_archive(tmp_path):
    (tmp_path / "cifar-10-python.tar.gz").write_bytes(b"<html>Not found</html>")
    with pytest.raises(DataError, match=r"is no whole archive \(not a gzip file\): download"):
        read_official(DATASETS["cifar10"], tmp_path)


def test_archive_of_something_else(tmp_path):
    content = make_tar({"train": b"1", "cifar-100-python/../train": b"2"})
    (tmp_path / "cifar-100-python.tar.gz").write_bytes(content)
    with pytest.raises(DataError, match="holds no file cifar-100-python/train: download it again"):
        read_official(DATASETS["cifar100"], tmp_path)


@pytest.mark.parametrize(
    "batch",
    [
        {"labels": [1, 2]},
        {"data": np.zeros((2, 3072), np.uint8)},
        {"data": np.zeros((2, 768), np.uint8), "labels": [1, 2]},
        {"data": np.zeros((2, 3072)), "labels": [1, 2]},
        {"data": np.zeros((2, 3072), np.uint8), "labels": [1]},
        {"data": [1, 2], "labels": [1, 2]},
    ],
)
def test_no_batch_of_images(monkeypatch, tmp_path, batch):
    content = pickle.dumps(batch, protocol=2)
    vouch(monkeypatch, "cifar10", {"data_batch_1": content})
    (tmp_path / "cifar-10-batches-py").mkdir()
    (tmp_path / "cifar-10-batches-py" / "data_batch_1").write_bytes(content)
    with pytest.raises(DataError, match=r"data_batch_1 in .* is no batch of images: expected data"):
        read_official(DATASETS["cifar10"], tmp_path)


def test_a_task_without_files_of_its_own(tmp_path):
    task = Dataset("mine", "mine", classes=2, size=8)
    with pytest.raises(OptionError, match=r"'mine' has no files of its own .*--data.* cifar10"):
        load_images(task, data=None, count=2, seed=0, data_dir=tmp_path)
