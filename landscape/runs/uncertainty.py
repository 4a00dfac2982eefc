"""`landscape.uncertainty`: how much of a benchmark's landscape is due to its training runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.benchmarks.choice import Measurement
from landscape.climb import check_escape
from landscape.comparison.resampling import resample_runs
from landscape.disk.files import locked, write_bytes
from landscape.errors import OptionError
from landscape.numbers import ESCAPE, warn_of
from landscape.options.base import takes
from landscape.options.shared import is_merged
from landscape.options.uncertainty import UncertaintyOptions
from landscape.runs.run import refuse_other, run_folder, summary_json, versions
from landscape.runs.uncertainty_run import UncertaintyRun
from landscape.sources.benchmark import BenchmarkSource
from landscape.sources.duplicates import merged_space

if TYPE_CHECKING:
    from landscape.comparison.uncertainty import Uncertainty
    from landscape.scores import Metric
    from landscape.spaces import Space

__all__ = ["uncertainty"]


@takes(UncertaintyOptions)
def uncertainty(options: UncertaintyOptions) -> UncertaintyRun:
    """Resample the training runs of a benchmark, and say how much of its landscape stays.

    The files are those of ``landscape uncertainty``, in `out` or a folder of ``runs`` named after
    what was asked for. Without a benchmark, `landscape.comparison.resample_runs` takes runs.

    Returns
    -------
    UncertaintyRun
        The summary, and tables of optima and funnels.

    Raises
    ------
    DataMissingError, UnknownNameError
        If no benchmark has what is asked for.
    OptionError
        If the benchmark has one run only, or a number is not possible.

    Examples
    --------
    Of a table of two runs, imported as a benchmark:

    >>> import tempfile
    >>> from pathlib import Path
    >>> import landscape
    >>> import pandas as pd
    >>> from landscape.benchmarks.collect import import_benchmark
    >>> from landscape.benchmarks.mapping import MappedColumn
    >>> from landscape.benchmarks.readers.tabular import TableReader
    >>> here = Path(tempfile.mkdtemp())
    >>> space, table = landscape.get_space("nb201"), here / "mine.csv"
    >>> rows = [(space.format(i), i % 7, i % 5) for i in range(2000)]
    >>> pd.DataFrame(rows, columns=["arch", "a", "b"]).to_csv(table, index=False)
    >>> columns = [MappedColumn.parse(f"{run}=val_acc,run={run}") for run in "ab"]
    >>> _ = import_benchmark(TableReader(table, space, "mine", columns), here, provenance={})
    >>> run = landscape.uncertainty("val_acc", resamples=2, data_dir=here, out=here / "run")
    >>> run.summary["configurations_by_runs"]
    {'0': 13625, '2': 2000}
    """
    source = _source_of(options)
    space, runs = source.space, np.array(source.choice.table.read(source.choice.single_runs))
    if is_merged(options.duplicates):
        space = merged_space(source.space)
        runs = runs[:, space.representatives]
    metric = source.metric.snapped(options.resolution)
    check_escape(space, options.escape)
    folder = run_folder(options.out, _name(source, options))
    asked = _asked(source, space, metric, options)
    with locked(folder):
        refuse_other(folder / "uncertainty.json", "landscape uncertainty", asked)
        found = resample_runs(
            space,
            runs,
            metric=metric.name,
            minimize=metric.minimize,
            resolution=metric.resolution,
            escape=options.escape,
            resamples=options.resamples,
            rng=options.seed,
        )
        summary = asked | _summary(source, options, found)
        write_bytes(folder / "uncertainty.csv", found.table().to_csv(index=False).encode())
        write_bytes(folder / "funnels.csv", found.funnel_table().to_csv(index=False).encode())
        write_bytes(folder / "uncertainty.json", summary_json(summary))
    warn_of("", found.landscape.n_scored, found.landscape.space.size)
    return UncertaintyRun(folder)


def _source_of(options: UncertaintyOptions) -> BenchmarkSource:
    asked = Measurement(
        options.metric, options.dataset, options.hp, options.epoch, None, options.benchmark
    )
    source = BenchmarkSource.of(options.space, asked, options.data_dir)
    n_runs = len(source.choice.single_runs)
    if n_runs < 2:
        lone = "one training run" if n_runs else "the mean of its runs alone"
        raise OptionError(
            f"{options.metric} ({source.meaning}) has {lone}: expected several to resample; "
            f"`landscape data show {source.choice.table.benchmark}` says which there are"
        )
    return source


def _name(source: BenchmarkSource, options: UncertaintyOptions) -> str:
    more = "" if options.resolution is None else f"-resolution{options.resolution}"
    more += "-merged" if is_merged(options.duplicates) else ""
    more += "" if options.escape == ESCAPE else f"-escape{options.escape}"
    return f"{source.name}-uncertainty{more}-resamples{options.resamples}-seed{options.seed}"


def _asked(
    source: BenchmarkSource, space: Space, metric: Metric, options: UncertaintyOptions
) -> dict[str, Any]:
    """Return what tells this result from another."""
    return {
        "space": space.name,
        "metric": metric.name,
        "dataset": source.dataset,
        "resolution": metric.resolution,
        **({} if options.escape == ESCAPE else {"escape": options.escape}),
        "seed": options.seed,
        "resamples": options.resamples,
        "measured": source.meaning,
    }


def _summary(
    source: BenchmarkSource, options: UncertaintyOptions, found: Uncertainty
) -> dict[str, Any]:
    return {
        "options": options.record(),
        **found.summary(),
        "conventions": {
            "resample": "each architecture draws as many runs as it has, with replacement among "
            "its own, and their mean is its score",
            "survival": "share of the resamples in which what the landscape of the means has is "
            "there again; means are over its optima, sinks, funnels and tied global optima",
            "funnel": "survives if one of the optima that make up its sink is a sink again",
            "low, high": "2.5 % and 97.5 % quantiles of the resamples",
        },
        "provenance": {"settings": source.choice.settings(), "versions": versions()},
    }
