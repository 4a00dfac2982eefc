"""Scores of our own that travel with the package, as far as they are those that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.datasets import get_dataset
from landscape.errors import DataMissingError
from landscape.reporter import warn
from landscape.scores.pack import find_pack, pack_datasets
from landscape.scores.rank import RANK
from landscape.scores.table import ScoreTable
from landscape.spaces import get_space
from proxies.proxy import PROXIES

if TYPE_CHECKING:
    from landscape.scores.pack import ScorePack
    from landscape.spaces import Space

__all__ = ["built_in_scores"]


def built_in_scores(space: str = "nb201", dataset: str = "cifar10") -> ScoreTable:
    """Return scores of our own that travel with the package, whatever images are at hand.

    They are what ``landscape score`` left: every metric but variants for ``nb201`` on three
    datasets, of one batch of 32 real images, seed 0 and shared initialisation, to the last bit.

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
    pack = find_pack(known, task.name)
    if pack is None:
        raise DataMissingError(_no_pack(known, task.name))
    names = [name for name in pack.document.metrics if _is_of_now(pack, name)]
    return ScoreTable(
        known.name,
        {name: pack.column(name) for name in names},
        {name: pack.document.metrics[name] for name in names},
        {name: pack.settings(name) for name in names},
        pack.document.provenance,
    )


def _is_of_now(pack: ScorePack, name: str) -> bool:
    """Tell whether a column is what its proxies compute now, and say if it is not."""
    made = pack.document.settings[name]
    members = made.get("members") if name == RANK.name else {name: made}
    assert isinstance(members, dict)
    for member, settings in members.items():
        if member not in PROXIES or settings.get("revision") != PROXIES[member].revision:
            warn(f"{pack.path.stem}: {name} is left out of the scores that are built in, since "
                 f"{member} is computed in another way now")  # fmt: skip
            return False
    return True


def _no_pack(space: Space, dataset: str) -> str:
    known = pack_datasets(space.name)
    others = f", only on {', '.join(known)}" if known else ""
    return f"no scores of {space.title} on {dataset} are built in{others}"
