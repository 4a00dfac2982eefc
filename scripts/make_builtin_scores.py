"""Make the scores that travel with the package of those that ``landscape score`` left.

python scripts/make_builtin_scores.py FOLDER... [--images FOLDER] [--to FOLDER]

Each FOLDER holds scores of a whole space under one lot of settings, such as ``landscape score
--metrics all --dataset cifar10 --data cifar10_train_images.npz`` leaves; they become
``landscape/builtin/scores/SPACE/DATASET.parquet``. ``--images`` is where the files of images lie:
their checksums are recorded, and the batch is compared with the one that was scored. Every score is
read again, and equals that of the run to the last bit, so that no landscape can differ. A pack says
how many optima each of its landscapes has.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.api.load import load
from landscape.datasets import get_dataset
from landscape.errors import DataError, LandscapeError
from landscape.landscape import Landscape
from landscape.scores.pack import ScorePack, open_pack, pack_path, write_pack
from landscape.scores.rank import RANK
from landscape.spaces import get_space
from proxies.images import load_images

if TYPE_CHECKING:
    from landscape.scores.table import ScoreTable

_ONE_OF_EACH = ("dataset", "seed", "repeats", "init", "precision", "batch_size", "data_digest")

_ORIGIN = {
    "cifar10_train_images.npz": "512 training images of CIFAR-10 after random crop and flip "
    "(fracapuano/FreeREA: data/cifar10__batch* @ a044d1d)",
    "cifar100_train_images.npz": "512 training images of CIFAR-100 after random crop and flip "
    "(fracapuano/FreeREA: data/cifar100__batch* @ a044d1d)",
    "imagenet16_120_images.npz": "57 ImageNet16 images of 46 of the first 120 classes",
}
"""File of images → what they are."""


def main(arguments: list[str] | None = None) -> None:
    """Make a pack of each folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path)
    parser.add_argument("--images", type=Path, help="where the files of images lie")
    parser.add_argument("--to", type=Path, help="where packs go; by default the package")
    options = parser.parse_args(arguments)
    for folder in options.folders:
        try:
            pack = make(folder, options.images, options.to)
        except LandscapeError as error:
            sys.exit(f"{folder}: {error}")
        sys.stdout.write(f"{pack.path}: {pack.path.stat().st_size:,} bytes\n")


def make(folder: Path, images: Path | None = None, to: Path | None = None) -> ScorePack:
    """Make one pack, and return it."""
    table: ScoreTable = load(folder).table
    space, how = get_space(table.space), _settings(table)
    dataset = how["dataset"]
    path = pack_path(space.name, dataset)
    if to is not None:
        path = to / path.parent.name / path.name
    path.parent.mkdir(parents=True, exist_ok=True)
    about: dict[str, Any] = {
        **table.provenance,
        "made_by": "scripts/make_builtin_scores.py",
        "kept": "every score as it was computed, to the last bit",
        "optima": {name: _optima(table, name) for name in table.columns},
    }
    if "data" in how:
        about["images"] = _images(how, images)
    write_pack(path, replace(table, provenance=about), space)
    pack = open_pack(path, space)
    for name, scores in table.columns.items():
        if not np.array_equal(pack.column(name).view(np.int64), scores.view(np.int64)):
            raise DataError(f"{name} is not what it was in {path}")
    return pack


def _settings(table: ScoreTable) -> dict[str, Any]:
    """Return the settings of all columns; refuse those made in two ways."""
    how: dict[str, Any] = {}
    for name, made in table.settings.items():
        for key in (*_ONE_OF_EACH, "data") if name != RANK.name else ():
            if key in made and how.setdefault(key, made[key]) != made[key]:
                raise DataError(f"{name} was made with {key} = {made[key]}, others with {how[key]}")
    return how


def _optima(table: ScoreTable, name: str) -> dict[str, int]:
    """Return how many optima a landscape has, by the three ways to count them."""
    metric = table.metric(name)
    scores = table.column(name)
    found = Landscape(get_space(table.space), scores, metric=name, minimize=metric.minimize)
    return {
        kind: getattr(found, f"n_{kind}") for kind in ("optima", "strict_optima", "plateau_optima")
    }


def _images(how: dict[str, Any], folder: Path | None) -> dict[str, Any]:
    """Return what is known of the images, after a look at the batch where they are at hand."""
    about: dict[str, Any] = {"file": how["data"], "origin": _ORIGIN.get(how["data"], "unknown")}
    if folder is None:
        return about
    file = folder / how["data"]
    batch = load_images(
        get_dataset(how["dataset"]),
        data=file,
        count=how["batch_size"],
        seed=how["seed"],
        data_dir=None,
    )
    if batch.digest != how["data_digest"]:
        raise DataError(f"{file} gives another batch ({batch.digest}) than {how['data_digest']}")
    return about | {"sha256": hashlib.sha256(file.read_bytes()).hexdigest()}


if __name__ == "__main__":
    main()
