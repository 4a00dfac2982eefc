"""A search with who answers it: everything that its trials depend on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from landscape.engines.local import Local
from landscape.errors import OptionError
from landscape.spaces import FileSpace
from search.answers.benchmark import benchmark_evaluator
from search.answers.evaluator import Evaluator
from search.answers.proxies import proxy_evaluator
from search.answers.table import table_evaluator
from search.answers.training import training_evaluator
from search.training import in_steps
from search.training.prepare import short_name

if TYPE_CHECKING:
    from landscape.disk.files import JSON
    from landscape.engines.protocol import Engine
    from search.driver.protocol import Search
    from search.plan import SearchPlan

__all__ = ["Experiment"]


@dataclass(frozen=True, eq=False)
class Experiment:
    """What is searched, and who answers.

    Attributes
    ----------
    plan
        What is asked for.
    evaluator
        Who answers the searches.

    Raises
    ------
    LandscapeError
        If a budget counts what nothing is charged for, or a setting is not possible.
    """

    plan: SearchPlan
    evaluator: Evaluator

    def __post_init__(self) -> None:
        self._check_budget()
        self.start(np.random.default_rng(0)).close()  # complains now, not with a folder made

    @classmethod
    def of(cls, plan: SearchPlan, engine: Engine | None = None) -> Experiment:
        """Return the plan with who answers it.

        Parameters
        ----------
        plan
            What is asked for.
        engine
            Who scores and trains networks; None for this process. Answers are the same.

        Raises
        ------
        LandscapeError
            If somebody is missing.
        """
        engine = engine or Local()
        parts, table = list[Evaluator](), plan.options.scores
        if plan.guide.proxies:
            parts.append(
                proxy_evaluator(plan, engine) if table is None else table_evaluator(plan, table)
            )
        if plan.epochs:
            trains = plan.options.train
            parts.append(training_evaluator(plan, engine) if trains else benchmark_evaluator(plan))
        return cls(plan, Evaluator.of(plan.space, parts))

    def _check_budget(self) -> None:
        """Refuse to count what nothing is ever charged, so that a search might never end."""
        budget, lacking = self.plan.budget, self.evaluator.without_seconds
        if budget.seconds is not None and lacking:
            raise OptionError(
                f"--budget {budget} counts seconds, and nothing says how many it takes to "
                f"know {' and '.join(lacking)}: give evaluations or epochs, or a table with seconds"
            )
        if budget.epochs is not None and not self.plan.epochs:
            raise OptionError(
                f"--budget {budget} counts epochs of training, and nothing is trained here: "
                "give evaluations or seconds"
            )

    def start(self, rng: np.random.Generator) -> Search:
        """Start one search."""
        plan, training, live = self.plan, self.evaluator.training, self.evaluator.live
        search = plan.algorithm.start(plan.walked, plan.guide, rng, plan.chosen)
        trained = None if training is None else training.trainer.count
        scored = None if live is None else live.at_once
        return search if trained is scored is None else in_steps(search, trained, scored)

    @cached_property
    def settings(self) -> dict[str, JSON]:
        """Everything that changes a result."""
        plan = self.plan
        return {
            "algorithm": plan.algorithm.name,
            "space": plan.space.name,
            **self._description(),
            "dataset": self.evaluator.dataset,
            **{name: plan.chosen.get(name, d) for name, d in plan.algorithm.settings.items()},
            "budget": str(plan.budget),
            "trials": plan.options.n_trials,
            "seed": plan.options.seed,
            **self.evaluator.settings,
        }

    def _description(self) -> dict[str, JSON]:
        """Return what tells a space that a user described from another of its name."""
        space = self.plan.space
        text = space.text if isinstance(space, FileSpace) else space.description
        return {} if text is None else {"description": hashlib.sha256(text.encode()).hexdigest()}

    @property
    def name(self) -> str:
        """Space, algorithm and everything that was chosen."""
        plan, options = self.plan, self.plan.options
        parts = [plan.space.name, plan.algorithm.name, *plan.guide.proxies]
        parts += [self.evaluator.dataset or "", options.metric or "", options.benchmark or ""]
        parts += [f"hp{options.hp}"] if options.hp else []
        parts += [f"run{options.run}"] if options.run else []
        parts += [f"epoch{options.epoch}"] if options.epoch else []
        parts += [f"rungs{options.rungs.replace(',', '-')}"] if options.rungs else []
        parts += [self._origin]
        parts += options.reading().in_names()
        parts += [f"minimize-{'-'.join(options.minimize)}"] if options.minimize else []
        parts += self._training_name()
        parts += [text.replace("=", "") for text in options.all_settings]
        parts += [f"budget{str(plan.budget).replace(',', '-')}"] if options.budget else []
        parts += [f"trials{options.n_trials}", f"seed{options.seed}"]
        return "-".join(filter(None, parts))

    @property
    def _origin(self) -> str:
        scores = self.plan.options.scores
        if scores is None:
            return self.evaluator.origin
        return str(scores.stem if isinstance(scores, Path) else scores.file_name)

    def _training_name(self) -> list[str]:
        options = self.plan.options
        given = {
            "augment": None if options.augment is None else "-".join(options.augment),
            "rate": options.learning_rate,
            "batch": options.train_batch,
            "recipe-": short_name(options),
            "weights": options.weights or None,
        }
        parts = [f"{name}{value}" for name, value in given.items() if value is not None]
        return ["trained", *parts] if options.train else []
