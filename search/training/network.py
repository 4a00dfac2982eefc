"""A network that can be trained, read off the skeleton that scores untrained ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from landscape.errors import OptionError
from landscape.lazy import load_object
from landscape.spaces import SPACES, record_of
from proxies.engine.device import known_state
from proxies.engine.weights import WeightBank
from proxies.networks.layers import networks_of, spaces_with_networks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.datasets import Dataset
    from landscape.spaces import Space
    from proxies.engine.rows import Rows
    from proxies.networks.layers import Networks

__all__ = [
    "MakingLayers",
    "ModuleLayers",
    "SkeletonNetwork",
    "build_network",
    "check_trainable",
    "skeleton_of",
]


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


def build_network(space: Space, configuration: int, task: Dataset, *, seed: int = 0) -> nn.Module:
    """Return the network of a configuration, initialised as the literature of its space does.

    Dead operations are built as well; `space.canonical` tells of a network without. Where a
    user's function builds networks, it is what that returns, with the weights that PyTorch draws
    there: from a generator that `seed` and configuration set.

    Parameters
    ----------
    space
        One whose networks are known and see images: ``nb201``, ``sss``, ``nb101`` ...; or that
        was registered with a `network`.
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
    LandscapeError
        If a user's function fails, or builds another network when it is called again.

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
    if record_of(space).network is not None:
        return _own_network(space, configuration, task, seed)
    kind = skeleton_of(space)
    number = np.array([configuration], dtype=space.dtype)
    with known_state(exact=False):
        network = SkeletonNetwork(kind(space, number, torch.device("cpu")), task)
        bank = WeightBank(seed, independent=True, law=kind.law)
        with torch.no_grad():
            _initialise(network, bank, configuration)
    return network


def _own_network(space: Space, configuration: int, task: Dataset, seed: int) -> nn.Module:
    from proxies.modules.build import build_twice

    with known_state(exact=False):
        return build_twice(space, configuration, task, seed=f"training/{seed}/{configuration}")


def check_trainable(space: Space) -> None:
    """Make sure that networks of a space can be trained; raises `OptionError` if not."""
    if record_of(space).network is None:
        skeleton_of(space)


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
        if SPACES[name].network is not None
        or getattr(load_object(SPACES[name].networks), "sees", None) == "images"
    ]


class ModuleLayers:
    """Takes feature maps of one architecture through modules; see `proxies.networks.layers.Layers`.

    Maps have the shape ``(images, channels, height, width)``.

    Parameters
    ----------
    places
        The modules: convolutions and linear layers under the name of their place with slashes for
        dots, normalisations with ``/normalisation`` after it.
    images
        What enters the network.
    """

    def __init__(self, places: nn.ModuleDict, images: torch.Tensor) -> None:
        self._places, self._images = places, images
        self._clipped: dict[torch.Tensor, torch.Tensor] = {}

    def image(self) -> torch.Tensor:
        """Return the images."""
        return self._images

    def convolution(
        self, maps: torch.Tensor, place: str, channels: int, kernel: int, stride: int = 1
    ) -> torch.Tensor:
        """Convolve with the weights of the place."""
        return self._apply(place, maps)

    def normalisation(self, maps: torch.Tensor, place: str) -> torch.Tensor:
        """Normalise each channel, by the batch in training, by what was learnt afterwards."""
        return self._apply(f"{place}.normalisation", maps)

    def relu(self, maps: torch.Tensor, place: str) -> torch.Tensor:
        """Clip at zero, once for all that ask for it in a block."""
        if maps not in self._clipped:
            self._clipped[maps] = functional.relu(maps)
        return self._clipped[maps]

    def average_pool(self, maps: torch.Tensor) -> torch.Tensor:
        """Average over 3×3 pixels."""
        return functional.avg_pool2d(maps, 3, stride=1, padding=1, count_include_pad=False)

    def halve(self, maps: torch.Tensor) -> torch.Tensor:
        """Average over 2×2 pixels."""
        return functional.avg_pool2d(maps, 2)

    def max_pool(self, maps: torch.Tensor) -> torch.Tensor:
        """Take the largest of 3×3 pixels."""
        return functional.max_pool2d(maps, 3, stride=1, padding=1)

    def max_halve(self, maps: torch.Tensor) -> torch.Tensor:
        """Take the largest of 2×2 pixels."""
        return functional.max_pool2d(maps, 2)

    def truncate(self, maps: torch.Tensor, channels: int) -> torch.Tensor:
        """Return the first channels."""
        return maps[:, :channels]

    def concatenate(self, parts: Sequence[torch.Tensor]) -> torch.Tensor:
        """Return the channels of parts one after the other."""
        return torch.cat(list(parts), dim=1)

    def classifier(self, maps: torch.Tensor, place: str, classes: int) -> torch.Tensor:
        """Average over all pixels and return the logits, shape ``(images, classes)``."""
        return self._apply(place, maps.mean(dim=(2, 3)))

    def select(self, maps: torch.Tensor, rows: Rows) -> torch.Tensor:
        """Return the maps: there is one architecture, and whoever asks for rows means it."""
        return maps

    def total(self, like: torch.Tensor, parts: Sequence[torch.Tensor]) -> torch.Tensor:
        """Add up maps; zeros if there are none."""
        if not parts:
            return torch.zeros_like(like)
        whole = parts[0]
        for part in parts[1:]:
            whole = whole + part
        return whole

    def before_block(self, maps: torch.Tensor, reach: int, stride: int = 1) -> torch.Tensor:
        """Forget what was clipped in the block before."""
        self._clipped.clear()
        return maps

    def _apply(self, place: str, maps: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self._places[_key(place)](maps)
        return result


class MakingLayers(ModuleLayers):
    """Makes the modules on the way, and leaves them in evaluation mode: one image suffices so.

    Weights are not set: PyTorch would draw them from its global generator.
    """

    def convolution(
        self, maps: torch.Tensor, place: str, channels: int, kernel: int, stride: int = 1
    ) -> torch.Tensor:
        """Make the convolution and apply it."""
        made = nn.Conv2d(
            maps.shape[1], channels, kernel, stride, kernel // 2, bias=False, device="meta"
        )
        self._make(place, made.to_empty(device="cpu"))
        return super().convolution(maps, place, channels, kernel, stride)

    def normalisation(self, maps: torch.Tensor, place: str) -> torch.Tensor:
        """Make the normalisation and apply it."""
        self._make(f"{place}.normalisation", nn.BatchNorm2d(maps.shape[1]))
        return super().normalisation(maps, place)

    def classifier(self, maps: torch.Tensor, place: str, classes: int) -> torch.Tensor:
        """Make the linear layer and apply it."""
        made = nn.Linear(maps.shape[1], classes, device="meta")
        self._make(place, made.to_empty(device="cpu"))
        return super().classifier(maps, place, classes)

    def _make(self, place: str, module: nn.Module) -> None:
        self._places[_key(place)] = module.eval()


def _key(place: str) -> str:
    return place.replace(".", "/")  # PyTorch's names of modules have no dots
