"""One configuration of a space, as what a user's function is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Configuration"]


class Configuration(Mapping[str, str]):
    """What a configuration chooses: name of each variable → its option.

    Made by `landscape.Space.chosen`. Two are equal if they are the same configuration
    of spaces of the same name.

    Parameters
    ----------
    space
        The `landscape.Space`.
    index
        Its number there.
    options
        Name of each variable → the option it has; empty for spaces that have no variables.

    Attributes
    ----------
    space, index
        As given.

    Examples
    --------
    >>> from landscape import ProductSpace, Variable
    >>> space = ProductSpace([Variable("depth", ("2", "4")), Variable("width", ("8", "16"))])
    >>> chosen = space.chosen(2)
    >>> dict(chosen), int(chosen["depth"]), chosen.index, str(chosen)
    ({'depth': '4', 'width': '8'}, 4, 2, 'depth=4,width=8')
    """

    def __init__(self, space: Any, index: int, options: Mapping[str, str]) -> None:
        self.space = space  # any type: the space itself is made of this module
        self.index = index
        self._options = dict(options)

    def __getitem__(self, name: str) -> str:
        return self._options[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._options)

    def __len__(self) -> int:
        return len(self._options)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Configuration):
            return NotImplemented
        return bool((self.space.name, self.index) == (other.space.name, other.index))

    def __hash__(self) -> int:
        return hash((self.space.name, self.index))

    def __str__(self) -> str:
        return str(self.space.format(self.index))

    def __repr__(self) -> str:
        return f"<configuration {self.index} of {self.space.name}: {self}>"
