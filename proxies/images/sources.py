"""The files that datasets are published in, and the checksums published with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SOURCES", "Archive", "Source"]


@dataclass(frozen=True)
class Archive:
    """One file to download, which holds the folder of a `Source`."""

    name: str
    url: str
    md5: str


@dataclass(frozen=True)
class Source:
    """A folder of pickled batches of training images.

    Attributes
    ----------
    folder
        Its name.
    files
        Name of each batch, in their order, and its MD5 checksum.
    labels
        What a batch calls its labels.
    first_label
        The label of the first class.
    page
        Where people find the files.
    archive
        The folder packed, where it is published so.
    """

    folder: str
    files: Mapping[str, str]
    labels: str
    first_label: int
    page: str
    archive: Archive | None = None


_CIFAR = "https://www.cs.toronto.edu/~kriz"

SOURCES = {
    # Checksums: Krizhevsky's page, and torchvision.datasets.CIFAR10 and CIFAR100.
    "cifar10": Source(
        folder="cifar-10-batches-py",
        files={
            "data_batch_1": "c99cafc152244af753f735de768cd75f",
            "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
            "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
            "data_batch_4": "634d18415352ddfa80567beed471001a",
            "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
        },
        labels="labels",
        first_label=0,
        page=f"{_CIFAR}/cifar.html",
        archive=Archive(
            "cifar-10-python.tar.gz",
            f"{_CIFAR}/cifar-10-python.tar.gz",
            "c58f30108f718f92721af3b95e74349a",
        ),
    ),
    "cifar100": Source(
        folder="cifar-100-python",
        files={"train": "16019d7e3df5f24257cddd939b257f8d"},
        labels="fine_labels",
        first_label=0,
        page=f"{_CIFAR}/cifar.html",
        archive=Archive(
            "cifar-100-python.tar.gz",
            f"{_CIFAR}/cifar-100-python.tar.gz",
            "eb9058c3a382ffc7106e4002c42a8d85",
        ),
    ),
    # ImageNet at 16×16 pixels (Chrabaszcz et al., 2017), 1,000 classes from 1; NAS-Bench-201 takes
    # the first 120. Checksums: xautodl/datasets/DownsampledImageNet.py of D-X-Y/AutoDL-Projects.
    "ImageNet16-120": Source(
        folder="ImageNet16",
        files={
            "train_data_batch_1": "27846dcaa50de8e21a7d1a35f30f0e91",
            "train_data_batch_2": "c7254a054e0e795c69120a5727050e3f",
            "train_data_batch_3": "4333d3df2e5ffb114b05d2ffc19b1e87",
            "train_data_batch_4": "1620cdf193304f4a92677b695d70d10f",
            "train_data_batch_5": "348b3c2fdbb3940c4e9e834affd3b18d",
            "train_data_batch_6": "6e765307c242a1b3d7d5ef9139b48945",
            "train_data_batch_7": "564926d8cbf8fc4818ba23d2faac7564",
            "train_data_batch_8": "f4755871f718ccb653440b9dd0ebac66",
            "train_data_batch_9": "bb6dd660c38c58552125b1a92f86b5d4",
            "train_data_batch_10": "8f03f34ac4b42271a294f91bf480f29b",
        },
        labels="labels",
        first_label=1,
        page="https://github.com/D-X-Y/NATS-Bench#preparation-and-download",
    ),
}
"""Dataset → where its training images are."""
