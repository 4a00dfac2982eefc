"""What a search is asked for, with everything that it leaves open filled in."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from landscape.benchmarks.choice import Measurement, choose
from landscape.benchmarks.metrics import TRAINED_METRICS
from landscape.benchmarks.store import find_tables, tables_of
from landscape.datasets import known_spelling
from landscape.errors import LandscapeError, OptionError
from landscape.registry import match_name
from landscape.reporter import say
from landscape.spaces import get_space, record_of
from landscape.tables.tabular import open_tabular
from proxies import PROXIES
from proxies.plan import scoring_settings
from search.algorithms.registry import Guide, get_algorithm
from search.driver.budget import Budget
from search.driver.walks import walk_space

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landscape.options.search import SearchOptions
    from landscape.spaces import Space
    from search.algorithms.registry import Algorithm

__all__ = ["SearchPlan"]

_EPOCH = 12


class SearchPlan:
    """Which search, on what, guided by what, for how long.

    Parameters
    ----------
    options
        What is asked for.

    Attributes
    ----------
    options
        The same, with names spelled as they are known.
    algorithm, space, guide, budget
        What these options mean.
    walked
        The `walk_space` of the space.
    chosen
        Settings of the algorithm that are not left as they are.

    Raises
    ------
    LandscapeError
        If what is asked for is not possible, or two options contradict each other.
    """

    def __init__(self, options: SearchOptions) -> None:
        self.algorithm = get_algorithm(options.algorithm)
        self.space = get_space(options.space)
        self.options = options = _spelled(options, self.space)
        self.walked = walk_space(self.space)
        self.guide = _guide(self.algorithm, options, self.space)
        self.chosen = dict(map(self.algorithm.read_setting, options.all_settings))
        k = record_of(self.space).k
        if "k" in self.algorithm.settings and k is not None:
            self.chosen.setdefault("k", k)
        self.budget = _budget(self.algorithm, options)
        _check_options(options, self.guide.proxies, trains=bool(self.epochs))
        if self.algorithm.trains == "rungs" and options.rungs is None and not options.train:
            self.guide = replace(self.guide, rungs=_known_rungs(options, self.space, self.guide))

    @property
    def epochs(self) -> tuple[int, ...]:
        """After which epochs of training networks are compared; empty if none is trained."""
        if self.algorithm.trains == "rungs":
            return self.guide.rungs
        is_trained = self.algorithm.trains == "all" and (
            bool(self.algorithm.proxies) or not self.guide.proxies
        )
        return (self.guide.epochs,) if is_trained else ()


def _spelled(options: SearchOptions, space: Space) -> SearchOptions:
    """Return options with names as they are known; a name that is not stays, to be refused."""

    def spelled(name: str | None, known: Iterable[str]) -> str | None:
        return name if name is None else match_name(name, known) or name

    def listed(names: Sequence[str] | None) -> tuple[str, ...] | None:
        return tuple(in_scores(name) or name for name in names) if names else None

    columns = None if options.scores is None else open_tabular(options.scores).names
    in_scores = PROXIES.match if columns is None else partial(match_name, known=columns)
    tables = find_tables(space.name, data_dir=options.data_dir)
    metrics = (name for table in tables for name in table.metrics)
    return replace(
        options,
        dataset=None if options.dataset is None else known_spelling(options.dataset),
        proxy=listed(options.proxy),
        metric=spelled(options.metric, dict.fromkeys((*TRAINED_METRICS, *metrics))),
        benchmark=spelled(options.benchmark, dict.fromkeys(table.benchmark for table in tables)),
        minimize=listed(options.minimize),
    )


def _guide(algorithm: Algorithm, options: SearchOptions, space: Space) -> Guide:
    """Return what guides the search, after a look at options that mean nothing to it."""
    proxies = options.proxy or ()
    if len(proxies) > algorithm.n_proxies:
        most = "no proxy" if not algorithm.n_proxies else "one proxy"
        raise OptionError(f"--proxy {','.join(proxies)}: {algorithm.name} is guided by {most}")
    trains = algorithm.trains
    if trains == "all" and proxies and not algorithm.proxies:
        trains = ""  # the proxy takes the place of training
    given = {"--metric": options.metric, "--epoch": options.epoch, "--rungs": options.rungs}
    fitting = {"": (), "all": ("--metric", "--epoch"), "rungs": ("--metric", "--rungs")}[trains]
    for option, value in given.items():
        if value is not None and option not in fitting:
            by = f" guided by {', '.join(proxies)}" if proxies else ""
            raise OptionError(f"{option} {value}: means nothing to {algorithm.name}{by}")
    return Guide(
        proxies or algorithm.proxies,
        options.metric or _usual_metric(options, space),
        _EPOCH if options.epoch is None else options.epoch,
        _rungs(options.rungs, space) if trains == "rungs" else (),
    )


def _usual_metric(options: SearchOptions, space: Space) -> str:
    """Return what networks of a space are compared by, where nobody says it."""
    record = record_of(space)
    if options.train and record.loss is not None and record.metric == "val_acc":
        say(
            f"networks of {space.title} have a loss of their own, and are compared by val_loss; "
            "--metric names another"
        )
        return "val_loss"
    return record.metric


def _known_rungs(options: SearchOptions, space: Space, guide: Guide) -> tuple[int, ...]:
    """Return the rungs of a guide that benchmarks have, and say if these are not all.

    Where they have none, all stay, for whoever looks them up to say what there is.
    """
    tables = tables_of(space, options.data_dir)
    asked = Measurement(
        guide.metric, options.dataset, options.hp, None, options.run, options.benchmark
    )

    def is_there(epoch: int) -> bool:
        try:
            return bool(choose(tables, replace(asked, epoch=epoch), "").columns)
        except LandscapeError:  # whatever is wrong is said when it is looked up
            return False

    there = tuple(filter(is_there, guide.rungs))
    if there in ((), guide.rungs):
        return guide.rungs
    lacking = ", ".join(str(epoch) for epoch in guide.rungs if epoch not in there)
    say(
        f"rungs {', '.join(map(str, there))}: there is no {guide.metric} after {lacking} epochs; "
        "`landscape data list` says which import has it, and --rungs chooses others"
    )
    return there


def _rungs(text: str | None, space: Space) -> tuple[int, ...]:
    if text is None:
        rungs = record_of(space).rungs
        if not rungs:
            raise OptionError(
                f"nobody says after which epochs networks of {space.title} are compared: "
                "give --rungs N,N,..."
            )
        return rungs
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise OptionError(f"--rungs {text!r}: expected numbers separated by commas") from error


def _budget(algorithm: Algorithm, options: SearchOptions) -> Budget:
    if options.budget is not None:
        return Budget.parse(options.budget)
    if not algorithm.ends:
        raise OptionError(
            f"{algorithm.name} never ends by itself: give --budget, such as 2000 (evaluations), "
            "20000s (seconds) or 300e (epochs)"
        )
    return Budget()


_WHERE_TABLES = (
    "key",
    "index_of",
    "variables",
    "where",
    "mean_over",
    "minimize",
    "missing",
)
_WHERE_TRAINED = ("augment", "learning_rate", "train_batch", "recipe")
_WHERE_LOOKED_UP = ("benchmark", "hp", "run")
_ALSO_OF_TRAINING = ("seed", "device")


def _check_options(options: SearchOptions, proxies: Sequence[str], *, trains: bool) -> None:
    """Make sure that every option that was given says something about what is done.

    Parameters
    ----------
    options
        What is asked for.
    proxies, trains
        The scores of untrained networks that guide the search, and whether trained ones do.

    Raises
    ------
    OptionError
        If one does not, or two contradict each other.
    """
    _check_training(options, trains)
    _check_table(options, proxies)
    if options.scores is not None or not proxies:
        _check_scoring(options)
    if not trains and (options.hp or options.run):
        raise OptionError("--hp and --run choose from a benchmark, and nothing is trained here")


def _check_training(options: SearchOptions, trains: bool) -> None:
    for option, value in _given(options, _WHERE_TRAINED).items():
        if not options.train:
            raise OptionError(f"{option} {value}: says how networks are trained: give --train")
    if not options.train:
        return
    for option, value in _given(options, _WHERE_LOOKED_UP).items():
        raise OptionError(
            f"{option} {value}: chooses from a benchmark, and --train trains here: leave one "
            "of them out"
        )
    if not trains:
        by = f" guided by {','.join(options.proxy)}" if options.proxy else ""
        raise OptionError(f"--train: {options.algorithm}{by} asks for no trained network")


def _check_table(options: SearchOptions, proxies: Sequence[str]) -> None:
    if options.scores is None:
        for option in _given(options, _WHERE_TABLES):
            raise OptionError(f"{option} describes a table: give it with --scores FILE")
        return
    strange = [name for name in options.minimize or () if name not in proxies]
    if strange:
        raise OptionError(
            f"--minimize {','.join(strange)}: expected names among --proxy {','.join(proxies)}"
        )
    if not proxies:
        raise OptionError("--scores FILE brings scores of proxies, and none is asked for")


def _check_scoring(options: SearchOptions) -> None:
    """Refuse options that say how networks are scored live, where none is.

    Some of them say as well how networks are trained.
    """
    unsaid = {"data": None, "data_dir": None}
    how = {
        name: value
        for name, value in (options.scoring() | unsaid).items()
        if not (options.train and name in _ALSO_OF_TRAINING)
    }
    says_how = scoring_settings(None, **how) != scoring_settings(None)
    says_how |= not (options.is_local or options.train)
    if says_how or (options.data and not options.train):
        theirs = "" if options.train else "--data, --weights, --device, --engine, "
        raise OptionError(
            f"{theirs}--batch-size, --repeats, --init, --precision and --at-once say how "
            "networks are scored, and none is: leave them out"
        )


def _given(options: SearchOptions, names: Sequence[str]) -> dict[str, str]:
    """Return option → value, as they are written, of those that were given."""
    values = {name: getattr(options, name) for name in names}
    if "recipe" in values:
        values["recipe"] = options.recipe_name
    return {
        f"--{name.replace('_', '-')}": ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in values.items()
        if value not in (None, (), False)
    }
