"""What a search would take: what it asks for is counted with scores that are drawn by chance."""

from __future__ import annotations

import math
import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from landscape.reporter import say
from landscape.runs.dry_run import Estimate, Work
from proxies.scoring.forecast import Forecast, peak_memory, timed_by_pass
from search.driver.budget import Budget
from search.driver.driver import run
from search.driver.protocol import Answers, Fidelity
from search.driver.trials import trial_generator
from search.driver.walks import on_configurations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import IntArray
    from landscape.spaces import Space
    from proxies.scorer import Scorer
    from search.driver.protocol import Objective
    from search.driver.result import Result
    from search.experiment import Experiment
    from search.training import Trainer

__all__ = [
    "forecast_sample",
    "forecast_search",
    "n_networks",
    "share_scored",
    "usually_spent",
    "usually_trained",
]

_SIMULATED = 10  # trials
_SAMPLED = 256  # networks, of which some are timed
_ROUNDS = 3
_LARGE = 1_000_000


def forecast_search(experiment: Experiment, n_done: int = 0) -> Forecast:
    """Return what a search takes whose networks are scored or trained when they are asked for.

    How long a search goes on follows from its budget and its algorithm, and little from what the
    answers are: so some of its trials are run on answers that are drawn by chance. A network is
    evaluated once, whichever trials ask for it.

    Parameters
    ----------
    experiment
        The search.
    n_done
        How many of its trials are done.
    """
    evaluator, space = experiment.evaluator, experiment.plan.space
    count = experiment.plan.options.n_trials - n_done
    if (evaluator.live is None and evaluator.training is None) or not count:
        return Forecast()
    scored, each = Forecast(), 0.0
    if evaluator.live is not None:
        some = np.sort(space.sample(np.random.default_rng(0), min(_SAMPLED, space.size)))
        scored = timed_by_pass(cast("Scorer", evaluator.live.scorer), [some], [1.0])
        each = sum(w.time.seconds / w.evaluations for w in scored.work if w.time is not None)
    sample, an_epoch = list[tuple[float, float]](), 0.0
    if evaluator.training is not None and experiment.plan.budget.seconds is not None:
        some = np.unique(space.canonical(space.sample(np.random.default_rng(0), _SAMPLED)))
        trainer = evaluator.training.trainer
        sample = _timed_epochs(trainer, some.tolist())
        # What a network is charged passes while others are trained beside it.
        an_epoch = trainer.count * sum(s for _, s in sample) / sum(n for n, _ in sample)
    asked = _Asked(space, each, an_epoch)
    _simulate(experiment, asked, n_done, min(count, _SIMULATED))
    more = count / min(count, _SIMULATED)
    n_scored = asked.distinct(len(asked.scored), more)
    work = [_times(w, n_scored) for w in scored.work if n_scored]
    memory, n_timed = scored.memory, scored.n_timed
    if evaluator.training is not None and asked.epochs:
        trainer = evaluator.training.trainer
        n_networks, epochs = asked.trained(more)
        sample = sample or _timed_epochs(trainer, [*asked.epochs])
        what = f"epochs of training of {n_networks:,} networks"
        work.append(Work(what, epochs, time=Estimate.of(sample, epochs)))
        memory, n_timed = peak_memory(trainer.device, trainer.engine), n_timed + len(sample)
    return Forecast(tuple(work), (), memory, n_timed)


def forecast_sample(scorer: Scorer, budget: Budget) -> Forecast:
    """Return what it takes at most to sample a space by scores that are asked for one by one.

    When climbs end is not known beforehand; the budget ends them, or that all networks are scored.

    Parameters
    ----------
    scorer
        Who scores.
    budget
        Of evaluations, seconds or both.
    """
    space = scorer.space
    some = np.sort(space.sample(np.random.default_rng(0), min(_SAMPLED, space.size)))
    scored = timed_by_pass(scorer, [some], [1.0])
    each = sum(w.time.seconds / w.evaluations for w in scored.work if w.time is not None)
    most = n_networks(space)
    if budget.evaluations is not None:
        most = min(most, budget.evaluations)
    if budget.seconds is not None and each:
        most = min(most, math.ceil(budget.seconds / each))
    work = [_times(w, most) for w in scored.work]
    return replace(scored, work=tuple(replace(w, what=f"{w.what}, at most") for w in work))


def _times(work: Work, count: int) -> Work:
    """Return a kind of work for another number of evaluations."""
    time = None if work.time is None else work.time.times(count / work.evaluations)
    return replace(work, evaluations=count, there=0, time=time)


class _Asked:
    """Answers by chance, and remembers what was asked for.

    Attributes
    ----------
    scored
        The networks that were to be scored.
    epochs
        Network → how many epochs it was to be trained for at most.
    n_trained
        How many answers were of training.

    Parameters
    ----------
    space
        Of what is asked for.
    seconds, an_epoch
        What the score of a network and an epoch of its training are charged.
    """

    def __init__(self, space: Space, seconds: float = 0.0, an_epoch: float = 0.0) -> None:
        self.scored: set[int] = set()
        self.epochs: defaultdict[int, int] = defaultdict(int)
        self.n_trained = 0
        self._space, self._seconds, self._an_epoch = space, seconds, an_epoch
        self._rng = np.random.default_rng(0)

    def __call__(self, objective: Objective, indices: IntArray) -> Answers:
        """Return fitness by chance, and the seconds that an evaluation may take."""
        networks = self._space.canonical(indices).tolist()
        if isinstance(objective, Fidelity):
            for network in networks:
                self.epochs[network] = max(self.epochs[network], objective.epochs)
            self.n_trained += len(networks)
            seconds = self._an_epoch * (objective.epochs - objective.after)
        else:
            self.scored.update(networks)
            seconds = self._seconds
        return Answers(self._rng.random(len(indices)), np.full(len(indices), seconds))

    def distinct(self, count: int, more: float) -> int:
        """Return how many networks that many more trials ask for, if some asked for `count`."""
        size = n_networks(self._space)
        unseen = math.pow(1 - min(count / size, 1.0), more)
        return min(round(size * (1 - unseen)), size)

    def trained(self, more: float) -> tuple[int, int]:
        """Return how many networks that many more trials train, and for how many epochs."""
        count = self.distinct(len(self.epochs), more)
        return count, round(sum(self.epochs.values()) * count / len(self.epochs))


def n_networks(space: Space) -> int:
    """Return how many networks a space has; of a very large one, how many configurations."""
    if space.size > _LARGE:
        return int(space.size)
    everyone = np.arange(space.size, dtype=space.dtype)
    networks: IntArray = np.unique(space.canonical(everyone))
    return len(networks)


def _simulate(experiment: Experiment, asked: _Asked, first: int, count: int) -> list[Result]:
    """Run some trials of a search on answers by chance."""
    plan = experiment.plan
    seed = plan.options.seed
    searches = [
        experiment.start(trial_generator(seed, number)) for number in range(first, first + count)
    ]
    return run(searches, on_configurations(plan.walked, asked), budget=plan.budget)


def usually_spent(experiment: Experiment) -> Budget:
    """Return what a trial of a search spends: its budget, or what one does on answers by chance.

    The latter is an estimate, to tell how far a trial is whose end nobody knows.
    """
    budget = experiment.plan.budget
    if budget != Budget():
        return budget
    (one,) = _simulate(experiment, _Asked(experiment.plan.space), 0, 1)
    return Budget(evaluations=max(one.evaluations, 1))


def usually_trained(experiment: Experiment, n_done: int = 0) -> tuple[Budget, int | None]:
    """Return what a trial spends on scores, and for how many epochs all that are left train.

    Both are estimates by trials on answers by chance, as in `forecast_search`; a network is trained
    once. Where the budget counts seconds nobody can tell: then they are the budget, and None.

    Parameters
    ----------
    experiment
        The search.
    n_done
        How many of its trials are done.
    """
    options, budget = experiment.plan.options, experiment.plan.budget
    if budget.seconds is not None:
        return budget, None
    count = options.n_trials - n_done
    if not count:
        return budget, None
    asked, some = _Asked(experiment.plan.space), min(count, _SIMULATED)
    results = _simulate(experiment, asked, n_done, some)
    n_scored = sum(result.evaluations for result in results) - asked.n_trained
    spent = Budget(evaluations=max(round(n_scored / some), 1))
    return spent, asked.trained(count / some)[1] if asked.epochs else None


def share_scored(n_scored: float, n_soon: int, share_soon: float, n_networks: int) -> float:
    """Return how much of the networks that a search scores are scored, from 0 to 1.

    It scores each once: the more are known, the fewer of those that are asked for are new. From
    how many are new so far follows how many will be, if any is asked for as often as another.

    Parameters
    ----------
    n_scored, n_soon
        How many are scored, and how many will be when those at work are done.
    share_soon
        How much of what the search asks for it will have asked for by then, from 0 to 1.
    n_networks
        How many there are in the space.

    Examples
    --------
    Half of the search scored 3/4 of the space, so that its other half scores 3/4 of the rest:

    >>> from search.forecast import share_scored
    >>> round(share_scored(750, 750, 0.5, 1000) * (750 + 3 / 4 * 250))
    750
    """
    if share_soon <= 0 or n_soon <= 0:
        return 0.0
    new = 1 - min(n_soon / n_networks, 1 - 1 / (2 * n_networks))
    whole = max(n_networks * (1 - math.pow(new, 1 / share_soon)), n_soon)
    return min(n_scored / whole, 1.0)


def _timed_epochs(trainer: Trainer, networks: Sequence[int]) -> list[tuple[float, float]]:
    """Train networks for a step, each core one of them; return epochs, and the seconds they take.

    A step has as many images as in training, and is followed by a look at as many others as there
    are in an epoch for each step.
    """
    from search.training import Trainer

    say("training some networks for a step, to tell how long an epoch takes")
    images = trainer.images
    n_images = min(trainer.recipe.batch_size, len(images.train))
    scale = len(images.train) / n_images
    n_looked = min(max(1, round(len(images.val) / scale)), len(images.val))
    few = replace(
        images,
        train=images.train.at(np.arange(n_images)),
        val=images.val.at(np.arange(n_looked)),
    )
    count, sample = trainer.count, list[tuple[float, float]]()
    chosen = np.array(networks)[
        np.linspace(0, len(networks) - 1, (_ROUNDS + 1) * count).astype(int)
    ]
    for some in np.split(chosen, _ROUNDS + 1):
        with tempfile.TemporaryDirectory() as folder:  # checkpoints that nobody wants
            one = Trainer(
                trainer.space,
                few,
                trainer.recipe,
                Path(folder),
                device=str(trainer.device),
                engine=trainer.engine,
            )
            histories = one.train(sorted({*some.tolist()}), 1)
        seconds = sum(history[-1].seconds for history in histories.values()) / count
        sample.append((float(len(histories)), scale * seconds))
    return sample[1:]  # the first loads and prepares what the others find
