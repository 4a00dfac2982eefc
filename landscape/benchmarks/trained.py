"""The landscape of what a benchmark measured, in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.benchmarks.choice import Measurement, choose
from landscape.benchmarks.sources import BENCHMARKS
from landscape.benchmarks.store import tables_of
from landscape.disk.folders import data_folders
from landscape.landscape import Landscape
from landscape.numbers import ESCAPE
from landscape.spaces import record_of
from landscape.spaces.registry import codes_refused

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.benchmarks.sources import Benchmark
    from landscape.spaces import Space

__all__ = ["trained_landscape", "where_to_get"]


def trained_landscape(
    space: Space,
    metric: str,
    *,
    dataset: str | None = None,
    hp: str | None = None,
    epoch: int | None = None,
    run: str | None = None,
    benchmark: str | None = None,
    data_dir: Path | None = None,
    escape: int = ESCAPE,
) -> Landscape:
    r"""Return the landscape of a metric of trained networks, from a benchmark that was imported.

    Parameters
    ----------
    space
        The space.
    metric
        Such as ``test_acc``.
    dataset, hp, epoch, run, benchmark
        What exactly; for what None means see `landscape.benchmarks.choice.choose`.
    data_dir
        Folder to look for benchmarks in first.
    escape
        Distance of escapes, as for `Landscape`.

    Raises
    ------
    DataMissingError
        If no benchmark of the space was imported; the message says where to get one.
    UnknownNameError, OptionError
        If none has what is asked for; the message says what there is.

    Examples
    --------
    >>> import landscape, tempfile
    >>> from pathlib import Path
    >>> from landscape.benchmarks import trained_landscape
    >>> folder = Path(tempfile.mkdtemp())
    >>> file = folder / "mine.csv"
    >>> _ = file.write_text("arch,acc\n0,90.5\n1,91\n")
    >>> _ = landscape.data.import_("table", file, space="nasbench-macro", data_dir=folder)
    >>> space = landscape.get_space("nasbench-macro")
    >>> trained_landscape(space, "acc", data_dir=folder).optima.tolist()
    [1]
    """
    asked = Measurement(metric, dataset, hp, epoch, run, benchmark)
    choice = choose(tables_of(space, data_dir), asked, where_to_get(space, metric, data_dir))
    return Landscape(
        space,
        choice.scores(),
        metric=metric,
        minimize=choice.metric.minimize,
        resolution=choice.metric.resolution,
        escape=escape,
    )


def where_to_get(
    space: Space, metric: str, data_dir: Path | None = None, *, given: str | None = None
) -> str:
    """Return what to do where there is no benchmark of a space: which file, from where.

    Parameters
    ----------
    space, metric
        What was asked for.
    data_dir
        Folder that was looked into first.
    given
        What the user called the space: the path of its description, perhaps.
    """
    if space.codes_of:
        return codes_refused(space)
    folders = ", ".join(map(str, data_folders(data_dir)))
    own = f"`landscape data import table FILE --space {given or space.name}`, a table of your own"
    ways = [
        f"`landscape data import {b.name} PATH`, {b.files} from {b.origin}"
        for b in _published(space)[:1]
    ]
    return (
        f"{metric} is of trained networks, and no benchmark of {space.title} is in {folders}: "
        f"{'; or '.join((*ways, own))}; `landscape data list` says more, and the metrics of "
        "`landscape list metrics` do without"
    )


def _published(space: Space) -> list[Benchmark]:
    """Return the benchmarks that the record of a space names, else those that name the space."""
    named = record_of(space).benchmarks
    if named:
        return [BENCHMARKS.find(name) for name in named]
    return [benchmark for benchmark in BENCHMARKS.values() if benchmark.space == space.name]
