"""A network on the way, on disk."""

from __future__ import annotations

import io
import pickle
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from landscape.disk.files import first_difference, read_bytes, write_bytes
from landscape.disk.work_folder import is_sealed, seal_archive
from landscape.errors import DataError
from landscape.reason import reason
from search.training.history import Epoch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.disk.files import JSON

__all__ = ["Checkpoint", "read_checkpoint", "write_checkpoint"]

_FORMAT = 2
_UNSEALED = 1  # of earlier versions; their zip archives have checksums of their own
_SEALED_AS = "checkpoint"
_ARCHIVE_END, _END_LENGTH = b"PK\5\6", 22  # the last of a zip archive without a comment
_DAMAGED = (
    *(RuntimeError, ValueError, TypeError, KeyError, AttributeError, EOFError, IndexError),
    *(pickle.UnpicklingError, zipfile.BadZipFile, OSError, OverflowError),
)


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Everything that training goes on from, and that using the network takes.

    Attributes
    ----------
    about
        Space, architecture, task and all that decides what comes out: recipe, seed, images.
    history
        The epochs so far.
    network, optimizer
        Their states; that of the optimizer is empty where training does not go on.
    test_acc
        Accuracy on the test images in percent, where somebody looked.
    test_loss
        The loss of these, where it is known.
    """

    about: dict[str, Any]
    history: tuple[Epoch, ...]
    network: dict[str, Any]
    optimizer: dict[str, Any]
    test_acc: float | None = None
    test_loss: float | None = None

    @property
    def epoch(self) -> int:
        """How many epochs the network was trained for."""
        return len(self.history)

    def check(self, asked: Mapping[str, JSON], path: Path) -> None:
        """Make sure that it is what is asked for; raises `DataError` with the first difference."""
        difference = first_difference(asked, self.about)
        if difference is not None:
            name, wanted, there = difference
            raise DataError(
                f"{path} is of another training: {name} is {there} there, asked for is {wanted}; "
                "choose another --out, or delete the folder"
            )


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint so that, whenever the process is killed, it is there whole or not at all.

    Raises
    ------
    OutputError
        If the folder cannot be written to; an earlier file stays as it was.
    """
    content, test_loss = io.BytesIO(), checkpoint.test_loss
    torch.save(
        {
            "format": _FORMAT,
            "about": checkpoint.about,
            "history": [epoch.as_dict() for epoch in checkpoint.history],
            "network": checkpoint.network,
            "optimizer": checkpoint.optimizer,
            "test_acc": checkpoint.test_acc,
            **({} if test_loss is None else {"test_loss": test_loss}),
        },
        content,
    )
    write_bytes(path, seal_archive(content.getvalue(), _SEALED_AS))


def read_checkpoint(path: Path) -> Checkpoint:
    """Return a checkpoint, on the CPU. Only tensors and plain values are read: nothing can run.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is damaged, no checkpoint, or one of another version.
    """
    content = read_bytes(path)
    try:
        expected = _verified_format(content)
        read = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
        found = read["format"]
        if found == expected:
            return Checkpoint(
                dict(read["about"]),
                tuple(Epoch(**epoch) for epoch in read["history"]),
                dict(read["network"]),
                dict(read["optimizer"]),
                read["test_acc"],
                read.get("test_loss"),  # of what was trained alone
            )
    except _DAMAGED as error:
        raise DataError(
            f"{path} is no checkpoint, or a damaged one ({_reason(error)}): expected a file that "
            "landscape train or landscape search --train left"
        ) from error
    raise DataError(
        f"{path} is of format {found}, expected was {expected}: train again, or use the "
        "version that wrote it"
    )


def _verified_format(content: bytes) -> int:
    """Compare a file with its checksum, and return which format it has to be of."""
    if content[-_END_LENGTH:][:4] != _ARCHIVE_END:
        if not is_sealed(content, _SEALED_AS):
            raise ValueError("its checksum does not fit")
        return _FORMAT
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        damaged = archive.testzip()  # PyTorch itself does not look at these checksums
    if damaged is not None:
        raise ValueError(f"the checksum of {damaged} in it does not fit")
    return _UNSEALED


def _reason(error: Exception) -> str:
    """Return what is wrong; PyTorch's own advice is to read such a file without care."""
    if isinstance(error, pickle.UnpicklingError):
        return "it holds more than tensors and plain values, or nothing"
    return reason(error)
