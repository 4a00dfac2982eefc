"""MF-NAS: a local search on a proxy, then successive halving of the best it saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.errors import OptionError
from landscape.registry import find_name
from search.algorithms.local_search import local_search
from search.algorithms.random_search import random_search
from search.algorithms.registry import ALGORITHMS, MF_NAS_PAPER, Algorithm
from search.algorithms.successive_halving import RUNGS, halve
from search.algorithms.within import top, within

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from landscape.spaces import Space
    from search.driver.protocol import Search

__all__ = ["mf_nas"]

FIRST_STAGES = ("local", "random")


def mf_nas(
    space: Space,
    proxy: str,
    rng: np.random.Generator,
    *,
    metric: str = "val_acc",
    evaluations: int = 2000,
    k: int = 32,
    rungs: Sequence[int] = RUNGS,
    first: str = "local",
    accept_equal: bool = False,
    pick: str = "last",
) -> Search:
    """Search with a proxy, and train the best it saw by successive halving.

    Parameters
    ----------
    space
        Where to search.
    proxy
        What guides the first stage.
    rng
        The source of all chance.
    metric
        What trained networks are compared by: ``val_acc``, ``train_loss`` ...
    evaluations
        Evaluations of the proxy in the first stage (M).
    k
        How many architectures enter the second stage, all different networks; 16 in NAS-Bench-101
        and NAS-Bench-ASR. If the first stage saw fewer, all of them.
    rungs, pick
        See `halve`.
    first
        ``local`` for `local_search`, ``random`` for `random_search`, which is zero-cost warm-up.
    accept_equal
        See `local_search`.

    Raises
    ------
    OptionError
        If a number is not possible.
    UnknownNameError
        If `first` or `pick` is something else.

    Notes
    -----
    "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search", GECCO 2024,
    Algorithm 1.

    Examples
    --------
    The proxy leads to 7 and its neighbour 6, and training shows that 6 is the better one:

    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Fidelity, lookup, mf_nas, run
    >>> acc = [0, 1, 2, 3, 4, 5, 9, 8]
    >>> table = {"proxy": np.arange(8), Fidelity("val_acc", 1): acc, Fidelity("val_acc", 2): acc}
    >>> space, rng = ProductSpace([2, 2, 2]), np.random.default_rng(0)
    >>> search = mf_nas(space, "proxy", rng, evaluations=50, k=2, rungs=(1, 2))
    >>> (result,) = run([search], lookup(table), budget=100)
    >>> result.architecture, result.epochs
    (6, 3)
    """
    first = find_name("first stage", first, FIRST_STAGES)
    if first == "random" and accept_equal:
        raise OptionError("accept_equal is for a local search, and the first stage is random")
    for name, value in (("evaluations", evaluations), ("k", k)):
        if value < 1:
            raise OptionError(f"{name} {value}: expected at least 1")
    halve((), metric, rungs, pick=pick)  # complains now, not after the first stage
    explore = (
        local_search(space, proxy, rng, accept_equal=accept_equal)
        if first == "local"
        else random_search(space, proxy, rng)
    )
    return _mf_nas(space, explore, evaluations, k, metric, rungs, pick)


def _mf_nas(
    space: Space,
    explore: Search,
    evaluations: int,
    k: int,
    metric: str,
    rungs: Sequence[int],
    pick: str,
) -> Search:
    history = yield from within(explore, evaluations=evaluations)
    pool = top(space, history, k)
    yield from halve(pool, metric, rungs, pick=pick)


ALGORITHMS.register(
    Algorithm(
        "mf-nas",
        "MF-NAS",
        MF_NAS_PAPER,
        mf_nas,
        lambda space, by, rng, how: mf_nas(
            space, by.proxies[0], rng, metric=by.metric, rungs=by.rungs, **how
        ),
        proxies=("synflow",),
        trains="rungs",
    )
)
