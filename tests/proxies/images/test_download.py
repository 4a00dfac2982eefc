"""Downloads, without a network: what is asked for, and what is said when it fails."""

import dataclasses
import hashlib

import pooch
import pytest
import requests

from landscape.datasets import DATASETS
from landscape.errors import DataError, DataMissingError, UnknownNameError
from proxies.images import download
from proxies.images.official import read_official
from proxies.images.sources import SOURCES


@pytest.fixture
def retrieve(monkeypatch):
    """Replace the network; return what was asked of it."""
    asked = []

    def pretend(url, known_hash, *, fname, path):
        asked.append((url, known_hash))
        return str(path / fname)

    monkeypatch.setattr(pooch, "retrieve", pretend)
    return asked


@pytest.mark.parametrize(
    ("name", "file", "md5"),
    [
        ("cifar10", "cifar-10-python.tar.gz", "c58f30108f718f92721af3b95e74349a"),
        ("cifar100", "cifar-100-python.tar.gz", "eb9058c3a382ffc7106e4002c42a8d85"),
    ],
)
def test_the_published_archive_is_asked_for(retrieve, tmp_path, name, file, md5):
    assert download(name, tmp_path) == tmp_path / file
    assert retrieve == [(f"https://www.cs.toronto.edu/~kriz/{file}", f"md5:{md5}")]


def test_what_is_there_already_is_kept_and_found(publish, monkeypatch, tmp_path):
    published = publish("cifar10")
    path = published.pack(tmp_path)
    archive = dataclasses.replace(
        SOURCES["cifar10"].archive, md5=hashlib.md5(path.read_bytes()).hexdigest()
    )
    source = dataclasses.replace(SOURCES["cifar10"], archive=archive)
    monkeypatch.setitem(SOURCES, "cifar10", source)
    assert download("cifar10", tmp_path) == path  # pooch itself: any request would fail
    assert len(read_official(DATASETS["cifar10"], tmp_path)[1]) == 60


def test_imagenet_has_no_link(retrieve, tmp_path):
    with pytest.raises(DataMissingError, match=r"ImageNet16-120 has no public link .*https://git"):
        download("ImageNet16-120", tmp_path)
    assert not retrieve


def test_unknown_dataset(retrieve, tmp_path):
    with pytest.raises(UnknownNameError, match="did you mean 'cifar10'"):
        download("cifar-11", tmp_path)


@pytest.mark.parametrize(
    ("error", "expected", "match"),
    [
        (
            requests.ConnectionError(),
            DataMissingError,
            r"\(ConnectionError\): check the connection",
        ),
        (requests.HTTPError("404\nNot Found"), DataMissingError, r"\(404 Not Found\)"),
        (PermissionError(13, "Permission denied"), DataMissingError, "Permission denied"),
        (ValueError("MD5 hash of downloaded file ..."), DataError, r"another file .*MD5 eb9058c3"),
    ],
)
def test_failures_in_one_line(monkeypatch, tmp_path, error, expected, match):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(pooch, "retrieve", fail)
    with pytest.raises(expected, match=match) as refused:
        download("cifar100", tmp_path)
    assert str(refused.value).isprintable()
