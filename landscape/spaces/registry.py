"""The spaces known by name, and everything that is known of one.

A space is added by one record, in the file of the space::

    register_space(my_space, network="mine.networks:build")

What needs PyTorch or draws is named by its dotted path, and loaded when it is asked for.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from landscape.errors import DataError, LandscapeError, OptionError
from landscape.lazy import load_object
from landscape.plugins import attached
from landscape.registry import Registry, match_name
from landscape.spaces.functional import SUFFIX, FunctionalSpace
from landscape.spaces.space import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from landscape.disk.files import JSON

__all__ = [
    "SPACES",
    "SPACE_NAME",
    "SpaceRecord",
    "codes_refused",
    "get_space",
    "is_known_as_named",
    "is_known_space",
    "record_of",
    "register_space",
]

SPACE_NAME = re.compile(r"[\w-][\w.-]*")
"""What a space may be called: part of the names of files, it leads out of no folder."""

_Part: TypeAlias = Any
"""A thing, or the dotted path ``"package.module:name"`` that leads to it."""


@dataclass(frozen=True)
class SpaceRecord:
    """What is known of a space; all but its name and itself may be left out.

    Each part that is not plain data may be given by its dotted path, ``"package.module:name"``.

    Attributes
    ----------
    name
        The name of the space.
    make
        Its class, or a function that makes it.
    networks
        A class of `proxies.networks.layers.Networks`: what proxies score and training trains.
    task
        What scores of its networks depend on besides the architecture, if these take no images of
        a data set.
    drawing
        Function of a `Configuration` that draws it: returns SVG as text, or a directed acyclic
        graph of networkx (attributes of nodes ``label`` and ``operation``, of edges ``operation``).
        Or one of space and architecture that returns a `viz.cells.cell_data.CellDrawing`. Without
        it a table of variables and options is drawn.
    rungs
        Epochs after which its networks are compared in the published experiments.
    k
        How many architectures enter successive halving there; None for the default of a search.
    metric
        What trained networks are compared by.
    benchmarks
        Names of benchmarks of the space, the one to begin with first.
    network
        In place of `networks`: function of a `landscape.spaces.Configuration`, or of that and a
        `landscape.datasets.Dataset`, that returns the ``torch.nn.Module`` of it.
    input
        What enters the modules: None for the images of a data set, the shape of one example such
        as ``(3, 32, 32)`` for noise of that shape where no data are given, or a function that
        returns data, see `register_space`.
    classes
        How many classes noise of a shape has; None for as many as the data set that is asked for.
    loss
        Function of outputs and targets that returns the loss of the modules, a scalar; None for
        the mean cross-entropy.
    count
        What counts the trainable parameters and the multiplications of a module without building
        it: function of what `network` takes, that returns both. None counts them in the module.

    Examples
    --------
    >>> from landscape.spaces import SPACES, ProductSpace, SpaceRecord, get_space
    >>> record = SpaceRecord("dice", lambda: ProductSpace([6, 6], name="dice"), rungs=(1, 3))
    >>> SPACES.register(record)().size, get_space("Dice").name
    (36, 'dice')
    >>> SPACES.remove("dice")
    """

    name: str
    make: Callable[[], Space]
    networks: _Part = None
    task: Mapping[str, JSON] | str | None = None
    drawing: _Part = None
    rungs: tuple[int, ...] = ()
    k: int | None = None
    metric: str = "val_acc"
    benchmarks: tuple[str, ...] = ()
    network: _Part = None
    input: _Part | tuple[int, ...] = None
    loss: _Part = None
    count: _Part = None
    classes: int | None = None

    def __call__(self) -> Space:
        """Return the space.

        Raises
        ------
        LandscapeError
            If it cannot be made, or what is made is no space of that name.
        """
        try:
            space = self.make()
        except LandscapeError:
            raise
        except Exception as error:  # a stranger's
            raise LandscapeError(
                f"space {self.name!r} could not be made ({type(error).__name__}: {error}): repair "
                "it; -vv shows where it failed"
            ) from error
        if not isinstance(space, Space) or space.name != self.name:
            raise OptionError(
                f"the record of space {self.name!r} makes {space!r}: expected a Space of that name"
            )
        return space


def _check(record: SpaceRecord) -> None:
    if not SPACE_NAME.fullmatch(record.name) or record.name.lower().endswith(".toml"):
        raise OptionError(
            f"{record.name!r} is no name for a space: use letters, digits and _.-, and no .toml"
        )
    if record.networks is not None and record.network is not None:
        raise OptionError(
            f"space {record.name!r} has a network and networks: give the function that builds a "
            "module, or the class that runs batches, not both"
        )
    if isinstance(record.input, tuple) and not all(
        isinstance(length, int) and length > 0 for length in record.input
    ):
        raise OptionError(
            f"the input of space {record.name!r} is {record.input}: expected the shape of one "
            "example without the batch, such as (3, 32, 32)"
        )
    for part in ("network", "loss", "count", "drawing", "networks"):
        given = getattr(record, part)
        if not (given is None or isinstance(given, str) or callable(given)):
            raise OptionError(
                f"the {part} of space {record.name!r} is {given!r:.60}: expected a function, or "
                "the dotted path of one, such as 'mine:build'"
            )
    is_data = not isinstance(record.input, tuple | str | None)
    if is_data and not callable(record.input):
        raise OptionError(
            f"the input of space {record.name!r} is {record.input!r:.60}: expected a shape, "
            "or a function without parameters that returns data, such as `lambda: data`"
        )
    if record.classes is not None and not isinstance(record.input, tuple):
        raise OptionError(
            f"space {record.name!r} has classes={record.classes!r} and no shape as its input: "
            "expected them for noise of a shape; data have their own"
        )
    if record.classes is not None and not (type(record.classes) is int and record.classes > 0):
        raise OptionError(
            f"space {record.name!r} has classes={record.classes!r}: expected a whole number from 1"
        )


_DESCRIBED = Path(__file__).parent / "described"

SPACES: Registry[SpaceRecord] = Registry(
    "space",
    {
        "nb201": "landscape.spaces.nb201",
        "sss": "landscape.spaces.sss",
        "nb101": "landscape.spaces.nb101.space",
        "nb101-codes": "landscape.spaces.nb101.codes",
        "nbasr": "landscape.spaces.nbasr",
        "darts": "landscape.spaces.darts.space",
        **{path.stem: "landscape.spaces.described" for path in sorted(_DESCRIBED.glob("*.toml"))},
    },
    check=_check,
)
"""The spaces known by name; ``SPACES[name]()`` makes one."""


def codes_refused(space: Space) -> str:
    """Return what to tell who asks for more of a space of codes than to sample it."""
    return (
        f"{space.title} has codes of configurations of {space.codes_of}, on which `landscape "
        f"sample` climbs, and searches walk by themselves: name the space {space.codes_of}"
    )


def register_space(
    space: Space | Callable[[], Space] | str,
    *,
    network: _Part = None,
    input: _Part | Sequence[int] = None,
    classes: int | None = None,
    loss: _Part = None,
    count: _Part = None,
    drawing: _Part = None,
    networks: _Part = None,
    task: Mapping[str, JSON] | str | None = None,
    rungs: Sequence[int] = (),
    k: int | None = None,
    metric: str = "val_acc",
    benchmarks: Sequence[str] = (),
    name: str | None = None,
) -> SpaceRecord:
    """Make a space known by its name, with its networks and whatever else is known of it.

    What is registered in a file is there for every command that loads it, ``landscape --load
    FILE``. Parts may be given by dotted paths, ``"package.module:name"``.

    Parameters
    ----------
    space
        The space; a function without parameters, or a class, that makes it; or the path of a
        ``.toml`` that describes it.
    network
        Function of a `landscape.spaces.Configuration`, or of that and a
        `landscape.datasets.Dataset` (``classes``, ``size`` ...), that returns the
        ``torch.nn.Module`` of the configuration.
    input
        What enters the modules. None: images of the data set, float32 of shape ``(images, 3, size,
        size)``. A tuple: the shape of one example, of which there is N(0, 1) noise where no data
        are given. A function without parameters that returns data: a dataset or loader of PyTorch,
        or a pair of arrays, inputs and targets.
    classes
        How many classes the noise of a shape has; None for as many as the data set of `--dataset`.
    loss
        Function of a module's outputs and the targets that returns the loss, a scalar to be
        minimised; None for the mean cross-entropy.
    count
        Function of what `network` takes that returns the trainable parameters of the module, and
        the multiplications of its convolutions and linear layers for one example: for ``params``
        and ``flops`` no module is built then, but of the few that are tried first, which must
        have these numbers.
    drawing, networks, task, rungs, k, metric, benchmarks
        See `SpaceRecord`.
    name
        Its name, if a function makes it that should not be called before the space is asked for.

    Returns
    -------
    SpaceRecord

    Raises
    ------
    OptionError
        If another space has the name, or parts contradict each other.

    Examples
    --------
    >>> from landscape import ProductSpace, Variable, register_space
    >>> from landscape.spaces import SPACES
    >>> depth, width = Variable("depth", ("1", "2")), Variable("width", ("4", "8"))
    >>> space = ProductSpace([depth, width], name="towers")
    >>> def tower(chosen, dataset):
    ...     from torch import nn
    ...     layers, channels = [], 3
    ...     for _ in range(int(chosen["depth"])):
    ...         layers += [nn.Conv2d(channels, int(chosen["width"]), 3), nn.ReLU()]
    ...         channels = int(chosen["width"])
    ...     pooled = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, dataset.classes)]
    ...     return nn.Sequential(*layers, *pooled)
    >>> register_space(space, network=tower).name, SPACES["towers"]().size
    ('towers', 4)
    >>> SPACES.remove("towers")
    """
    make = _maker(space)
    if name is None:
        named = make()
        if not isinstance(named, Space):
            raise OptionError(f"{space!r} makes {named!r}: expected a Space")
        name = named.name
    is_shape = isinstance(input, list | tuple)
    return SPACES.register(
        SpaceRecord(
            name,
            make,
            networks=networks,
            task=task,
            drawing=drawing,
            rungs=tuple(rungs),
            k=k,
            metric=metric,
            benchmarks=tuple(benchmarks),
            network=network,
            input=tuple(input) if is_shape else input,
            loss=loss,
            count=count,
            classes=classes,
        )
    )


def _maker(space: Space | Callable[[], Space] | str) -> Callable[[], Space]:
    """Return what makes a space from what people give for it."""
    if isinstance(space, str):
        return partial(_read, attached(Path(space).expanduser()))
    if isinstance(space, Space):
        itself = space
        return lambda: itself
    if not callable(space):
        raise OptionError(
            f"{space!r} is no space: expected a Space, a function that makes one, or the path of "
            "a .toml that describes one"
        )
    return space


def get_space(space: str | os.PathLike[str] | Space) -> Space:
    """Return the space called `space`, or the one that the file ``NAME.toml`` describes.

    Parameters
    ----------
    space
        A name or a path; a space is returned as it is. ``NAME-functional`` is the functional space
        of the one called so.

    Raises
    ------
    UnknownNameError
        If there is none.
    OptionError
        If a space has no functional one beside itself.
    DataMissingError, DataError
        If there is no such file, or it describes no product space or one of a name that is taken.

    Examples
    --------
    >>> from landscape import get_space
    >>> get_space("NB-201").size, get_space("sss").size
    (15625, 32768)
    """
    if isinstance(space, Space):
        return space
    name = os.fspath(space)
    if not name.lower().endswith(".toml"):
        base = _base_name(name)
        return SPACES.find(name)() if base is None else _functional(base)
    file = Path(name).expanduser()
    described = _read(file)
    if match_name(described.name, SPACES) and file.parent != _DESCRIBED:
        raise DataError(f"{name} takes the name of another space, {described.name}: choose another")
    return described


def _read(file: Path) -> Space:
    # What reads files knows all kinds of spaces, and those that have a name: followed when asked.
    space: Space = load_object("landscape.spaces.space_file:read_space")(file)
    return space


def is_known_as_named(space: Space) -> bool:
    """Tell whether a space is the one that is known by its name.

    Examples
    --------
    >>> from landscape.spaces import ProductSpace, get_space
    >>> is_known_as_named(get_space("sss")), is_known_as_named(ProductSpace([2], name="sss"))
    (True, False)
    """
    if not is_known_space(space.name):
        return False
    known = get_space(space.name)
    return type(known) is type(space) and known.size == space.size


def is_known_space(name: str) -> bool:
    """Tell whether a space is called `name`, in just this spelling.

    Examples
    --------
    >>> from landscape.spaces.registry import is_known_space
    >>> is_known_space("nb201-functional"), is_known_space("nb202")
    (True, False)
    """
    return (_base_name(name) or name) in SPACES


def _base_name(name: str) -> str | None:
    """Return what a functional space is called before the suffix; None of any other name."""
    base = name[: -len(SUFFIX)]
    return base if name.lower().endswith(SUFFIX) and SPACES.match(name) is None else None


def _functional(base: str) -> Space:
    space = SPACES.find(base)()
    functional = space.functional()
    if functional is space:
        raise OptionError(
            f"there is no space {base}{SUFFIX}: every configuration of {space.title} stands for a "
            f"network of its own; use {space.name!r}"
        )
    return functional


def record_of(space: Space) -> SpaceRecord:
    """Return what is known of a space, by its name: nothing else if it was never registered.

    Of a functional space it is what is known of the space it is made of, but its networks and
    benchmarks, which have the numbers of configurations.

    Examples
    --------
    >>> from landscape.spaces import ProductSpace, get_space, record_of
    >>> record_of(get_space("nbasr")).metric, record_of(ProductSpace([2, 3])).rungs
    ('val_per', ())
    """
    if isinstance(space, FunctionalSpace):
        base = record_of(space.base)
        return replace(
            base, name=space.name, make=lambda: space, networks=None, network=None, benchmarks=()
        )
    return SPACES.get(space.name) or SpaceRecord(space.name, lambda: space)
