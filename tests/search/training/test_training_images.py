"""Which images are trained on, compared on, and kept for the test."""

from __future__ import annotations

import numpy as np
import pytest

from landscape.datasets import Dataset
from landscape.errors import LandscapeError
from search.training import Recipe, training_images
from search.training.batches import Batches

TASK = Dataset("mine", "mine", classes=3, size=8)


def made(n=30, classes=3, seed=0):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (n, 3, 8, 8), dtype=np.uint8)
    return {"images": images, "labels": np.arange(n) % classes}


def saved(path, **arrays):
    np.savez(path / "mine.npz", **arrays)
    return path / "mine.npz"


def rows(part, images):
    """Return which of the images a part has."""
    flat = images.reshape(len(images), -1)
    return [int(np.flatnonzero((flat == one.ravel()).all(axis=1))[0]) for one in part.images]


def test_every_image_is_in_one_part_and_every_class_in_all(tmp_path):
    arrays = made()
    parts = training_images(TASK, data=saved(tmp_path, **arrays), seed=0)
    found = [rows(part, arrays["images"]) for part in (parts.train, parts.val, parts.test)]
    assert [len(part) for part in found] == [18, 6, 6]
    assert sorted(n for part in found for n in part) == list(range(30))
    for part, numbers in zip((parts.train, parts.val, parts.test), found, strict=True):
        assert part.labels.tolist() == arrays["labels"][numbers].tolist()
        assert len({*np.bincount(part.labels)}) == 1


def test_the_seed_picks_the_parts(tmp_path):
    path = saved(tmp_path, **made())
    digests = [training_images(TASK, data=path, seed=seed).digest for seed in (0, 0, 1)]
    assert digests[0] == digests[1] != digests[2]


def test_images_set_aside_in_the_file_are_the_test(tmp_path):
    arrays, test = made(), made(9, seed=1)
    path = saved(tmp_path, **arrays, test_images=test["images"], test_labels=test["labels"])
    parts = training_images(TASK, data=path, seed=0)
    assert np.array_equal(parts.test.images, test["images"])
    assert (len(parts.train), len(parts.val)) == (24, 6)


def test_test_images_that_are_trained_on_are_told_of(tmp_path, caplog):
    arrays = made()
    shared = {"test_images": arrays["images"][:4], "test_labels": arrays["labels"][:4]}
    training_images(TASK, data=str(saved(tmp_path, **arrays, **shared)), seed=0)
    assert "4 of 4 test images are among those trained on" in caplog.text


def test_without_constants_those_of_the_training_images_normalise(tmp_path):
    parts = training_images(TASK, data=saved(tmp_path, **made()), seed=0)
    assert parts.task.mean == pytest.approx(parts.train.images.mean(axis=(0, 2, 3)).tolist())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"labels": np.zeros(30, int)}, "class 1 of 3 has 0 image"),
        ({"labels": np.r_[1, 2, 2, 2, np.zeros(26, int)]}, "class 1 of 3 has 1 image"),
        ({"test_images": made()["images"]}, "'test_images' alone"),
        ({"test_images": np.zeros((2, 8, 8), np.uint8), "test_labels": [0, 1]}, "expected uint8"),
        ({"test_images": made()["images"], "test_labels": [0, 1]}, "expected 30 whole numbers"),
        ({"test_images": made(1)["images"], "test_labels": [3]}, "test label 3 is none of 0 to 2"),
        ({"test_images": np.array([{}]), "test_labels": [1]}, "are pickled"),
    ],
)
def test_images_that_do_not_fit_are_one_line(tmp_path, change, told):
    with pytest.raises(LandscapeError, match=told):
        training_images(TASK, data=saved(tmp_path, **{**made(), **change}), seed=0)


def test_noise_teaches_nothing():
    with pytest.raises(LandscapeError, match="nothing to learn from"):
        training_images(TASK, data="noise", seed=0)


def batches(tmp_path, n=30):
    import torch

    parts = training_images(TASK, data=saved(tmp_path, **made(n)), seed=0)
    return parts, Batches(parts.train, parts.task, torch.device("cpu"))


def pixels(batch, task):
    """Return what was normalised, in grey levels."""
    mean, std = (np.array(values)[:, None, None] for values in (task.mean, task.std))
    return np.rint(batch.numpy() * std + mean).astype(int)


def test_augmented_images_are_flipped_and_moved_by_one_pixel(tmp_path):
    parts, train = batches(tmp_path)
    seen = set()
    for epoch in range(20):
        for given, labels in train.shuffled(Recipe(1, batch_size=64), np.random.default_rng(epoch)):
            for image, label in zip(pixels(given, parts.task), labels.tolist(), strict=True):
                seen.add(_found(image, label, parts.train))
    assert seen == {
        (flip, down, right) for flip in (0, 1) for down in range(3) for right in range(3)
    }


def _found(image, label, part):
    """Return how an image was changed."""
    for one in part.images[part.labels == label]:
        for flip in (0, 1):
            padded = np.pad(one[..., ::-1] if flip else one, ((0, 0), (1, 1), (1, 1)))
            for down in range(3):
                for right in range(3):
                    if np.array_equal(padded[:, down : down + 8, right : right + 8], image):
                        return flip, down, right
    pytest.fail("an image came out that is none of those that went in")


def test_every_image_is_seen_once_an_epoch_and_none_alone(tmp_path):
    parts, train = batches(tmp_path, 63)
    recipe = Recipe(1, batch_size=19, augment=())
    given = [b for b, _ in train.shuffled(recipe, np.random.default_rng(0))]
    assert [len(b) for b in given] == [19, 20]
    shown = np.concatenate([pixels(b, parts.task) for b in given])
    assert sorted(rows(type(parts.train)(shown, shown), parts.train.images)) == list(range(39))
