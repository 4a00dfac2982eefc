"""Networks of the benchmarks as modules that anybody could have written."""

from __future__ import annotations

from contextlib import contextmanager

from torch import nn

from landscape import register_space
from landscape.spaces import NB201, SSS
from tests.proxies import plain, plain_sss
from tests.registered import forgotten


class Named(nn.Module):
    """A plain network, whose convolutions and linear layers have the names of their places.

    Parameters
    ----------
    network
        One of those of `tests.proxies.plain` and its like.
    parts
        Classes of the modules beside them that are kept, with their parameters and hooks.
    """

    def __init__(self, network: nn.Module, parts: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.__dict__["network"] = network  # hidden: its own names are others
        for place, layer in network.weighted().items():
            at = self
            *way, last = place.split(".")
            for name in way:
                if name not in at._modules:
                    at.add_module(name, nn.Module())
                at = at.get_submodule(name)
            at.add_module(last, layer)
        kinds = ("BatchNorm2d", *parts)
        self.rest = nn.ModuleList(m for m in network.modules() if type(m).__name__ in kinds)

    def forward(self, images):
        return self.network(images)


def cell(chosen, task):
    """Return a network of NAS-Bench-201, that can say what its cell skips."""
    network = Named(plain.Network(str(chosen), task.classes), ("ReLUConvBN",))
    edges = ((edge, name) for edge, name in zip(EDGES, operations(chosen), strict=True))
    network.skips = [edge for edge, name in edges if name == "skip_connect"]
    return network


EDGES = ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3))


def operations(chosen):
    return [part.split("~")[0] for part in str(chosen).replace("+", "|").split("|") if part]


def sizes(chosen, task):
    """Return a network of the size space."""
    network = Named(plain_sss.Network(str(chosen), task.classes), ("ReLUConvBN",))
    network.skips = [(0, 3)]
    return network


@contextmanager
def as_modules(base, build):
    """Give the same space under another name, with networks that are modules."""
    space = base()
    space.name = f"{space.name}-modules"
    with forgotten():
        register_space(space, network=build)
        yield space


SPACES = {"nb201": (NB201, cell), "sss": (SSS, sizes)}
