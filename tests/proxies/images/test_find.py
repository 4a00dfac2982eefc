"""Where datasets are looked for, and what is said when they are nowhere."""

from pathlib import Path

import pytest

from landscape.datasets import DATASETS
from landscape.disk.folders import data_folders
from landscape.errors import DataMissingError
from proxies.images.find import find
from proxies.images.sources import SOURCES


def found(name, data_dir=None):
    return find(name, SOURCES[name], data_dir)


def test_folders_in_their_order(monkeypatch, tmp_path):
    monkeypatch.setenv("LANDSCAPE_DATA", str(tmp_path / "b"))
    monkeypatch.setenv("TORCH_HOME", "~/torch")
    home = Path.home()
    expected = [tmp_path / "a", tmp_path / "b", home / "torch", home / ".torch"]
    assert data_folders(tmp_path / "a") == expected
    assert data_folders(tmp_path / "b") == expected[1:]


def test_variables_that_are_empty_name_no_folder(monkeypatch):
    monkeypatch.setenv("LANDSCAPE_DATA", "")
    assert data_folders() == [Path.home() / ".torch"]


def test_the_first_folder_that_has_it_wins(publish, monkeypatch, tmp_path):
    published = publish("cifar10")
    monkeypatch.setenv("LANDSCAPE_DATA", str(tmp_path / "landscape"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    steps = [
        published.pack(Path.home() / ".torch"),
        published.unpack(tmp_path / "torch" / "cifar.python"),
        published.unpack(tmp_path / "landscape"),
        published.pack(tmp_path / "given"),
        published.unpack(tmp_path / "given"),
    ]
    assert found("cifar10", tmp_path / "given") == steps[4]
    assert found("cifar10") == steps[2]
    monkeypatch.delenv("LANDSCAPE_DATA")
    assert found("cifar10") == steps[1]
    monkeypatch.delenv("TORCH_HOME")
    assert found("cifar10") == steps[0]


def test_the_folder_or_archive_itself_may_be_named(publish, tmp_path):
    published = publish("cifar100")
    folder, archive = published.unpack(tmp_path), published.pack(tmp_path)
    assert found("cifar100", folder) == folder
    assert found("cifar100", archive) == archive


def test_a_folder_that_lacks_a_file_is_passed_over_and_told_of(publish, tmp_path):
    published = publish("cifar10")
    folder = published.unpack(tmp_path)
    (folder / "data_batch_2").unlink()
    with pytest.raises(DataMissingError, match=r"cifar-10-batches-py lacks data_batch_2\)"):
        found("cifar10", tmp_path)
    assert found("cifar10", published.pack(tmp_path).parent).name == "cifar-10-python.tar.gz"


@pytest.mark.parametrize("name", DATASETS)
def test_a_missing_dataset_is_explained_in_one_line(name, tmp_path):
    with pytest.raises(DataMissingError) as refused:
        found(name, tmp_path)
    message = str(refused.value)
    assert message.isprintable()
    for part in (
        SOURCES[name].folder,
        str(tmp_path),
        "--data FILE.npz",
        "--data noise",
        "https://",
    ):
        assert part in message
    assert (f"landscape data download {name}" in message) == (name != "ImageNet16-120")
