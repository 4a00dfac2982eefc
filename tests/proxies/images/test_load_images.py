"""A batch of images: which, how many, and normalised how."""

import subprocess
import sys

import numpy as np
import pytest

from landscape.datasets import DATASETS, Dataset
from landscape.errors import DataError
from proxies.images import load_images

MINE = Dataset("mine", "mine", classes=5, size=8)


def load(task, data, *, count=6, seed=0, data_dir=None):
    return load_images(task, data=data, count=count, seed=seed, data_dir=data_dir)


@pytest.fixture
def mine(tmp_path):
    rng = np.random.default_rng(3)
    images = rng.integers(256, size=(40, 3, 8, 8), dtype=np.uint8)
    labels = rng.integers(5, size=40).astype(np.int16)
    path = tmp_path / "mine.npz"
    np.savez_compressed(path, images=images, labels=labels)
    return path, images, labels


@pytest.mark.parametrize("name", ["cifar10", "cifar100"])
def test_real_images(data_dir, name):
    task = DATASETS[name]
    path = data_dir / f"{name}_train_images.npz"
    batch = load(task, str(path), count=512)
    assert (batch.pixels.shape, batch.pixels.dtype) == ((512, 3, 32, 32), np.float32)
    assert (batch.labels.shape, batch.labels.dtype) == ((512,), np.int64)
    assert batch.source == path.name
    restored = batch.pixels * np.reshape(task.std, (3, 1, 1)) + np.reshape(task.mean, (3, 1, 1))
    with np.load(path) as file:
        theirs = sorted(zip(file["labels"], map(bytes, file["images"]), strict=True))
    ours = np.rint(restored).astype(np.uint8)
    assert sorted(zip(batch.labels, map(bytes, ours), strict=True)) == theirs


def test_images_keep_their_labels_and_none_comes_twice(mine):
    path, images, labels = mine
    batch = load(MINE, path, count=40)
    mean, std = images.mean((0, 2, 3))[:, None, None], images.std((0, 2, 3))[:, None, None]
    restored = np.rint(batch.pixels * std + mean).astype(np.uint8)
    ours = {bytes(image): label for image, label in zip(restored, batch.labels, strict=True)}
    assert ours == {bytes(image): label for image, label in zip(images, labels, strict=True)}


def test_equal_seeds_equal_batches(mine):
    path, *_ = mine
    assert load(MINE, path, seed=1).digest == load(MINE, str(path), seed=1).digest
    assert load(MINE, path, seed=1).digest != load(MINE, path, seed=2).digest


def test_every_image_can_be_drawn(mine):
    path, *_ = mine
    drawn = {bytes(image) for seed in range(60) for image in load(MINE, path, seed=seed).pixels}
    assert len(drawn) == 40


def test_known_datasets_have_their_own_constants(tmp_path):
    images = np.full((4, 3, 32, 32), 200, dtype=np.uint8)
    np.savez(tmp_path / "grey.npz", images=images, labels=np.arange(4))
    pixels = load(DATASETS["cifar10"], tmp_path / "grey.npz", count=2).pixels
    expected = [(200 - 125.3) / 63.0, (200 - 123.0) / 62.1, (200 - 113.9) / 66.7]
    np.testing.assert_allclose(pixels[1, :, 5, 7], expected, rtol=1e-6)


def test_other_files_are_normalised_by_all_their_pixels(mine, tmp_path):
    path, *_ = mine
    pixels = load(MINE, path, count=40).pixels.astype(float)
    np.testing.assert_allclose(pixels.mean((0, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose(pixels.std((0, 2, 3)), 1, atol=1e-6)
    # The batch may be a part of them: then its own mean is not 0.
    assert abs(load(MINE, path, count=2).pixels.mean()) > 1e-3


def test_a_channel_that_never_changes_becomes_zero(tmp_path):
    images = np.random.default_rng(0).integers(256, size=(4, 3, 8, 8), dtype=np.uint8)
    images[:, 2] = 77
    np.savez(tmp_path / "two.npz", images=images, labels=np.arange(4))
    assert not load(MINE, tmp_path / "two.npz", count=4).pixels[:, 2].any()


def test_too_few_images(mine):
    path, *_ = mine
    with pytest.raises(DataError, match=r"^mine.npz holds 40 images, the batch needs 41: .*batch"):
        load(MINE, path, count=41)


def test_needs_neither_pytorch_nor_pooch():
    check = (
        "import sys, pathlib; from proxies.images import load_images; "
        "from landscape.datasets import get_dataset; "
        "load_images(get_dataset('cifar10'), data='noise', count=4, seed=0, data_dir=None); "
        "sys.exit(any(name in sys.modules for name in ('torch', 'pooch', 'requests')))"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
