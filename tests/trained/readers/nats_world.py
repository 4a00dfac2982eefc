"""Small NATS-Bench folders of the size space, in the official format."""

import bz2
import pickle
import tarfile
from collections import OrderedDict
from pathlib import Path

import numpy as np

from landscape.spaces import SSS

SPACE = SSS()
ARCHITECTURES = [SPACE.format(index) for index in range(SPACE.size)]
DATASETS = {"cifar10-valid": ("x-valid", "ori-test"), "cifar10": ("ori-test",)}


def result(dataset: str, seed: int, epochs: int = 3) -> dict:
    """Return one training run as ``ResultsCount.state_dict`` does."""
    rng = np.random.default_rng([seed, *dataset.encode()])

    def by_epoch():
        return dict(enumerate(rng.random(epochs).tolist()))

    def by_name():
        keys = [f"{name}@{epoch}" for name in DATASETS[dataset] for epoch in range(epochs)]
        return dict(zip(keys, rng.random(len(keys)).tolist(), strict=True))

    return {
        "name": dataset,
        "net_state_dict": None,
        "train_acc1es": by_epoch(),
        "train_acc5es": None,
        "train_losses": by_epoch(),
        "train_times": OrderedDict.fromkeys(range(epochs), 2.5),
        "arch_config": {"name": "infer.shape.tiny", "channels": "8:8:8:8:8"},
        "params": np.float64(0.101306),
        "flop": 11.71521,
        "seed": f"{seed:04d}",
        "epochs": epochs,
        "latency": [np.float64(0.0125)],
        "eval_names": list(DATASETS[dataset]),
        "eval_acc1es": by_name(),
        "eval_times": dict.fromkeys(by_name(), 0.5),
        "eval_losses": by_name(),
    }


def state(index: int, seeds: tuple[int, ...] = (777,), epochs: int = 3) -> dict:
    """Return all runs of one schedule as ``ArchResults.state_dict`` does."""
    return {
        "arch_index": index,
        "arch_str": ARCHITECTURES[index],
        "all_results": {(d, seed): result(d, seed, epochs) for d in DATASETS for seed in seeds},
        "dataset_seed": {dataset: list(seeds) for dataset in DATASETS},
        "clear_net_done": True,
    }


def record(index: int) -> OrderedDict:
    return OrderedDict([("01", state(index, epochs=1)), ("12", state(index, (777, 888)))])


def packed(content: object) -> bytes:
    return bz2.compress(pickle.dumps(content, protocol=4))


def meta(architectures: list[str] = ARCHITECTURES) -> dict:
    return {
        "meta_archs": architectures,
        "total_archs": len(architectures),
        "arch2infos": None,
        "evaluated_indexes": set(),
    }


META = packed(meta())


def write_folder(parent: Path, indices: tuple[int, ...] = (0, 11, 284)) -> Path:
    folder = parent / "NATS-sss-v1_0-50262-simple"
    folder.mkdir(parents=True)
    (folder / "meta.pickle.pbz2").write_bytes(META)
    for index in indices:
        write_record(folder, index, record(index))
    return folder


def write_record(folder: Path, index: int, content: object) -> Path:
    path = folder / f"{index:06d}.pickle.pbz2"
    path.write_bytes(packed(content))
    return path


def write_tar(folder: Path) -> Path:
    path = folder.with_name(f"{folder.name}.tar")
    with tarfile.open(path, "w") as archive:
        archive.add(folder, folder.name)
    return path
