"""Who answers the searches of the command line: tables, benchmarks, or networks scored live."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.choice import Question as Measurement
from landscape.benchmarks.store import tables_of
from landscape.datasets import whole_dataset
from landscape.disk.files import read_bytes
from landscape.errors import DataError
from landscape.fitness import to_fitness
from landscape.reporter import say
from landscape.scores.user import described_metric, read_user_columns
from landscape.sources.direction import is_minimized
from landscape.sources.made import dataset_of
from landscape.tables.tabular import open_tabular
from proxies import Plan, get_proxy
from proxies.settings import scored_on, scoring_settings
from search.answers.benchmark import measured
from search.answers.live import LiveScores
from search.answers.lookup import lookup
from search.driver.protocol import Fidelity
from search.driver.record import TEST_METRICS
from search.driver.walks import on_configurations, walk_space
from search.runs.contradictions import check_options
from search.runs.training import live_training

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.canonical import JSON
    from landscape.spaces import Space
    from search.algorithms.registry import Guide
    from search.driver.protocol import Answers, Evaluate, Objective
    from search.plan import Order
    from search.training import LiveTraining

__all__ = ["Answered"]


@dataclass(frozen=True, eq=False)
class Answered:
    """Somebody who answers, and everything that changes the answers.

    Attributes
    ----------
    evaluate
        Answers about numbers of the `walk_space`.
    settings
        What the answers were made of.
    without_seconds
        What has no price in seconds, and why; empty if every objective has one.
    dataset
        What networks are trained or scored on, if that is known.
    reported
        Test scores of a user's table, which no search sees.
    training
        Who trains, if networks are trained for real.
    live
        Who scores untrained networks, if that is done when they are asked for.
    """

    evaluate: Evaluate
    settings: Mapping[str, JSON]
    without_seconds: Sequence[str]
    dataset: str | None
    reported: Mapping[str, FloatArray] = field(default_factory=dict)
    training: LiveTraining | None = None
    live: LiveScores | None = None

    @classmethod
    def of(
        cls, order: Order, space: Space, guide: Guide, asks: tuple[bool, Sequence[int]]
    ) -> Answered:
        """Return who answers what a search asks.

        Parameters
        ----------
        order
            What was asked for on the command line.
        space
            The space of configurations.
        guide
            What guides the search.
        asks
            Whether the proxies of the guide are asked for, and the epochs of training that are.

        Raises
        ------
        LandscapeError
            If somebody is missing, or options of several are mixed.
        """
        asks_proxies, epochs = asks
        check_options(order, guide.proxies if asks_proxies else (), bool(epochs))
        parts = []
        if asks_proxies:
            parts.append(_of_table(order, space, guide) or _of_networks(order, space, guide))
        if epochs:
            answer = _of_training if order.train else _of_benchmark
            parts.append(answer(order, space, guide, epochs))
        return cls(
            on_configurations(walk_space(space), _by_kind([part.evaluate for part in parts])),
            {name: value for part in parts for name, value in part.settings.items()},
            [text for part in parts for text in part.without_seconds],
            next((part.dataset for part in reversed(parts) if part.dataset), None),
            {} if order.train else parts[0].reported,
            parts[-1].training,
            parts[0].live,
        )


def _by_kind(evaluations: Sequence[Evaluate]) -> Evaluate:
    """Return the evaluation that asks the first about scores by name, the last about training."""

    def evaluate(objective: Objective, indices: IntArray) -> npt.ArrayLike | Answers:
        return evaluations[-1 if isinstance(objective, Fidelity) else 0](objective, indices)

    return evaluate


def _of_table(order: Order, space: Space, guide: Guide) -> Answered | None:
    """Return the user's table; None if there is none."""
    path = order.scores
    if path is None:
        return None
    names = open_tabular(path).names
    wanted = {name: f"{name}_seconds" for name in guide.proxies}
    priced = {name: column for name, column in wanted.items() if column in names}
    reported = [name for name in TEST_METRICS if name in names]
    asked = [*wanted, *priced.values(), *reported]
    columns = read_user_columns(path, space, asked, key=order.key, missing=order.missing)
    read = dict(zip(asked, columns, strict=True))
    fitness = {
        name: to_fitness(read[name], minimize=_minimize(path, name, order)) for name in wanted
    }
    seconds = {name: _filled(path, column, read[column]) for name, column in priced.items()}
    for name, column in fitness.items():
        if np.isnan(column).all():
            raise DataError(f"{path}: every {name} is missing, so there is nothing to search by")
    return Answered(
        lookup(fitness, seconds=seconds),
        {
            "proxies": list(guide.proxies),
            "minimize": [name for name in wanted if name in order.minimize],
            "scores": path.name,
            "sha256": hashlib.sha256(read_bytes(path)).hexdigest(),
            **({"missing": list(order.missing)} if order.missing else {}),
        },
        _unpriced(path, wanted, seconds),
        order.dataset or _dataset(path, guide.proxies),
        {name: read[name] for name in reported},
    )


def _dataset(path: Path, names: Sequence[str]) -> str | None:
    """Return the dataset of the scores, if they are our own and all of the same."""
    described = (described_metric(path, name) for name in names)
    known = {dataset_of(made) for _, made in filter(None, described)} - {None}
    return known.pop() if len(known) == 1 else None


def _unpriced(
    path: Path, wanted: Mapping[str, str], seconds: Mapping[str, FloatArray]
) -> list[str]:
    """Return which columns of a table cost nothing that is known, and why."""
    missing = [
        f"{name} ({path} has no column {column})"
        for name, column in wanted.items()
        if name not in seconds
    ]
    if missing or any(column.any() for column in seconds.values()):
        return missing
    return [f"{name} (every {column} of {path} is 0)" for name, column in wanted.items()]


def _minimize(path: Path, name: str, order: Order) -> bool:
    """Tell whether lower is better: the table may say, the user may, and so may the name."""
    described = described_metric(path, name)
    if described is not None:
        return described[0].minimize
    asked = name in order.minimize
    return is_minimized(name, asked=asked, advice=f"--minimize {name}")


def _filled(path: Path, name: str, seconds: FloatArray) -> FloatArray:
    """Return seconds with the mean where there is none."""
    known = np.isfinite(seconds)
    if not known.any():
        raise DataError(f"{path}: every {name} is missing: remove the column, or fill it")
    return np.where(known, seconds, seconds[known].mean())


def _of_networks(order: Order, space: Space, guide: Guide) -> Answered:
    """Return untrained networks that are scored when they are asked for."""
    proxies = [get_proxy(name) for name in guide.proxies]
    settings = scoring_settings(order.dataset, order.data, data_dir=order.data_dir, **order.how)
    plan = Plan(space, proxies, settings)
    from proxies import Scorer  # PyTorch is slow to import: only who scores pays

    scorer = Scorer(space, proxies, settings, images=plan.images)
    minimize = {proxy.metric.name: proxy.metric.minimize for proxy in proxies}
    say(f"{', '.join(guide.proxies)}: scored when asked for, on {scorer.device}")
    live = LiveScores(scorer, minimize, space.size)
    return Answered(
        live,
        {
            "proxies": {proxy.metric.name: plan.identity(proxy) for proxy in proxies},
            "device": scorer.device.type,
            "at_once": settings.at_once,
        },
        [],
        scored_on(settings, proxies),
        live=live,
    )


def _of_benchmark(order: Order, space: Space, guide: Guide, epochs: Sequence[int]) -> Answered:
    """Return trained networks of a benchmark."""
    tables = tables_of(space, order.data_dir)
    question = Measurement(guide.metric, order.dataset, order.hp, None, order.run, order.benchmark)
    found = measured(
        tables,
        question,
        epochs,
        f"{guide.metric} is of trained networks, and no benchmark of {space.title} was imported: "
        "`landscape data list` says where to get one; a search by --proxy alone does without",
    )
    for number, choice in found.choices.items():
        hp = f", hp {choice.table.hp}" if choice.table.hp else ""
        say(
            f"{guide.metric} after {number} epochs: {choice.table.dataset}{hp}, "
            f"of {choice.table.benchmark}"
        )
        if choice.table.size != space.size:
            raise DataError(
                f"{choice.table.path} has {choice.table.size:,} configurations: expected the "
                f"{space.size:,} of {space.title}; import it again"
            )
    first = next(iter(found.choices.values()))
    return Answered(
        found.evaluate(),
        {"metric": guide.metric, "trained": found.settings()},
        []
        if len(found.training) == len(epochs)
        else [f"{guide.metric} ({first.table.benchmark} has no train_seconds of these epochs)"],
        order.dataset or whole_dataset(first.table.dataset or None),
    )


def _of_training(order: Order, space: Space, guide: Guide, epochs: Sequence[int]) -> Answered:
    """Return networks that are trained when they are asked for."""
    training = live_training(order, space, guide, epochs)
    trainer = training.trainer
    return Answered(
        training,
        {
            "metric": guide.metric,
            "training": trainer.settings(),
            "device": trainer.device.type,
        },
        [],
        trainer.images.task.name,
        training=training,
    )
