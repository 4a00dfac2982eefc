"""Small files of the kinds that datasets are published in."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import struct
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from proxies import DATASETS
from proxies.images.sources import SOURCES


def python2_pickle(batch: dict[str, np.ndarray | list[int]]) -> bytes:
    """Pickle as Python 2 and the NumPy of its time did: how the published files are written."""
    entries = b"".join(_text(key) + _value(value) for key, value in batch.items())
    return b"\x80\x02}(" + entries + b"u."


def _text(text: str) -> bytes:
    return b"U" + bytes([len(text)]) + text.encode("latin1")


def _number(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)


def _value(value: np.ndarray | list[int]) -> bytes:
    if isinstance(value, list):
        return b"](" + b"".join(map(_number, value)) + b"e"
    new = (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + _text("b") + b"\x87R"
    )
    shape = b"".join(map(_number, value.shape)) + b"\x86"
    dtype = b"cnumpy\ndtype\n" + _text("u1") + b"K\x00K\x01\x87R"
    dtype += b"(K\x03" + _text("|") + b"NNN" + _number(-1) + _number(-1) + b"K\x00tb"
    pixels = b"T" + struct.pack("<i", value.size) + value.tobytes()
    return new + b"(K\x01" + shape + dtype + b"\x89" + pixels + b"tb"


def make_tar(members: dict[str, bytes]) -> bytes:
    """Return a .tar.gz of files of some names and contents."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@dataclass
class Published:
    """A dataset of a few images: its files, and all that is in them."""

    name: str
    folder: str
    files: dict[str, bytes]
    images: np.ndarray
    labels: np.ndarray

    def unpack(self, where: Path) -> Path:
        folder = where / self.folder
        folder.mkdir(parents=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        return folder

    def pack(self, where: Path) -> Path:
        # Published archives do not keep the batches in their order, either.
        members = {f"{self.folder}/{name}": self.files[name] for name in reversed(self.files)}
        content = make_tar({f"{self.folder}/readme.html": b"<html>", **members})
        path = where / SOURCES[self.name].archive.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path


@pytest.fixture(autouse=True)
def nowhere(monkeypatch, tmp_path):
    """No test finds the datasets of the machine it runs on."""
    monkeypatch.delenv("LANDSCAPE_DATA", raising=False)
    monkeypatch.delenv("TORCH_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def publish(monkeypatch):
    """Return a function that makes a dataset whose checksums count as the published ones."""

    def make(name: str, *, each: int = 12) -> Published:
        source, task = SOURCES[name], DATASETS[name]
        rng = np.random.default_rng(5)
        batches = {
            file: (
                rng.integers(256, size=(each, 3 * task.size**2), dtype=np.uint8),
                rng.integers(task.classes, size=each) + source.first_label,
            )
            for file in source.files
        }
        files = {
            file: python2_pickle({"data": data, source.labels: labels.tolist()})
            for file, (data, labels) in batches.items()
        }
        vouch(monkeypatch, name, files)
        pixels = np.concatenate([data for data, _ in batches.values()])
        labels = np.concatenate([labels for _, labels in batches.values()]) - source.first_label
        images = pixels.reshape(-1, 3, task.size, task.size)
        return Published(name, source.folder, files, images, labels)

    return make


def vouch(monkeypatch, name: str, files: dict[str, bytes]) -> None:
    """Let the checksums of some files be the published ones."""
    checksums = {file: hashlib.md5(content).hexdigest() for file, content in files.items()}
    monkeypatch.setitem(SOURCES, name, dataclasses.replace(SOURCES[name], files=checksums))
