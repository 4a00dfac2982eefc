"""Every zero-cost proxy, one network at a time, straight from its formula: the oracle.

Each takes a network of `plain`, a batch of images of shape (n, 3, height, width) and labels of
shape (n,), works on a copy, in train mode unless it says otherwise, and returns one number. It
computes in the precision of the images; pass float64 for a reference. L is the mean
cross-entropy, θ the weights of convolutions and classifier (no bias, no normalisation), g = ∂L/∂θ
and z the logits, all after Abdelfattah et al., "Zero-Cost Proxies for Lightweight NAS", ICLR 2021,
unless another source is given.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from landscape.spaces import NB201
from landscape.spaces.nb201 import EDGES
from proxies import Dataset
from proxies.engine.weights import WeightBank
from tests.proxies import plain
from tests.proxies.plain import (
    Network,
    Reduction,
    ReLUConvBN,
    normalisations,
    prepared,
    record,
    weights_of,
)

EPSILON = torch.finfo(torch.float64).eps


# Scores of one cross-entropy backward pass.


def loss_gradients(
    network: Network, images: torch.Tensor, labels: torch.Tensor
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return (θ, g) of every layer."""
    network = prepared(network, images)
    weights = weights_of(network)
    gradients = torch.autograd.grad(cross_entropy(network(images), labels), weights)
    return list(zip(weights, gradients, strict=True))


def grad_norm(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return Σ_layers ‖g‖₂."""
    return sum(g.norm().item() for _, g in loss_gradients(network, images, labels))


def plain_score(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return Σ g·θ, signed (Mozer and Smolensky 1988)."""
    return sum((g * w).sum().item() for w, g in loss_gradients(network, images, labels))


def snip(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return Σ |g·θ| (Lee et al., "SNIP", ICLR 2019)."""
    return sum((g * w).abs().sum().item() for w, g in loss_gradients(network, images, labels))


def fisher(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return Σ_layers fan-in · Σ_c ½ mean_n (Σ_pixels a·∂L/∂a)², a the outputs of the layer.

    The classifier's output includes its bias. Source: Turner et al., "BlockSwap", ICLR 2020.
    """
    network = prepared(network, images)
    calls = record(network.weighted().values())
    loss = cross_entropy(network(images), labels)
    gradients = torch.autograd.grad(loss, [call.out for call in calls])
    total = 0.0
    for (layer, _, out), gradient in zip(calls, gradients, strict=True):
        by_channel = (out * gradient).flatten(2).sum(2) if out.dim() == 4 else out * gradient
        fan_in = layer.weight[0].numel()
        total += fan_in * 0.5 * by_channel.square().mean(0).sum().item()
    return total


def grasp(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return −Σ θ·(Hg), H the Hessian of L over θ, by double backward.

    Source: Wang et al., "GraSP", ICLR 2020, the sign turned so that higher is better.
    """
    network = prepared(network, images)
    weights = weights_of(network)
    loss = cross_entropy(network(images), labels)
    gradients = torch.autograd.grad(loss, weights, create_graph=True)
    product = sum((g.detach() * g).sum() for g in gradients)
    curved = torch.autograd.grad(product, weights)
    return -sum((w * hg).sum().item() for w, hg in zip(weights, curved, strict=True))


# Scores of the gradient of the images.


def jacobian(network: Network, images: torch.Tensor) -> torch.Tensor:
    """Return ∂(Σ z)/∂x, one row an image, shape (n, 3·height·width), float64."""
    network = prepared(network, images)
    images = images.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(network(images).sum(), images)
    return gradient.flatten(1).double()


def jacov_of(rows: torch.Tensor, k: float = 1e-5) -> float:
    if not rows.any():
        return -math.inf
    values = torch.linalg.eigvalsh(torch.corrcoef(rows))
    return -(torch.log(values + k) + 1 / (values + k)).sum().item()


def jacov(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return −Σ (log(v+k) + 1/(v+k)), v the eigenvalues of the images' correlations of J.

    −inf if no gradient arrives. Source: Mellor et al., arXiv 2006.04647v1.
    """
    return jacov_of(jacobian(network, images))


def epe_of(rows: torch.Tensor, labels: torch.Tensor, classes: int, k: float = 1e-5) -> float:
    if not rows.any():
        return -math.inf
    many = classes > 100
    scores = []
    for label in labels.unique():
        own = rows[labels == label]
        if many and len(own) == 1:
            continue
        correlations = torch.corrcoef(own).abs()
        score = torch.log(correlations + k).sum()
        scores.append((score / len(own) if many else score).item())
    if not many:
        return sum(abs(score) for score in scores)
    if not scores:
        return 0.0
    return sum(abs(a - b) for a in scores for b in scores) / len(scores)


def epe_nas(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the score of the correlations of J inside each class, s_c = Σ log(|corr| + 1e-5).

    Up to 100 classes Σ_c |s_c|; above, with s_c divided by the images of the class and classes
    seen once left out, Σ_{c,c'} |s_c − s_c'| over the number of classes seen. −inf if no
    gradient arrives. Source: Lopes et al., "EPE-NAS", ICANN 2021.
    """
    return epe_of(jacobian(network, images), labels, network.classifier.out_features)


# Scores of the signs before the ReLUs.


def agreements(inputs: Iterable[torch.Tensor]) -> torch.Tensor:
    """Return how many units have the same sign in image i as in image j, shape (n, n), float64."""
    kernel: torch.Tensor | float = 0.0
    for value in inputs:
        code = (value > 0).flatten(1).double()
        kernel = kernel + code @ code.T + (1 - code) @ (1 - code).T
    return kernel


def log_determinant(kernel: torch.Tensor) -> float:
    """Return log |det K|, −inf if K is singular to rounding."""
    values = torch.linalg.eigvalsh(kernel)
    if values[0] <= len(values) * EPSILON * values[-1]:
        return -math.inf
    return values.log().sum().item()


def relus(network: Network, *, twice: bool = False) -> list[nn.Module]:
    """Return every ReLU; `twice` repeats those inside ReLU-convolution-normalisation blocks."""
    inside = [module.relu for module in network.modules() if isinstance(module, ReLUConvBN)]
    return [network.relu, *inside, *(inside if twice else [])]


def nwot(
    network: Network, images: torch.Tensor, labels: torch.Tensor, *, twice: bool = False
) -> float:
    """Return log |det K|, K the agreements of the inputs of every ReLU, dead ones included.

    `twice` counts as implementations do that also match the blocks' name. −inf if K is singular.
    Source: Mellor et al., "Neural Architecture Search without Training", ICML 2021.
    """
    network = prepared(network, images)
    calls = record(relus(network, twice=twice))
    with torch.no_grad():
        network(images)
    return log_determinant(agreements(call.given for call in calls))


# Scores of the linear network of absolute weights, in float64 whatever the images are.


def linear_flow(
    network: Network, size: int, *, normalised: bool
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return (|θ|, g), g = ∂R/∂|θ| at an image of ones.

    R is the sum of the logits of the network without normalisation or, `normalised`, of the
    pooled features with normalisation in evaluation mode: x/√(1 + 1e-5).
    """
    network = copy.deepcopy(network)
    network = (network if normalised else plain.without_normalisation(network)).double().eval()
    for parameter in network.parameters():
        parameter.data.abs_()
    ones = torch.ones(1, 3, size, size, dtype=torch.float64)
    out = network.pooled(ones) if normalised else network(ones)
    weights = weights_of(network)
    gradients = torch.autograd.grad(out.sum(), weights, materialize_grads=True)
    return list(zip(weights, gradients, strict=True))


def synflow_rb(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return log Σ |θ·g| of the pooled features, normalised; −inf without a path."""
    flow = linear_flow(network, images.shape[-1], normalised=True)
    return sum((w * g).abs().sum() for w, g in flow).log().item()


def logsynflow(
    network: Network, images: torch.Tensor, labels: torch.Tensor, *, normalised: bool = False
) -> float:
    """Return Σ |θ·log(g + 1)|, 0 without a path (Cavagnero et al., "FreeREA", WACV 2023)."""
    flow = linear_flow(network, images.shape[-1], normalised=normalised)
    return sum((w * torch.log1p(g)).abs().sum().item() for w, g in flow)


# Scores of the weights or of the architecture alone.


def l2_norm(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return Σ_layers ‖θ‖₂, dead operations included."""
    return sum(w.double().norm().item() for w in weights_of(network))


def skip(architecture: str) -> float:
    """Return the mean of v−1−u over the skip connections u→v, 0 if there is none (FreeREA)."""
    lengths = [
        node - 1 - int(edge.split("~")[1])
        for node, text in enumerate(architecture.split("+"), start=1)
        for edge in text.strip("|").split("|")
        if edge.startswith("skip_connect~")
    ]
    return sum(lengths) / len(lengths) if lengths else 0.0


# Scores of noise.


def zen(network: Network, x: torch.Tensor, x2: torch.Tensor) -> float:
    """Return log mean_n Σ |f(x) − f(x + 0.01·x2)| + Σ_BN log √(mean_c running variance).

    f is the feature map before global pooling. The running variances are those after the two
    passes, which every normalisation of the network takes part in. −inf without a path. Source:
    Lin et al., "Zen-NAS", ICCV 2021.

    Parameters
    ----------
    network
        One with standard normal weights.
    x, x2
        Standard normal images.
    """
    network = prepared(network, x)
    with torch.no_grad():
        change = network.features(x) - network.features(x + 0.01 * x2)
    expressivity = change.abs().sum(dim=(1, 2, 3)).mean().log().item()
    variances = [bn.running_var for bn in normalisations(network)]
    return expressivity + sum(variance.mean().sqrt().log().item() for variance in variances)


def pools(network: Network, live: Iterable[str]) -> dict[nn.Module, int]:
    """Return every pooling on a path from input to output and its channels."""
    found: dict[nn.Module, int] = {network.pool: network.classifier.in_features}
    channels = network.stem[0].out_channels
    for block in network.blocks:
        if isinstance(block, Reduction):
            found[block.pool] = block.shortcut.in_channels
            channels = block.shortcut.out_channels
            continue
        operations = [block.operations[edge] for edge in live]
        found |= {op: channels for op in operations if isinstance(op, nn.AvgPool2d)}
    return found


def live_convolutions(network: Network, live: Iterable[str], *, wrappers: bool) -> list[int]:
    """Return the input channels of every live convolution; `wrappers` counts blocks beside it."""
    live, found = set(live), []
    inside = {module.conv for module in network.modules() if isinstance(module, ReLUConvBN)}
    for place, layer in network.weighted().items():
        edge = place.split(".")[-2] if "→" in place else None
        if place == "classifier" or (edge is not None and edge not in live):
            continue
        found += [layer.in_channels] * (2 if wrappers and layer in inside else 1)
    return found


def ni_eta(
    network: Network, images: torch.Tensor, noise: torch.Tensor, live: Iterable[str]
) -> float:
    """Return η = ln(1e-10 + Σ_pools mean (τ − τ′)²), τ the inputs of a live pooling.

    τ′ belongs to the images with added noise, σ = 1; lower is better. +inf, the worst, where no
    noise arrives anywhere. Source: Wu et al., "Noise immunity", 2023.

    Parameters
    ----------
    live
        Names "0→1" of the edges on a path from the cell's input to its output.
    """
    network = prepared(network, images)
    calls = record(pools(network, live))
    with torch.no_grad():
        network(images)
        network(images + noise)
    half = len(calls) // 2
    pairs = zip(calls[:half], calls[half:], strict=True)
    change = sum((a.given - b.given).square().mean().item() for a, b in pairs)
    return math.log(1e-10 + change) if change > 0 else math.inf


def ni_na(
    network: Network,
    images: torch.Tensor,
    noise: torch.Tensor,
    live: Iterable[str],
    *,
    wrappers: bool = False,
) -> float:
    """Return ln(channels · (convolutions / poolings) / η), 0 where η is not positive.

    `wrappers` counts ReLU-convolution-normalisation blocks beside the convolutions inside them.
    """
    eta = ni_eta(network, images, noise, live)
    if eta <= 0 or eta == math.inf:
        return 0.0
    convolutions = live_convolutions(network, live, wrappers=wrappers)
    poolings = list(pools(network, live).values())
    channels = sum(convolutions) + sum(poolings)
    return math.log(channels * (len(convolutions) / len(poolings)) / eta)


# Scores of the gradients of each image, in float64 whatever the images are.


def frozen(network: Network, images: torch.Tensor) -> Network:
    """Return a copy whose normalisations use mean and biased variance of this batch for ever."""
    network = prepared(network, images)
    calls = record(normalisations(network))
    with torch.no_grad():
        network(images)
    for bn, given, _ in calls:
        bn.running_mean = given.mean(dim=(0, 2, 3))
        bn.running_var = given.var(dim=(0, 2, 3), correction=0)
    return network.eval()


def condition_number(outputs: torch.Tensor, network: Network) -> float:
    """Return λmax/λmin of the Gram matrix of the gradients of `outputs`, shape (n,).

    The gradients are those of every parameter called a weight, normalisations included; +inf if
    the matrix is singular to rounding.
    """
    named = network.named_parameters()
    weights = [parameter for name, parameter in named if name.endswith("weight")]
    rows = []
    for output in outputs:
        gradients = torch.autograd.grad(output, weights, retain_graph=True, materialize_grads=True)
        rows.append(torch.cat([gradient.flatten() for gradient in gradients]))
    stacked = torch.stack(rows)
    values = torch.linalg.eigvalsh(stacked @ stacked.T)
    if values[0] <= len(values) * EPSILON * values[-1]:
        return math.inf
    return (values[-1] / values[0]).item()


def ntk(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the condition number of the tangent kernel of Σ_c z_c, lower is better.

    The statistics of the batch are constants, so that an image's output is its own function.
    Source: Chen et al., "TE-NAS", ICLR 2021.
    """
    images = images.double()
    network = frozen(network, images)
    return condition_number(network(images).sum(1), network)


def ntk_rb(network: Network, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return it of the summed pooled features, gradients through the batch's statistics."""
    images = images.double()
    network = prepared(network, images)
    return condition_number(network.pooled(images).sum(1), network)


# All of them by name.


@dataclass(frozen=True, eq=False)
class Case:
    """A network and all that a score may read.

    Attributes
    ----------
    number
        The canonical configuration if networks have weights of their own, else None.
    live
        Names "0→1" of the edges on a path from the cell's input to its output.
    """

    architecture: str
    task: Dataset
    bank: WeightBank
    number: int | None
    live: tuple[str, ...]
    network: Network
    images: torch.Tensor
    labels: torch.Tensor

    @property
    def batch(self) -> tuple[Network, torch.Tensor, torch.Tensor]:
        return self.network, self.images, self.labels

    def noise(self, name: str) -> torch.Tensor:
        """Return standard normal noise shaped like the images, drawn channels last."""
        size = self.task.size
        drawn = self.bank.draw_normal(name, (len(self.images), size, size, 3))
        return drawn.permute(0, 3, 1, 2).to(self.images.dtype)

    def noisy(self) -> tuple[Network, torch.Tensor, torch.Tensor, tuple[str, ...]]:
        return self.network, self.images, self.noise("ni.noise"), self.live

    def zen(self) -> float:
        normal = plain.build(self.architecture, self.task, self.bank, self.number, normal=True)
        return zen(normal, self.noise("zen.x"), self.noise("zen.x2"))


PLAIN: dict[str, Callable[[Case], float]] = {
    "params": lambda case: plain.params(case.network),
    "flops": lambda case: plain.flops(copy.deepcopy(case.network), case.task) / 1e6,
    "grad_norm": lambda case: grad_norm(*case.batch),
    "plain": lambda case: plain_score(*case.batch),
    "snip": lambda case: snip(*case.batch),
    "fisher": lambda case: fisher(*case.batch),
    "grasp": lambda case: grasp(*case.batch),
    "jacov": lambda case: jacov(*case.batch),
    "epe_nas": lambda case: epe_nas(*case.batch),
    "nwot": lambda case: nwot(*case.batch),
    "nwot_rb": lambda case: nwot(*case.batch, twice=True),
    "synflow": lambda case: plain.synflow(copy.deepcopy(case.network), case.task),
    "synflow_rb": lambda case: synflow_rb(*case.batch),
    "logsynflow": lambda case: logsynflow(*case.batch),
    "logsynflow_rb": lambda case: logsynflow(*case.batch, normalised=True),
    "l2_norm": lambda case: l2_norm(*case.batch),
    "skip": lambda case: skip(case.architecture),
    "zen": lambda case: case.zen(),
    "ni_eta": lambda case: ni_eta(*case.noisy()),
    "ni_na": lambda case: ni_na(*case.noisy()),
    "ni_na_rb": lambda case: ni_na(*case.noisy(), wrappers=True),
    "ntk": lambda case: ntk(*case.batch),
    "ntk_rb": lambda case: ntk_rb(*case.batch),
}
"""What each metric is: from a case to its score. `flops` counts millions."""


def case_of(
    space: NB201,
    index: int,
    task: Dataset,
    bank: WeightBank,
    images: torch.Tensor,
    labels: torch.Tensor,
) -> Case:
    """Return the network of configuration `index`, ready to be scored by anything in `PLAIN`."""
    architecture = space.format(index)
    number = int(space.canonical(np.array([index]))[0]) if bank.independent else None
    live = [f"{s}→{e}" for (s, e), on in zip(EDGES, space.live(np.array(index)), strict=True) if on]
    network = plain.build(architecture, task, bank, number)
    return Case(architecture, task, bank, number, tuple(live), network, images, labels)


def score(
    name: str,
    space: NB201,
    index: int,
    task: Dataset,
    bank: WeightBank,
    images: torch.Tensor,
    labels: torch.Tensor,
) -> float:
    """Return the score of configuration `index` by the metric `name`.

    Parameters
    ----------
    images, labels
        Shapes (n, 3, task.size, task.size), float64 for a reference, and (n,), int64.
    """
    return PLAIN[name](case_of(space, index, task, bank, images, labels))
