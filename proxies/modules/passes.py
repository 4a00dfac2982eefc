"""The other passes of a module: counted, SynFlow's linear network, Gaussian weights on noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from proxies.modules.run import NotMeantError
from proxies.passes.zen_flow import MIXTURE, log_deviation

if TYPE_CHECKING:
    from proxies.modules.context import ModuleContext
    from proxies.modules.networks import ModuleNetworks
    from proxies.modules.recorder import Call
    from proxies.modules.run import Ran

__all__ = ["Counted", "ModuleCounting", "ModuleFlow", "ModuleZen", "counted", "module_counting"]


@dataclass(frozen=True)
class Counted:
    """Parameters and operations as a space counts them.

    Attributes
    ----------
    params, flops
        See `ModuleCounting`.
    """

    params: torch.Tensor
    flops: torch.Tensor


def counted(networks: ModuleNetworks, context: ModuleContext) -> Counted | ModuleCounting:
    """Return the size of a module, which is built for it if its space does not count it."""
    counts = networks.counts(context)
    if counts is not None:
        return Counted(*(_number(number, context) for number in counts))
    return module_counting(networks, context)


def module_counting(networks: ModuleNetworks, context: ModuleContext) -> ModuleCounting:
    """Return what is counted in a module, once for all who ask."""
    return networks.kept("counting", lambda: ModuleCounting(networks, context))


class ModuleCounting:
    """Parameters and operations of a module, and the norms of its weights.

    Attributes
    ----------
    params
        Trainable numbers, shape ``(1,)``, float64.
    flops
        Multiplications of convolutions and linear layers for one example, and the additions of
        their biases. Products of two activations, as in attention, are not counted.
    l2
        Σ over weights of convolutions and linear layers of ‖θ‖₂.
    """

    def __init__(self, networks: ModuleNetworks, context: ModuleContext) -> None:
        ran = networks.watch_one(context)
        learnt = [p for p in networks.module(context).parameters() if p.requires_grad]
        self.params = _number(sum(p.numel() for p in learnt), context)
        self.flops = _number(sum(_operations(ran)), context)
        weights = {id(call.weight): call.weight for call in ran.layers}
        norms = [w.detach().double().norm().item() for w in weights.values() if w is not None]
        self.l2 = _number(sum(norms), context)


def _operations(ran: Ran) -> list[int]:
    """Return what each layer does for one example."""
    found = []
    for call in ran.layers:
        assert call.weight is not None
        bias = 0 if call.bias is None else call.bias.numel()
        if call.options.get("transposed"):
            inputs = call.given.numel() // call.given.shape[1]
            outputs = call.output.numel() // call.output.shape[1]
            found.append(call.weight.numel() * inputs + bias * outputs)
        else:
            axis = 1 if call.kind == "conv" else -1
            positions = call.output.numel() // call.output.shape[axis]
            found.append((call.weight.numel() + bias) * positions)
    return found


class ModuleFlow:
    """SynFlow's linear network of a module, in double precision, with all its gradients.

    All parameters are positive, an input of ones enters, activations and normalisations are left
    out.

    Parameters
    ----------
    networks, context
        The module and its task.
    evaluation
        Whether normalisation is that of evaluation mode, and the sum of the features before the
        last linear layer the output R, instead of the sum of all outputs.

    Raises
    ------
    NotMeantError
        If the input are no real numbers, or `evaluation` finds no last linear layer.
    """

    def __init__(
        self, networks: ModuleNetworks, context: ModuleContext, *, evaluation: bool = False
    ) -> None:
        ran = networks.watch_linear(context, "evaluation" if evaluation else "skip")
        output = ran.features() if evaluation else ran.flat_outputs(1)
        calls = {id(call.weight): call.weight for call in ran.layers}
        weights = [w for w in calls.values() if w is not None and w.requires_grad]
        if not weights:
            raise NotMeantError("it has no convolution or linear layer with weights to learn")
        self._pairs: list[tuple[torch.Tensor, torch.Tensor]] = []
        if output.requires_grad:
            found = torch.autograd.grad(output.sum(), weights, allow_unused=True)
            self._pairs = [
                (weight.detach(), gradient)
                for weight, gradient in zip(weights, found, strict=True)
                if gradient is not None
            ]
        self._context = context

    @property
    def log_score(self) -> torch.Tensor:
        """Log Σ |θ·∂R/∂θ|, shape ``(1,)``, float64; -inf without a path."""
        total = _finite(sum(float((w * g).abs().sum()) for w, g in self._pairs))
        return _number(total, self._context).log()

    @property
    def log_sum(self) -> torch.Tensor:
        """The same, as the pass for gradients calls it."""
        return self.log_score

    @property
    def sum_of_logs(self) -> torch.Tensor:
        """Σ |θ|·log(1 + |∂R/∂θ|), shape ``(1,)``, float64; 0 without a path."""
        total = _finite(sum(float((w.abs() * g.abs().log1p()).sum()) for w, g in self._pairs))
        return _number(total, self._context)


def _finite(total: float) -> float:
    if not math.isfinite(total):
        raise NotMeantError("numbers of its linear network are too large for double precision")
    return total


class ModuleZen:
    """A module with weights from N(0, 1), run on noise x and on x + 0.01 x₂.

    Attributes
    ----------
    score
        See `proxies.passes.zen_flow.ZenFlow`: shape ``(1,)``, float64.

    Raises
    ------
    NotMeantError
        If nothing is normalised by the batch, there are several inputs, or the module does not end
        with a linear layer.
    """

    score_of_duplicates = None

    def __init__(self, networks: ModuleNetworks, context: ModuleContext) -> None:
        count = context.batch_size
        noise, second = (networks.noise(context, name, count) for name in ("zen.x", "zen.x2"))
        runs = [networks.watch_normal(context, maps) for maps in (noise, noise + MIXTURE * second)]
        first, mixed = runs
        norms = [[call for call in ran.norms if call.kind == "batch_norm"] for ran in runs]
        if not norms[0]:
            raise NotMeantError("it has no batch normalisation")
        distance = (first.maps() - mixed.maps()).abs().reshape(count, -1).sum(dim=1).mean()
        self.score = distance.double().log().reshape(1)
        for before, after in zip(*norms, strict=True):
            variances = (_variance(call) for call in (before, after))
            self.score = self.score + log_deviation(*variances).reshape(1)


def _variance(call: Call) -> torch.Tensor:
    """Return the unbiased variance of each channel that a normalisation saw."""
    count = call.given.numel() // call.given.shape[1]
    biased: torch.Tensor = call.options["rate"].double().pow(-2) - call.options["eps"]
    return biased * (count / (count - 1))


def _number(value: float, context: ModuleContext) -> torch.Tensor:
    return torch.full((1,), float(value), dtype=torch.float64, device=context.bank.device)
