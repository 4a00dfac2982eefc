"""Run a batch of networks, keep every step, and go back over them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch

from proxies.engine.cell_steps import Concatenate, MaxPool, Truncate
from proxies.engine.steps import (
    AveragePool,
    Convolution,
    GlobalPool,
    Halve,
    Linear,
    Normalisation,
    Relu,
    Select,
    Step,
    Total,
    Weighted,
    add_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from proxies.engine.rows import Rows
    from proxies.engine.weights import WeightBank
    from proxies.networks.layers import DeadConvolution, Networks

__all__ = ["Node", "Tracing"]


@dataclass(eq=False)
class Node:
    """Feature maps of some rows of a batch, and the step they came from.

    Attributes
    ----------
    maps
        Shape ``(rows, images, height, width, channels)``.
    rows
        The rows of the batch.
    step, inputs
        What made the maps, and from what; None and empty for the input of the networks, and
        where nothing is kept.
    place
        Name of the layer, if it has one.
    made
        What was made of it, where nothing is kept.
    """

    maps: torch.Tensor
    rows: Rows
    step: Step | None = None
    inputs: tuple[Node, ...] = ()
    place: str = ""
    made: dict[object, Node] = field(default_factory=dict)


class Tracing:
    """Layers that compute, and keep what they did.

    Parameters
    ----------
    networks, bank
        The architectures and their weights.
    images
        Shape ``(images, height, width, 3)``: what every architecture sees.
    keep
        Whether to keep the steps, for going back over them; if not, maps are freed when the
        networks are through with them.

    Attributes
    ----------
    nodes
        What was computed, in order, if kept. The first is the input.
    input
        The node of the images, set by `image`.
    relus
        Place and node of every ReLU in order, if kept; ReLUs of one input share a node.
    logits
        The node of what left the networks, set by `classifier`.
    """

    normal_weights = False
    """Whether weights come from N(0, 1) and not from PyTorch's default initialisation."""

    def __init__(
        self, networks: Networks, bank: WeightBank, images: torch.Tensor, *, keep: bool = True
    ) -> None:
        self.networks = networks
        self.nodes: list[Node] = []
        self._bank = bank
        self._images = images
        self._keep = keep
        self.relus: list[tuple[str, Node]] = []
        self._made: dict[Node, dict[object, Node]] = {}

    # -- layers -----------------------------------------------------------------------------

    def image(self) -> Node:
        """Return the images, for every architecture."""
        maps = self._images.expand(len(self.networks), *self._images.shape).contiguous()
        self.input = Node(maps, slice(0, len(self.networks)))
        return self.input

    def convolution(
        self, node: Node, place: str, channels: int, kernel: int, stride: int = 1
    ) -> Node:
        """Convolve with the weights of the place."""
        weight = self._weight(place, (channels, node.maps.shape[-1], kernel, kernel), node.rows)
        return self._do(Convolution(weight, stride), node, place=place)

    def normalisation(self, node: Node, place: str) -> Node:
        """Normalise each channel with the statistics of the batch."""
        return self._do(Normalisation(), node, place=place)

    def relu(self, node: Node, place: str) -> Node:
        """Clip at zero; once, however many layers ask for it."""
        made = self._made_of(node)
        if "relu" not in made:
            made["relu"] = self._do(Relu(), node, place=place)
        if self._keep:
            self.relus.append((place, made["relu"]))
        return made["relu"]

    def average_pool(self, node: Node) -> Node:
        """Average over 3×3 pixels."""
        return self._do(AveragePool(), node)

    def halve(self, node: Node) -> Node:
        """Average over 2×2 pixels."""
        return self._do(Halve(), node)

    def max_pool(self, node: Node) -> Node:
        """Take the largest of 3×3 pixels."""
        return self._do(MaxPool(kernel=3, stride=1), node)

    def max_halve(self, node: Node) -> Node:
        """Take the largest of 2×2 pixels."""
        return self._do(MaxPool(kernel=2, stride=2), node)

    def truncate(self, node: Node, channels: int) -> Node:
        """Return the first channels; all of them are the node itself."""
        if node.maps.shape[-1] == channels:
            return node
        return self._do(Truncate(channels), node)

    def concatenate(self, parts: Sequence[Node]) -> Node:
        """Put the channels of parts one after the other; a single part is the node itself."""
        return self._do(Concatenate(), *parts) if len(parts) > 1 else parts[0]

    def classifier(self, node: Node, place: str, classes: int) -> Node:
        """Average over all pixels, then apply the linear layer."""
        pooled = self._do(GlobalPool(), node)
        features = node.maps.shape[-1]
        weight = self._weight(place, (classes, features), node.rows)
        bias = self._weight(f"{place}.bias", (classes,), node.rows, fan_in=features)
        self.logits = self._do(Linear(weight, bias), pooled, place=place)
        return self.logits

    def select(self, node: Node, rows: Rows) -> Node:
        """Return the maps of some rows; all rows are the node itself."""
        if isinstance(rows, slice):
            if rows.stop - rows.start == len(self.networks):
                return node
            key: object = (rows.start, rows.stop)
        else:
            key = id(rows)
        made = self._made_of(node)
        if key not in made:
            made[key] = self._do(Select(rows), node, rows=rows)
        return made[key]

    def total(self, like: Node, parts: Sequence[Node]) -> Node:
        """Add up parts of the batch."""
        if not parts:
            return Node(torch.zeros_like(like.maps), like.rows)
        shape = (len(self.networks), *parts[0].maps.shape[1:])
        step = Total([part.rows for part in parts], shape)
        return self._do(step, *parts, rows=slice(0, len(self.networks)))

    def before_block(self, node: Node, reach: int, stride: int = 1) -> Node:
        """Change nothing."""
        return node

    # -- what no path uses ------------------------------------------------------------------

    def beside(self) -> Tracing:
        """Return layers with the same weights of which nothing is kept."""
        beside = Tracing(self.networks, self._bank, self._images, keep=False)
        beside.normal_weights = self.normal_weights
        return beside

    def dead_convolution(
        self, dead: DeadConvolution, node: Node, place: str, channels: int, kernel: int
    ) -> None:
        """See a ReLU, convolution and normalisation that duplicates have besides; leave it out.

        Parameters
        ----------
        dead, place
            Whose it is; its name in this cell.
        node
            What it reads, in ``dead.rows``.
        """

    # -- sweeps -----------------------------------------------------------------------------

    def weighted(self) -> Iterator[tuple[Node, Weighted]]:
        """Yield the nodes that convolutions and linear layers made, and these."""
        for node in self.nodes:
            if isinstance(node.step, Weighted):
                yield node, node.step

    def backward(
        self, output: Node, delta: torch.Tensor, *, frozen: bool = False
    ) -> Iterator[tuple[Node, torch.Tensor]]:
        """Go back from `output`, whose gradient is `delta`; yield nodes and their gradients.

        Nodes come in reverse order, each once its gradient is complete, the input last. Nodes
        that `output` does not depend on are left out.
        """
        deltas = _Sums({output: delta})
        for node in [*reversed(self.nodes), self.input]:
            if node not in deltas:
                continue
            found = deltas.pop(node)
            yield node, found
            if node.step is not None:
                deltas.hand_back(node, node.step.backward(found, frozen=frozen))

    def tangents(self) -> dict[Node, torch.Tensor]:
        """Return how nodes change when all weights are multiplied by eᵗ, at t = 0.

        Only what weights are applied to and the last node are kept.
        """
        changes: dict[Node, torch.Tensor] = {}
        readers = Counter(source for node in self.nodes for source in node.inputs)
        kept = {node.inputs[0] for node, _ in self.weighted()}
        for node in self.nodes:
            assert node.step is not None
            inputs = [source.maps for source in node.inputs]
            before = [
                changes[source] if source in changes else torch.zeros_like(source.maps)
                for source in node.inputs
            ]
            changes[node] = node.step.tangent(inputs, before)
            readers.subtract(node.inputs)
            for source in node.inputs:
                if not readers[source] and source not in kept:
                    changes.pop(source, None)
        return changes

    def backward_tangents(
        self, deltas: Mapping[Node, torch.Tensor], changed: torch.Tensor
    ) -> Iterator[tuple[Node, torch.Tensor]]:
        """Go back from the logits with the change of a gradient, after `tangents`.

        Parameters
        ----------
        deltas
            The gradients, as `backward` gave them, of nodes whose step varies.
        changed
            Change of the gradient of the logits.

        Yields
        ------
        node, change of its gradient
        """
        changes = _Sums({self.logits: changed})
        for node in reversed(self.nodes):
            if node not in changes:
                continue
            change = changes.pop(node)
            yield node, change
            assert node.step is not None
            if node.step.varies:
                parts = node.step.backward_tangent(deltas[node], change)
            else:
                parts = node.step.backward(change)
            changes.hand_back(node, parts)

    # -- the rest ---------------------------------------------------------------------------

    def _do(self, step: Step, *inputs: Node, rows: Rows | None = None, place: str = "") -> Node:
        maps = step.forward(*(node.maps for node in inputs))
        node = Node(maps, inputs[0].rows if rows is None else rows)
        if self._keep:
            node.step, node.inputs, node.place = step, inputs, place
            self.nodes.append(node)
        return node

    def _made_of(self, node: Node) -> dict[object, Node]:
        """Return what was made of a node and may be asked for again.

        Kept nodes know their inputs: if these knew them as well, a cycle would hold the memory of
        a batch until Python looks for cycles, many batches later.
        """
        return self._made.setdefault(node, {}) if self._keep else node.made

    def _weight(
        self, place: str, shape: Sequence[int], rows: Rows, fan_in: int | None = None
    ) -> torch.Tensor:
        return self._bank.weight(
            place,
            shape,
            self.networks.canonical,
            rows,
            fan_in=fan_in,
            normal=self.normal_weights,
        )


class _Sums(dict[Node, torch.Tensor]):
    """Gradients of nodes, summed over what they lead to."""

    def __init__(self, first: Mapping[Node, torch.Tensor]) -> None:
        super().__init__(first)
        self._own: set[Node] = set()

    def hand_back(self, node: Node, parts: Sequence[torch.Tensor]) -> None:
        """Add to the gradients of the inputs of `node` what its step gives each of them."""
        if isinstance(node.step, Select):  # gives only some rows: zeros for others are not made
            self._add_rows(node.inputs[0], node.step.rows, parts[0])
            return
        is_new = node.step is not None and not node.step.hands_on
        for source, part in zip(node.inputs, parts, strict=True):
            self._add(source, part, is_new=is_new)

    def _add(self, node: Node, part: torch.Tensor, *, is_new: bool) -> None:
        """Add to the gradient of `node`, in place where the memory is nobody else's."""
        if node in self._own:
            self[node].add_(part)
        elif node not in self:
            self[node] = part
        elif is_new:
            self[node] = part.add_(self[node])
        else:
            self[node] = self[node] + part
            is_new = True
        if is_new:
            self._own.add(node)

    def _add_rows(self, node: Node, rows: Rows, part: torch.Tensor) -> None:
        """Add to the gradient of some rows of `node`."""
        if node not in self:
            self[node] = torch.zeros_like(node.maps)
        elif node not in self._own:
            self[node] = self[node].clone()
        self._own.add(node)
        add_rows(self[node], rows, part)
