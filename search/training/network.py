"""A network that can be trained, read off the skeleton that scores untrained ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from landscape.errors import OptionError
from landscape.lazy import load_object
from landscape.spaces import SPACES
from proxies.engine.state import known_state
from proxies.engine.weights import WeightBank
from proxies.networks.find import networks_of, spaces_with_networks
from search.training.layers import MakingLayers, ModuleLayers

if TYPE_CHECKING:
    from landscape.datasets import Dataset
    from landscape.spaces import Space
    from proxies.networks.layers import Networks

__all__ = ["SkeletonNetwork", "build_network", "skeleton_of"]


class SkeletonNetwork(nn.Module):
    """The network of one architecture: images in, logits out.

    Its modules are made when the skeleton is run for the first time, each under the name of its
    place. Images have the shape ``(n, 3, size, size)``, logits ``(n, classes)``.

    Parameters
    ----------
    skeleton
        The networks of a batch that holds one architecture.
    task
        Classes and size of the images.

    Examples
    --------
    `build_network` makes one; it has as many parameters as the proxy ``params`` counts:

    >>> import numpy as np
    >>> from landscape import get_space
    >>> from proxies import Scorer, Settings, get_proxy
    >>> from search.training import build_network
    >>> space, settings = get_space("nb201"), Settings("cifar10")
    >>> network = build_network(space, 0, settings.task)
    >>> sum(parameter.numel() for parameter in network.parameters())
    73306
    >>> Scorer(space, [get_proxy("params")], settings).score(np.array([0]))["params"].tolist()
    [73306.0]
    """

    def __init__(self, skeleton: Networks, task: Dataset) -> None:
        super().__init__()
        self._skeleton, self._classes = skeleton, task.classes
        self.places = nn.ModuleDict()
        image = torch.zeros(1, 3, task.size, task.size)
        with torch.no_grad():
            skeleton.run(MakingLayers(self.places, image), task.classes)
        self.train()

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the logits."""
        return self._skeleton.run(ModuleLayers(self.places, images), self._classes)


def build_network(
    space: Space, configuration: int, task: Dataset, *, seed: int = 0
) -> SkeletonNetwork:
    """Return the network of a configuration, initialised as the literature of its space does.

    Dead operations are built as well; `space.canonical` tells of a network without.

    Parameters
    ----------
    space
        One whose networks are known and see images: ``nb201``, ``sss``, ``nb101`` ...
    configuration
        Its number.
    task
        Classes and size of the images.
    seed
        Picks the weights, together with the configuration: those that scores have under
        ``init="independent"``.

    Raises
    ------
    OptionError
        If the networks of the space see no images, or nobody knows them.

    Examples
    --------
    >>> import torch
    >>> from landscape import get_space
    >>> from proxies import get_dataset
    >>> from search.training import build_network
    >>> network = build_network(get_space("nb201"), 0, get_dataset("cifar10"))
    >>> network(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """
    kind = skeleton_of(space)
    number = np.array([configuration], dtype=space.dtype)
    with known_state(exact=False):
        network = SkeletonNetwork(kind(space, number, torch.device("cpu")), task)
        bank = WeightBank(seed, independent=True, law=kind.law)
        with torch.no_grad():
            _initialise(network, bank, configuration)
    return network


def _initialise(network: SkeletonNetwork, bank: WeightBank, configuration: int) -> None:
    """Draw the weights of convolutions and of the classifier."""
    for key, layer in network.places.items():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            place = key.replace("/", ".")
            layer.weight.copy_(bank.draw(place, tuple(layer.weight.shape), configuration))
        if isinstance(layer, nn.Linear):
            shape, width = tuple(layer.bias.shape), layer.in_features
            layer.bias.copy_(bank.draw(f"{place}.bias", shape, configuration, fan_in=width))


def skeleton_of(space: Space) -> type[Networks]:
    """Return the skeleton of a space's networks; raises `OptionError` if they cannot be trained."""
    networks = networks_of(space)
    if networks is None or networks.sees != "images":
        raise OptionError(
            f"networks of {space.title} cannot be trained here: expected a space whose networks "
            f"see images and are known, {', '.join(_trainable())}; a search by --proxy alone does "
            "without training"
        )
    return networks


def _trainable() -> list[str]:
    """Return the names of spaces whose networks can be trained."""
    return [
        name
        for name in spaces_with_networks()
        if getattr(load_object(SPACES[name].networks), "sees", None) == "images"
    ]
