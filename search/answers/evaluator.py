"""Who answers the trials of a search, and everything that changes the answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from search.driver.protocol import Fidelity
from search.driver.walks import on_configurations, walk_space

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON
    from landscape.spaces import Space
    from search.answers.live import LiveScores
    from search.driver.protocol import Answers, Evaluate, Objective
    from search.training import LiveTraining

__all__ = ["Evaluator"]


@dataclass(frozen=True, eq=False)
class Evaluator:
    """Tables, benchmarks or networks that are scored or trained when they are asked for.

    Attributes
    ----------
    evaluate
        Evaluates numbers of the space.
    settings
        What the answers were made of.
    without_seconds
        What costs no seconds that are known, and why; empty if every objective does.
    dataset
        What networks are trained or scored on, if that is known.
    reported
        Test scores of a user's table, which no search sees.
    training
        Who trains, if networks are trained for real.
    live
        Who scores untrained networks, if that is done when they are asked for.
    origin
        Where answers come from, if it is not where they come from by default, for a name.
    done_by
        Who scores or trains, if that is done when networks are asked for, for the record.
    """

    evaluate: Evaluate
    settings: Mapping[str, JSON]
    without_seconds: Sequence[str] = ()
    dataset: str | None = None
    reported: Mapping[str, FloatArray] = field(default_factory=dict)
    training: LiveTraining | None = None
    live: LiveScores | None = None
    origin: str = ""
    done_by: str = ""

    @classmethod
    def of(cls, space: Space, parts: Sequence[Evaluator]) -> Evaluator:
        """Return who evaluates numbers of the `walk_space`, by one or two who do of the space.

        Parameters
        ----------
        space
            The space of configurations.
        parts
            Who evaluates by proxies, then who does after training; there may be one of the two.
        """
        first, last = parts[0], parts[-1]
        return cls(
            on_configurations(walk_space(space), _by_kind(first.evaluate, last.evaluate)),
            {name: value for part in parts for name, value in part.settings.items()},
            [text for part in parts for text in part.without_seconds],
            last.dataset or first.dataset,
            {} if last.training is not None else first.reported,
            last.training,
            first.live,
            first.origin,
            last.done_by or first.done_by,
        )


def _by_kind(of_scores: Evaluate, of_training: Evaluate) -> Evaluate:
    """Return the evaluation by both: the first knows scores by name, the second training."""

    def evaluate(objective: Objective, indices: IntArray) -> npt.ArrayLike | Answers:
        by = of_training if isinstance(objective, Fidelity) else of_scores
        return by(objective, indices)

    return evaluate
