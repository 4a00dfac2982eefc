"""Options of a search that make no sense together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.errors import OptionError
from proxies.settings import scoring_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.plan import Order

__all__ = ["check_options"]

_OF_TRAINING = ("seed", "device")


def check_options(order: Order, proxies: Sequence[str], trains: bool) -> None:
    """Make sure that every option that was given says something about what is done.

    Parameters
    ----------
    order
        What was asked for on the command line.
    proxies, trains
        The scores of untrained networks that the search asks for, and whether it does for trained
        ones.

    Raises
    ------
    OptionError
        If one does not, or two contradict each other.
    """
    asks_proxies = bool(proxies)
    _check_training(order, trains)
    if order.scores is None and order.key is not None:
        raise OptionError("--key describes a table: give it with --scores FILE")
    if order.scores is None and order.minimize:
        raise OptionError("--minimize describes a table: give it with --scores FILE")
    if order.scores is None and order.missing:
        raise OptionError("--missing describes a table: give it with --scores FILE")
    strange = [name for name in order.minimize if name not in proxies]
    if strange:
        raise OptionError(
            f"--minimize {','.join(strange)}: expected names among --proxy {','.join(proxies)}"
        )
    if order.scores is not None and not asks_proxies:
        raise OptionError("--scores FILE brings scores of proxies, and none is asked for")
    if order.scores is not None or not asks_proxies:
        _check_scoring(order)
    if not trains and (order.hp or order.run):
        raise OptionError("--hp and --run choose from a benchmark, and nothing is trained here")


def _check_scoring(order: Order) -> None:
    """Refuse options that say how networks are scored live, where none is.

    Some of them say as well how networks are trained.
    """
    how = {n: v for n, v in order.how.items() if not (order.train and n in _OF_TRAINING)}
    says_how = scoring_settings(None, None, **how) != scoring_settings(None, None)
    if says_how or (order.data and not order.train):
        theirs = "" if order.train else "--data, --weights, --device, "
        raise OptionError(
            f"{theirs}--batch-size, --repeats, --init, --precision and --at-once say how "
            "networks are scored, and none is: leave them out"
        )


def _check_training(order: Order, trains: bool) -> None:
    given = {
        "--augment": order.augment,
        "--learning-rate": order.learning_rate,
        "--train-batch": order.train_batch,
    }
    for option, value in given.items():
        if value is not None and not order.train:
            raise OptionError(f"{option} {value}: says how networks are trained: give --train")
    if not order.train:
        return
    of_benchmark = {"--benchmark": order.benchmark, "--hp": order.hp, "--run": order.run}
    for option, value in of_benchmark.items():
        if value is not None:
            raise OptionError(
                f"{option} {value}: chooses from a benchmark, and --train trains here: leave one "
                "of them out"
            )
    if not trains:
        by = f" guided by {order.proxy}" if order.proxy else ""
        raise OptionError(f"--train: {order.algorithm}{by} asks for no trained network")
