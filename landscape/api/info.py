"""`landscape.info`: what a space is, what an architecture is, and where it stands."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from landscape.errors import OptionError
from landscape.options.base import takes
from landscape.options.info import InfoOptions
from landscape.reporter import progress
from landscape.sampled.estimates import check_level
from landscape.spaces import get_space
from landscape.spaces.info import describe_architecture, describe_space

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from landscape.arrays import IntArray
    from landscape.sampled import Standing
    from landscape.spaces import Space
    from landscape.spaces.info import Description
    from search.driver.protocol import Answers, Evaluate, Objective

__all__ = ["info"]

_OF_THE_SPACE = ("architecture", "space")


@takes(InfoOptions)
def info(options: InfoOptions) -> Description:
    """Say what a space is, or show an architecture in every notation, and where it stands.

    With a metric, its neighbours are looked at, and it is climbed from the architecture and from
    escapes of the optimum that this leads to, in a space of any size.

    Returns
    -------
    Description
        What is to be said of it, a drawing of an architecture, and with a metric its `standing`.

    Raises
    ------
    UnknownNameError
        If there is no such space, metric or dataset.
    ArchitectureError
        If there is no such architecture in the space.
    OptionError
        If options contradict each other.
    DataMissingError, DataError
        If a table, benchmark, function or images are gone or damaged, or the architecture has no
        score.

    Examples
    --------
    >>> import landscape
    >>> landscape.info(space="sss").rows["configurations"]
    '32,768'
    >>> landscape.info("(2, 1, 0, 1, 1, 3)").rows["connected"]
    'yes'
    >>> stands = landscape.info("(2, 1, 0, 1, 1, 3)", metric="params").standing
    >>> stands.is_optimum, len(stands.path_table())
    (False, 6)
    """
    space = get_space(options.space)
    check_level(options.level)
    if options.metric is None:
        _refuse_answers(options)
    if options.architecture is None:
        if options.metric is not None:
            raise OptionError(
                f"--metric {options.metric} says where an architecture stands: name one, or build "
                "the landscape of all with landscape build"
            )
        return describe_space(space)
    index = space.parse(options.architecture)
    described = describe_architecture(space, index)
    if options.metric is None:
        return described
    title, stands = _standing(options, space, index)
    rows = {**described.rows, "metric": title, **stands.in_words()}
    return replace(described, rows=rows, standing=stands)


def _refuse_answers(options: InfoOptions) -> None:
    """Complain of options that say how an architecture is scored, where nothing is."""
    usual = InfoOptions()
    for name, value in options.arguments().items():
        if name not in _OF_THE_SPACE and value != getattr(usual, name):
            raise OptionError(
                f"--{name.replace('_', '-')} is for --metric, which says where an architecture "
                "stands: add it"
            )


def _standing(options: InfoOptions, space: Space, index: int) -> tuple[str, Standing]:
    """Return the title of what is climbed, and where a configuration stands."""
    from landscape.api.sample_source import sampled_source  # only who climbs pays for these
    from search.sampling import standing

    with options.opened() as engine, tempfile.TemporaryDirectory() as folder:
        source = sampled_source(options, str(options.metric), engine)
        answering = source.open(Path(folder))
        escapes = options.escapes
        if escapes is None and answering.fitness is None:
            escapes = 0
        with _shown(answering.evaluate) as evaluate:
            found = standing(
                space,
                evaluate,
                index,
                metric=source.metric.name,
                escapes=escapes,
                seed=options.seed,
            )
    return source.title, found


@contextmanager
def _shown(evaluate: Evaluate) -> Iterator[Evaluate]:
    """Show how many evaluations there were."""
    done = 0
    with progress(0, 0, "climbing", "evaluations") as update:

        def counting(objective: Objective, indices: IntArray) -> npt.ArrayLike | Answers:
            nonlocal done
            answers = evaluate(objective, indices)
            done += len(indices)
            update(done)
            return answers

        yield counting
