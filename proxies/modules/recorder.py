"""Watch what a module computes: convolutions, linear layers, ReLUs, normalisations, pools.

PyTorch tells a `TorchFunctionMode` of every function that is called, whether by a module or by
hand: so ``F.relu(x)`` counts as much as ``nn.ReLU()(x)``. Functions are known by their names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from proxies.modules.attention import attend, attention
from proxies.modules.batch_norm import Freeze, batch_norm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Call", "OverwrittenError", "RandomError", "Recorder"]

RELUS = frozenset(("relu", "relu_", "relu6", "leaky_relu", "leaky_relu_", "prelu", "rrelu"))
"""Activations with a kink at zero, on above it: what counts as a ReLU."""

CLIPS = frozenset(("hardtanh", "hardtanh_", "clamp", "clamp_", "clip", "clip_", "clamp_min"))
"""Those that are a ReLU if they clip at zero."""

SMOOTH = frozenset(
    (
        *("elu", "elu_", "celu", "celu_", "selu", "selu_", "gelu", "silu", "mish", "hardswish"),
        *("softplus", "softsign", "tanh", "tanh_", "sigmoid", "sigmoid_", "hardsigmoid"),
        *("logsigmoid", "tanhshrink", "softshrink", "hardshrink", "threshold", "_threshold"),
    )
)
"""All others that work on each number."""

RANDOM = frozenset(
    (
        *("rand", "randn", "randint", "randperm", "rand_like", "randn_like", "randint_like"),
        *("bernoulli", "bernoulli_", "normal", "normal_", "uniform_", "multinomial", "poisson"),
        *("exponential_", "random_", "cauchy_", "log_normal_", "geometric_"),
    )
)
"""What draws random numbers, and makes scores differ from call to call."""

_CONVOLUTIONS = frozenset(f"conv{way}{n}d" for way in ("", "_transpose") for n in (1, 2, 3))
_PRODUCTS = frozenset(("matmul", "__matmul__", "mm"))
_DROPOUTS = frozenset(
    (
        *("dropout", "dropout_", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout"),
        *("feature_alpha_dropout", "feature_dropout"),
    )
)
_NORMS = frozenset(("layer_norm", "group_norm", "instance_norm", "rms_norm", "local_response_norm"))
_POOLS = frozenset(
    f"{kind}{way}_pool{n}d"
    for kind in ("", "adaptive_")
    for way in ("avg", "max", "lp")
    for n in (1, 2, 3)
) | {"max_pool2d_with_indices"}
_VIEWS = frozenset(
    ("flatten", "view", "reshape", "squeeze", "contiguous", "unsqueeze", "view_as", "reshape_as")
)
_MOVES = frozenset(("transpose", "permute", "movedim", "swapaxes", "swapdims", "moveaxis", "t"))


class OverwrittenError(Exception):
    """What was recorded is about to be overwritten: watch again, with copies."""


class RandomError(Exception):
    """The module draws random numbers while it runs."""


@dataclass(eq=False)
class Call:
    """A function that was called.

    Attributes
    ----------
    kind
        ``conv``, ``linear``, ``batch_norm``, ``layer_norm``, ``relu``, ``pool`` ...
    given, output
        What it took and gave. Of a ReLU and a pool only what is needed of these is kept.
    weight, bias
        What it multiplied by and added, if it has any.
    name
        The name of the weight, as ``named_parameters`` has it; empty if it is not a parameter.
    options
        Stride, padding, groups ...
    """

    kind: str
    given: torch.Tensor
    output: torch.Tensor
    weight: torch.Tensor | None = None
    bias: torch.Tensor | None = None
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


class Recorder(TorchFunctionMode):
    """Records calls while it is entered.

    Parameters
    ----------
    names
        Identity of each parameter → its name.
    batch_norm
        What becomes of it: ``batch``, the statistics of the batch; ``evaluation``, those that it
        has learnt; ``skip``.
    linear
        Whether to leave out activations and normalisations, but batch normalisation.
    copies
        Whether to hand out copies of what is recorded, to be overwritten at will.
    replace
        Returns for a weight, by name and shape, another to be used instead; None for all as they
        are.

    Attributes
    ----------
    layers, relus, pools, norms
        The calls, in order.
    smooth
        Names of other activations that were seen.
    freeze
        Tells gradients whether the statistics of the batch count as constants.
    moves_batch
        Whether the images were moved from the first dimension.
    """

    def __init__(
        self,
        names: Mapping[int, str],
        *,
        batch_norm: str = "batch",
        linear: bool = False,
        copies: bool = False,
        replace: Callable[[str, torch.Tensor], torch.Tensor] | None = None,
    ) -> None:
        super().__init__()
        self.layers: list[Call] = []
        self.relus: list[Call] = []
        self.pools: list[Call] = []
        self.norms: list[Call] = []
        self.smooth: set[str] = set()
        self.freeze = Freeze()
        self.moves_batch = False
        self._names = names
        self._batch_norm, self._linear = batch_norm, linear
        self._copies, self._replace = copies, replace
        self._kept: set[int] = set()
        self._sources: dict[int, torch.Tensor] = {}
        self._views: list[torch.Tensor] = []  # keeps the identities of what is in `_sources`

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Call a function, and keep what is of interest of it."""
        name = getattr(func, "__name__", "")
        how = kwargs or {}
        handle = _HANDLERS.get(name)
        if handle is not None:
            return handle(self, func, *args, **how)
        if args and id(args[0]) in self._kept and (_is_in_place(name) or how.get("inplace")):
            raise OverwrittenError
        return func(*args, **how)

    def source(self, tensor: torch.Tensor) -> torch.Tensor:
        """Return what a tensor is only another view of."""
        while id(tensor) in self._sources:
            tensor = self._sources[id(tensor)]
        return tensor

    # -- layers -----------------------------------------------------------------------------

    def _convolution(
        self,
        func: Callable[..., torch.Tensor],
        input: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None = None,
        *args: Any,
        **how: Any,
    ) -> torch.Tensor:
        weight, bias, name = self._used(weight, bias)
        output = func(input, weight, bias, *args, **how)
        transposed = "transpose" in func.__name__
        order = _TRANSPOSED if transposed else _PLAIN
        options = {**dict(zip(order, args, strict=False)), **how, "transposed": transposed}
        return self._keep(Call("conv", input, output, weight, bias, name, options))

    def _linear_layer(
        self,
        func: Callable[..., torch.Tensor],
        input: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None = None,
    ) -> torch.Tensor:
        weight, bias, name = self._used(weight, bias)
        output = func(input, weight, bias)
        return self._keep(Call("linear", input, output, weight, bias, name))

    def _product(
        self, func: Callable[..., torch.Tensor], *args: torch.Tensor, **how: Any
    ) -> torch.Tensor:
        """Count ``x @ W`` as a linear layer if W is a parameter."""
        is_pair = len(args) == 2 and not how and args[1].dim() == 2
        if is_pair and {id(args[1]), id(args[1]._base)} & self._names.keys():
            return self._linear_layer(functional.linear, args[0], args[1].mT)
        return func(*args, **how)

    def _used(
        self, weight: torch.Tensor, bias: torch.Tensor | None
    ) -> tuple[torch.Tensor, torch.Tensor | None, str]:
        """Return the weight and bias to use, and the name of the weight."""
        name = self._names.get(id(weight), "")
        if not name and weight._base is not None:  # such as a transposed parameter
            name = self._names.get(id(weight._base), "")
        if self._replace is None:
            return weight, bias, name
        return self._replace(name, weight), None, name

    def _keep(self, call: Call) -> torch.Tensor:
        self.layers.append(call)
        return self._hand_out(call.output)

    def _hand_out(self, kept: torch.Tensor) -> torch.Tensor:
        """Return what is kept, or a copy if it will be overwritten."""
        if not self._copies:
            self._kept.add(id(kept))
            return kept
        copy = kept.clone()
        self._same(copy, kept)
        return copy

    def _same(self, view: torch.Tensor, source: torch.Tensor) -> None:
        self._sources[id(view)] = source
        self._views += [view, source]

    # -- activations ------------------------------------------------------------------------

    def _relu(
        self, func: Callable[..., torch.Tensor], input: torch.Tensor, *args: Any, **how: Any
    ) -> torch.Tensor:
        if self._linear:
            return input
        self._check_kept(input, func, args, how)
        output = func(input, *args, **how)
        self.relus.append(Call("relu", output, output))
        return output

    def _clip(
        self, func: Callable[..., torch.Tensor], input: torch.Tensor, *args: Any, **how: Any
    ) -> torch.Tensor:
        first = "min_val" if func.__name__.startswith("hardtanh") else "min"
        least = args[0] if args else how.get(first, -1.0 if first == "min_val" else None)
        if isinstance(least, int | float) and least == 0:
            return self._relu(func, input, *args, **how)
        self._check_kept(input, func, args, how)
        return func(input, *args, **how)

    def _other(
        self, func: Callable[..., torch.Tensor], input: torch.Tensor, *args: Any, **how: Any
    ) -> torch.Tensor:
        if self._linear:
            return input
        self._check_kept(input, func, args, how)
        self.smooth.add(func.__name__.strip("_"))
        return func(input, *args, **how)

    def _check_kept(
        self, input: torch.Tensor, func: Callable[..., Any], args: Sequence[Any], how: Any
    ) -> None:
        overwrites = how.get("inplace") or _is_in_place(func.__name__) or True in args
        if overwrites and id(input) in self._kept:
            raise OverwrittenError

    def _dropout(
        self, func: Callable[..., torch.Tensor], input: torch.Tensor, *args: Any, **how: Any
    ) -> torch.Tensor:
        """Leave it out: scores would depend on luck."""
        return input

    def _random(self, func: Callable[..., Any], *args: Any, **how: Any) -> Any:
        raise RandomError(func.__name__)

    # -- normalisation ----------------------------------------------------------------------

    def _batch(
        self,
        func: Callable[..., torch.Tensor],
        input: torch.Tensor,
        running_mean: torch.Tensor | None,
        running_var: torch.Tensor | None,
        weight: torch.Tensor | None = None,
        bias: torch.Tensor | None = None,
        training: bool = False,
        momentum: float = 0.1,
        eps: float = 1e-5,
    ) -> torch.Tensor:
        if self._batch_norm == "skip":
            return input
        if self._batch_norm == "evaluation":
            return func(
                input, running_mean, running_var, weight, bias, running_mean is None, 0.0, eps
            )
        output, centre, rate = batch_norm(input, weight, bias, eps, self.freeze)
        name = self._names.get(id(weight), "")
        options = {"mean": centre, "rate": rate, "eps": eps}
        # What it gives may be overwritten, and mostly is, by a ReLU in place: nobody reads it.
        self.norms.append(Call("batch_norm", input, output, weight, bias, name, options))
        return output

    def _norm(
        self, func: Callable[..., torch.Tensor], input: torch.Tensor, *args: Any, **how: Any
    ) -> torch.Tensor:
        if self._linear and self._batch_norm == "skip":
            return input
        output = func(input, *args, **how)
        weight, bias = how.get("weight"), how.get("bias")
        if func.__name__ in ("layer_norm", "group_norm"):
            # Positions: shape or groups, then weight, bias, ε.
            weight = args[1] if weight is None and len(args) > 1 else weight
            bias = args[2] if bias is None and len(args) > 2 else bias
        name = self._names.get(id(weight), "")
        options = {"of": args[0] if args else next(iter(how.values()), None)}
        options["eps"] = how.get("eps", args[3] if len(args) > 3 else 1e-5)
        self.norms.append(Call(func.__name__, input, output, weight, bias, name, options))
        return self._hand_out(output)

    # -- pools, views -----------------------------------------------------------------------

    def _pool(self, func: Callable[..., Any], input: torch.Tensor, *args: Any, **how: Any) -> Any:
        output = func(input, *args, **how)
        first = output[0] if isinstance(output, tuple) else output
        self._pooled(input, first)
        return output

    def _mean(self, func: Callable[..., Any], input: torch.Tensor, *args: Any, **how: Any) -> Any:
        """Count a mean over all positions as a pool: of all dimensions but images and channels."""
        output = func(input, *args, **how)
        dims = args[0] if args else how.get("dim")
        if isinstance(dims, int):
            dims = (dims,)
        if dims is not None and input.dim() >= 3 and isinstance(output, torch.Tensor):
            positions = {d % input.dim() for d in dims}
            if positions == set(range(2, input.dim())):
                self._pooled(input, output)
        return output

    def _pooled(self, input: torch.Tensor, output: torch.Tensor) -> None:
        self.pools.append(Call("pool", input, output))

    def _view(
        self, func: Callable[..., torch.Tensor], input: torch.Tensor, *args: Any, **how: Any
    ) -> torch.Tensor:
        try:
            output = func(input, *args, **how)
        except RuntimeError:
            if func.__name__ != "view":
                raise
            output = input.reshape(*args, **how)  # channels lie last in memory here
        if isinstance(output, torch.Tensor) and output is not input:
            self._same(output, input)
        return output

    def _move(self, func: Callable[..., Any], input: torch.Tensor, *args: Any, **how: Any) -> Any:
        if id(input) not in self._names and _moves_first(func.__name__, input, args, how):
            self.moves_batch = True
        return func(input, *args, **how)

    def _attention(self, func: Callable[..., Any], *args: Any, **how: Any) -> Any:
        """Do what the function does, in steps that are seen."""
        self.smooth.add("attention")
        with self:
            return attend(*args, **how)

    def _product_of_attention(
        self, func: Callable[..., torch.Tensor], *args: Any, **how: Any
    ) -> torch.Tensor:
        self.smooth.add("attention")
        return attention(*args, **how)


_PLAIN = ("stride", "padding", "dilation", "groups")
_TRANSPOSED = ("stride", "padding", "output_padding", "groups", "dilation")


def _moves_first(name: str, input: torch.Tensor, args: Sequence[Any], how: Any) -> bool:
    """Tell whether the first dimension does not stay where it is."""
    if name == "permute":
        dims = args[0] if args and isinstance(args[0], tuple | list) else args or how["dims"]
        return bool(dims[0] % input.dim() != 0)
    given = (*args, *how.values())
    flat = [d for each in given for d in (each if isinstance(each, tuple | list) else (each,))]
    return not flat or any(d % input.dim() == 0 for d in flat)


def _is_in_place(name: str) -> bool:
    """Tell whether a function overwrites what it is given, by its name."""
    return (name.endswith("_") and not name.endswith("__")) or (
        name.startswith("__i") and name.endswith("__") and name not in ("__index__", "__int__")
    )


_HANDLERS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(_CONVOLUTIONS, Recorder._convolution),
    **dict.fromkeys(_PRODUCTS, Recorder._product),
    "linear": Recorder._linear_layer,
    **dict.fromkeys(RELUS, Recorder._relu),
    **dict.fromkeys(CLIPS, Recorder._clip),
    **dict.fromkeys(SMOOTH, Recorder._other),
    **dict.fromkeys(_DROPOUTS, Recorder._dropout),
    **dict.fromkeys(RANDOM, Recorder._random),
    "batch_norm": Recorder._batch,
    **dict.fromkeys(_NORMS, Recorder._norm),
    **dict.fromkeys(_POOLS, Recorder._pool),
    "mean": Recorder._mean,
    **dict.fromkeys(_VIEWS, Recorder._view),
    **dict.fromkeys(_MOVES, Recorder._move),
    "multi_head_attention_forward": Recorder._attention,
    "scaled_dot_product_attention": Recorder._product_of_attention,
}
