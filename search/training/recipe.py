"""How networks are trained."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from landscape.errors import OptionError
from landscape.registry import Registry, find_name
from landscape.user_code import code_identity, failing_named, find_function

if TYPE_CHECKING:
    from landscape.disk.files import JSON

__all__ = ["AUGMENTATIONS", "RECIPES", "NamedRecipe", "Recipe", "own_recipe", "register_recipe"]

AUGMENTATIONS = ("flip", "crop")
"""Flip half of the images left to right; move images by some pixels, black coming in."""


@dataclass(frozen=True)
class Recipe:
    """Stochastic gradient descent as NAS-Bench-201 trains: all but the epochs is by default its.

    Functions take the place of its parts. What a function does counts as what it is: training that
    was begun with other code is another one, see `landscape.user_code.code_identity`.

    Attributes
    ----------
    epochs
        Length of the schedule: after so many the learning rate is 0. A network that is trained
        for fewer is stopped on the way, not put on a shorter schedule.
    learning_rate
        What the cosine starts from; it falls with every batch.
    momentum, weight_decay
        Nesterov's momentum; decay of all parameters.
    batch_size
        Images a step.
    augment
        Any of `AUGMENTATIONS`, for training images only.
    optimizer
        Function of the network that returns its ``torch.optim.Optimizer``, in place of SGD with
        `learning_rate`, `momentum` and `weight_decay`.
    schedule
        Function of the epochs that were trained, parts of epochs included, that returns the share
        of what each rate of the optimizer started with; in place of the cosine.
    augmentation
        Function of a batch of training images, a tensor of what the data have (bytes of shape
        ``(n, 3, size, size)``), and a ``numpy.random.Generator``, which returns as many varied;
        after `augment`.
    made_by
        Name and digest of the function that made the recipe; None for none.

    Raises
    ------
    UnknownNameError
        If there is no such augmentation.
    OptionError
        If a number is outside what is possible.

    Notes
    -----
    Dong and Yang, "NAS-Bench-201", ICLR 2020, table 1.

    Examples
    --------
    >>> from search.training import Recipe
    >>> recipe = Recipe(epochs=200, augment=("flip",))
    >>> recipe.rate(0), recipe.rate(100), recipe.rate(200)
    (0.1, 0.05, 0.0)
    >>> recipe.padding(32), Recipe(epochs=200).padding(32)
    (0, 4)
    >>> Recipe(epochs=4, schedule=lambda epoch: 0.5**epoch).rate(2)
    0.025
    """

    epochs: int
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 5e-4
    batch_size: int = 256
    augment: tuple[str, ...] = AUGMENTATIONS
    optimizer: Callable[[Any], Any] | None = None
    schedule: Callable[[float], float] | None = None
    augmentation: Callable[[Any, Any], Any] | None = None
    made_by: dict[str, str] | None = None
    _made_of: tuple[object, Recipe] | None = field(
        init=False, default=None, repr=False, compare=False
    )

    def __reduce__(self) -> tuple[object, ...]:
        # Functions within functions cannot be pickled: what makes them is called again there.
        if self._made_of is not None:
            return own_recipe, self._made_of
        return Recipe, tuple(getattr(self, name) for name in _GIVEN)

    def __post_init__(self) -> None:
        for name, least in (("epochs", 1), ("batch_size", 2)):
            if getattr(self, name) < least:
                raise OptionError(f"{name} {getattr(self, name)}: expected at least {least}")
        if not (self.learning_rate > 0 and math.isfinite(self.learning_rate)):
            raise OptionError(f"learning rate {self.learning_rate}: expected more than 0")
        if not 0 < self.momentum < 1:  # Nesterov's is defined for no other
            raise OptionError(f"momentum {self.momentum}: expected more than 0 and less than 1")
        if not (self.weight_decay >= 0 and math.isfinite(self.weight_decay)):
            raise OptionError(f"weight decay {self.weight_decay}: expected 0 or more")
        found = tuple(find_name("augmentation", name, AUGMENTATIONS) for name in self.augment)
        object.__setattr__(self, "augment", found)
        for name in _FUNCTIONS:
            given = getattr(self, name)
            if given is not None and not callable(given):
                raise OptionError(f"{name} {given!r:.60}: expected a function, or None")

    def share(self, epoch: float) -> float:
        """Return the learning rate after some epochs, as a share of what training started with.

        Raises
        ------
        LandscapeError
            If a schedule of one's own fails, or returns no number of at least 0.
        """
        if self.schedule is None:
            return (1 + math.cos(math.pi * epoch / self.epochs)) / 2
        with failing_named("the schedule of the recipe"):
            share = float(self.schedule(epoch))
        if not (share >= 0 and math.isfinite(share)):
            raise OptionError(
                f"the schedule of the recipe returns {share} after {epoch:g} epochs: expected a "
                "share of the first learning rate, at least 0"
            )
        return share

    def rate(self, epoch: float) -> float:
        """Return the learning rate after some epochs, parts of epochs included."""
        return self.learning_rate * self.share(epoch)

    def padding(self, size: int) -> int:
        """Return by how many pixels images of `size` pixels are moved at most, each way.

        An eighth of the size: 4 of 32 and 2 of 16 pixels, as in the benchmark.
        """
        return max(1, size // 8) if "crop" in self.augment else 0

    def settings(self) -> dict[str, JSON]:
        """Return everything that was chosen, for the record."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        own = {name: getattr(self, name) for name in _FUNCTIONS}
        told = {name: code_identity(part) for name, part in own.items() if part is not None}
        made_by = {} if self.made_by is None else {"made_by": self.made_by}
        return {**plain, "augment": sorted(self.augment), **told, **made_by}


_FUNCTIONS = ("optimizer", "schedule", "augmentation")
_GIVEN = [each.name for each in fields(Recipe) if each.init]
_PLAIN = [name for name in _GIVEN if name not in (*_FUNCTIONS, "made_by")]

Make: TypeAlias = Callable[[Recipe], Recipe]


@dataclass(frozen=True)
class NamedRecipe:
    """A recipe that is asked for by its name.

    Attributes
    ----------
    name
        Its name.
    make
        Function of the recipe that the options ask for, which returns the one to train by.
    source
        Where it is from, such as a paper.

    Examples
    --------
    >>> from search.training import NamedRecipe, Recipe
    >>> NamedRecipe("as-usual", lambda usual: usual).make(Recipe(epochs=2)).epochs
    2

    `register_recipe` makes one known.
    """

    name: str
    make: Make
    source: str = ""


RECIPES: Registry[NamedRecipe] = Registry("recipe", {"nas-bench-201": __name__})
"""The recipes known by name: the usual one, and those that were registered."""


def _usual(usual: Recipe) -> Recipe:
    return usual


RECIPES.register(NamedRecipe("nas-bench-201", _usual, "Dong and Yang, ICLR 2020, table 1"))


def register_recipe(name: str, make: Make, *, source: str = "") -> NamedRecipe:
    """Make a recipe known by a name, for ``--recipe NAME``, and return its record.

    Parameters
    ----------
    name, make, source
        See `NamedRecipe`.

    Raises
    ------
    OptionError
        If another one has the name.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from search.training import RECIPES, Recipe, own_recipe, register_recipe
    >>> def linear(usual):
    ...     return replace(usual, schedule=lambda epoch: 1 - epoch / usual.epochs)
    >>> register_recipe("linear", linear).name
    'linear'
    >>> own_recipe("linear", Recipe(epochs=4)).rate(1)
    0.07500000000000001
    >>> RECIPES.remove("linear")
    """
    return RECIPES.register(NamedRecipe(name, make, source))


def own_recipe(given: object, usual: Recipe) -> Recipe:
    """Return the recipe of one's own that is asked for.

    Parameters
    ----------
    given
        A name of `RECIPES`; ``FILE.py:FUNCTION`` or ``package.module:FUNCTION``; or the function.
    usual
        The recipe that other options ask for: what the function is given.

    Raises
    ------
    UnknownNameError, OptionError, LandscapeError
        If there is no such recipe or function, or it fails, or returns something else.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from search.training import Recipe, own_recipe
    >>> own_recipe(lambda usual: replace(usual, momentum=0.5), Recipe(epochs=4)).momentum
    0.5
    """
    make: Any
    if not isinstance(given, str):
        make = given
    elif ":" in given:
        make = find_function(given, "recipe")
    else:
        make = RECIPES.find(given).make
    if make is _usual:
        return usual
    if not callable(make):
        raise OptionError(f"recipe {make!r:.60}: expected a function, its name, or FILE.py:NAME")
    made_by = code_identity(make)
    with failing_named(f"recipe {made_by['name']}"):
        recipe = make(usual)
    if not isinstance(recipe, Recipe):
        raise OptionError(
            f"recipe {made_by['name']} returns {recipe!r:.60}: expected a "
            "search.training.Recipe, such as dataclasses.replace(usual, ...)"
        )
    made = replace(recipe, made_by=made_by)
    is_known = isinstance(given, str) and given in RECIPES and not RECIPES.is_of_program(given)
    object.__setattr__(made, "_made_of", (given if is_known else make, usual))
    return made
