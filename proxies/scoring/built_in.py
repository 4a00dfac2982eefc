"""Scores of our own that travel with the package, as far as they are those that are asked for."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.catalogue import Catalogue
from landscape.datasets import BUILT_IN, get_dataset
from landscape.disk.files import first_difference
from landscape.errors import DataMissingError, OptionError
from landscape.reporter import say, warn
from landscape.scores.rank import RANK
from landscape.scores.table import ScoreTable
from landscape.spaces import SPACES, get_space
from proxies.images.find import is_absent
from proxies.plan import Plan
from proxies.proxy import PROXIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from landscape.catalogue import Cell
    from landscape.scores.pack import ScorePack
    from landscape.spaces import Space
    from proxies.proxy import Proxy

__all__ = [
    "ADVICE",
    "built_in_columns",
    "built_in_scores",
    "fall_back",
    "list_scores",
    "show_scores",
    "told_of_built_in",
]

ADVICE = "give images with --data FILE to compute it"
"""What to do where scores are not built in."""

_IMAGES = ("data", "data_digest")


def built_in_scores(space: str = "nb201", dataset: str = "cifar10") -> ScoreTable:
    """Return scores of our own that travel with the package, whatever images are at hand.

    They are what ``landscape score`` left, to the last bit: for ``nb201`` every metric but
    variants, of one batch of 32 real images, seed 0, shared initialisation. ``landscape data
    list`` names the datasets.

    Parameters
    ----------
    space, dataset
        Names.

    Returns
    -------
    ScoreTable
        Columns by metric, float64 of shape ``(space.size,)``, with what they mean, how each was
        made, and by what: its `column` is the scores of a metric. One that this version would
        compute in another way is left out, which is said.

    Raises
    ------
    UnknownNameError
        If there is no such space or dataset.
    DataMissingError
        If no scores of them are built in.
    DataError
        If the file is damaged.

    Examples
    --------
    >>> from landscape import Landscape, get_space
    >>> import proxies
    >>> table = proxies.built_in_scores("nb201", "ImageNet16-120")
    >>> table.settings["jacov"]["made"]["batch_size"]
    32
    >>> Landscape(get_space("nb201"), table.column("params"), metric="params").n_plateau_optima
    1
    """
    known, task = get_space(space), get_dataset(dataset)
    pack = _pack_of(known, task.name)
    if pack is None:
        raise DataMissingError(_no_pack(known, task.name))
    return _table(pack, [name for name in pack.document.metrics if _is_of_now(pack, name)])


def _is_of_now(pack: ScorePack, name: str) -> bool:
    """Tell whether a column is what its proxies compute now, and say if it is not."""
    made = pack.document.settings[name]
    members = made.get("members") if name == RANK.name else {name: made}
    assert isinstance(members, dict)
    for member, settings in members.items():
        if member not in PROXIES or settings.get("revision") != PROXIES[member].revision:
            warn(
                f"{name} is left out of what is built in on {pack.path.stem}, since {member} is "
                "computed in another way now"
            )
            return False
    return True


def list_scores() -> Catalogue:
    """List the spaces that scores of our own are built in for, and the datasets of each."""
    from landscape.scores.pack import pack_datasets

    purpose = "scores of ours by seed 0, for metrics that need images where there are none"
    datasets = {space: pack_datasets(space) for space in SPACES}
    rows = tuple(
        ("scores", space, "built in", purpose, ", ".join(names))
        for space, names in datasets.items()
        if names
    )
    return Catalogue("scores", ("name", "space", "state", "what for", "where"), rows)


def show_scores() -> Catalogue:
    """Show what scores of our own are built in: one row a metric of a space and dataset.

    Least and greatest are of the scores that are finite.

    Raises
    ------
    DataError
        If a file is damaged.
    """
    from landscape.scores.pack import pack_datasets

    header = ("space", "dataset", "metric", "batch", "seed", "init", "architectures", "min", "max")
    rows: list[tuple[Cell, ...]] = []
    for space in SPACES:
        for dataset in pack_datasets(space):
            table = built_in_scores(space, dataset)
            rows += [(space, dataset, *_shown_column(table, name)) for name in table.columns]
    return Catalogue(
        "scores", header, tuple(rows), ("batch", "seed", "architectures", *header[-2:])
    )


def _shown_column(table: ScoreTable, name: str) -> tuple[Cell, ...]:
    made = table.settings[name]["made"]
    assert isinstance(made, dict)
    how = [made.get(setting) for setting in ("batch_size", "seed", "init")]
    scores = table.columns[name]
    finite = scores[np.isfinite(scores)]
    n_known = int(np.count_nonzero(~np.isnan(scores)))
    return (name, *how, n_known, float(finite.min()), float(finite.max()))


def built_in_columns(plan: Plan) -> ScoreTable:
    """Return the scores of a plan's proxies that are built in.

    Raises
    ------
    OptionError
        If one is not built in, or is with other settings.
    DataError
        If the file is damaged.
    """
    pack = _pack_of(plan.space, plan.settings.task.name)
    for proxy in plan.proxies:
        reason = _why_not(pack, plan, proxy)
        if reason:
            raise OptionError(f"{reason}: {ADVICE}")
    assert pack is not None
    return _table(pack, [proxy.name for proxy in plan.proxies])


def _table(pack: ScorePack, names: Sequence[str]) -> ScoreTable:
    return ScoreTable(
        pack.space.name,
        {name: pack.column(name) for name in names},
        {name: pack.document.metrics[name] for name in names},
        {name: pack.settings(name) for name in names},
        pack.document.provenance,
    )


def fall_back(plan: Plan) -> Plan:
    """Return a plan that takes what is built in, where images are asked for and none is there.

    What is taken is said. Where other settings are asked for than those of what is built in, the
    plan stays as it is: whoever asks for the images is told, see `told_of_built_in`.

    Raises
    ------
    DataError
        If what is built in is damaged.
    """
    settings, dataset = plan.settings, plan.settings.task.name
    needs_data = any(proxy.needs_data for proxy in plan.proxies)
    if settings.data is not None or not needs_data or not is_absent(dataset, settings.data_dir):
        return plan
    taking = _taking(plan)
    pack = _pack_of(plan.space, dataset)
    if any(_why_not(pack, taking, proxy) for proxy in plan.proxies):
        return plan
    names = ", ".join(built_in_columns(taking).columns)  # read before anything is promised
    say(
        f"scores of {names} on {dataset} are ours, built in: seed {settings.seed}, batch "
        f"{settings.batch_size}, made of real images; --data FILE computes afresh"
    )
    return taking


def _taking(plan: Plan) -> Plan:
    """Return the plan that takes what is built in."""
    settings = replace(plan.settings, data=BUILT_IN)
    return Plan(plan.space, plan.proxies, settings, plan.only)


@contextmanager
def told_of_built_in(plan: Plan) -> Iterator[None]:
    """Add to the error that there are no images what is built in."""
    try:
        yield
    except DataMissingError as error:
        if plan.settings.data is not None:
            raise
        raise DataMissingError(f"{error}; {_told(plan)}") from error


def _told(plan: Plan) -> str:
    taking = _taking(plan)
    pack = _pack_of(plan.space, plan.settings.task.name)
    reasons = [_why_not(pack, taking, proxy) for proxy in taking.proxies if proxy.needs_data]
    found = next(filter(None, reasons), None)
    seed = plan.settings.seed
    return (
        found or f"--data {BUILT_IN} takes scores of ours that are built in, of seed {seed} alone"
    )


def _why_not(pack: ScorePack | None, plan: Plan, proxy: Proxy) -> str:
    """Return why what is built in of a proxy is not what a plan asks for; empty if it is.

    Raises
    ------
    DataError
        If the file is damaged.
    """
    task = plan.settings.task.name
    if pack is None:
        return _no_pack(plan.space, task)
    made: dict[str, Any] = dict(pack.document.settings.get(proxy.name, {}))
    if not made:
        return (
            f"{proxy.name} is not among the scores that are built in for {plan.space.name} on "
            f"{task} ({', '.join(pack.document.settings)})"
        )
    asked = plan.identity(proxy)
    if made["revision"] != asked["revision"]:
        return (
            f"{proxy.name} is computed in another way now (revision {asked['revision']}) than when "
            f"the scores that are built in were made ({made['revision']})"
        )
    there = {key: value for key, value in made.items() if key not in (*_IMAGES, "source")}
    difference = first_difference(asked, there)
    if difference is None:
        return ""
    name, wanted, found = difference
    return (
        f"built in are scores of {proxy.name} on {task} with {name} = {found}, and {name} = "
        f"{wanted} is asked for"
    )


def _pack_of(space: Space, dataset: str) -> ScorePack | None:
    from landscape.scores.pack import find_pack  # PyArrow is slow to import: not for names alone

    return find_pack(space, dataset)


def _no_pack(space: Space, dataset: str) -> str:
    from landscape.scores.pack import pack_datasets

    known = pack_datasets(space.name)
    others = f", only on {', '.join(known)}" if known else ""
    return f"no scores of {space.title} on {dataset} are built in{others}"
