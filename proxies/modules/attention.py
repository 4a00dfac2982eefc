"""Multi-head attention in steps, each of which is a function that can be watched."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch.nn import functional

__all__ = ["attend", "attention"]


def attend(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: torch.Tensor | None,
    in_proj_bias: torch.Tensor | None,
    bias_k: torch.Tensor | None,
    bias_v: torch.Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: torch.Tensor,
    out_proj_bias: torch.Tensor | None,
    training: bool = True,
    key_padding_mask: torch.Tensor | None = None,
    need_weights: bool = True,
    attn_mask: torch.Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: torch.Tensor | None = None,
    k_proj_weight: torch.Tensor | None = None,
    v_proj_weight: torch.Tensor | None = None,
    **rest: Any,
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """Return what ``torch.nn.functional.multi_head_attention_forward`` does, without dropout.

    Sequences have shape ``(length, images, features)``, or ``(length, features)``.

    Raises
    ------
    NotImplementedError
        With biases of keys, or an attention to zero: few networks have these.
    """
    if (
        bias_k is not None
        or bias_v is not None
        or add_zero_attn
        or rest.get("static_k") is not None
    ):
        raise NotImplementedError("attention with bias_k, bias_v, add_zero_attn or static keys")
    is_single = query.dim() == 2
    if is_single:
        query, key, value = (part[:, None] for part in (query, key, value))
    weights: tuple[Any, ...] = (q_proj_weight, k_proj_weight, v_proj_weight)
    if not use_separate_proj_weight:
        assert in_proj_weight is not None
        weights = in_proj_weight.chunk(3)
    biases: tuple[Any, ...] = (None,) * 3 if in_proj_bias is None else in_proj_bias.chunk(3)
    to, at, of = (
        _heads(functional.linear(part, weight, bias), num_heads)
        for part, weight, bias in zip((query, key, value), weights, biases, strict=True)
    )
    mixed, chances = _mix(to, at, of, _mask(attn_mask, key_padding_mask, num_heads, to))
    length, images = query.shape[:2]
    joined = mixed.permute(2, 0, 1, 3).reshape(length, images, -1)
    output = functional.linear(joined, out_proj_weight, out_proj_bias)
    found = None
    if need_weights:
        found = chances.mean(dim=1) if rest.get("average_attn_weights", True) else chances
        found = found[0] if is_single else found
    return (output[:, 0] if is_single else output), found


def attention(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attn_mask: torch.Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> torch.Tensor:
    """Return what ``torch.nn.functional.scaled_dot_product_attention`` does, without dropout.

    It can be differentiated twice, as not all of PyTorch's own can.
    """
    if enable_gqa:
        times = query.shape[-3] // key.shape[-3]
        key, value = (part.repeat_interleave(times, dim=-3) for part in (key, value))
    mask = attn_mask
    if mask is not None and mask.dtype == torch.bool:  # true where it looks
        mask = _added(~mask, query)
    if is_causal:
        seen = torch.ones(query.shape[-2], key.shape[-2], dtype=torch.bool, device=query.device)
        mask = _added(~seen.tril(), query)
    if scale is not None:
        query = query * (scale * math.sqrt(query.shape[-1]))
    return _mix(query, key, value, mask)[0]


def _heads(maps: torch.Tensor, count: int) -> torch.Tensor:
    """Return ``(length, images, features)`` as ``(images, heads, length, features / heads)``."""
    length, images, features = maps.shape
    return maps.reshape(length, images, count, features // count).permute(1, 2, 0, 3)


def _mix(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None
) -> tuple[torch.Tensor, torch.Tensor]:
    scores = (query / math.sqrt(query.shape[-1])) @ key.mT
    chances = (scores if mask is None else scores + mask).softmax(dim=-1)
    return chances @ value, chances


def _mask(
    mask: torch.Tensor | None, padding: torch.Tensor | None, heads: int, like: torch.Tensor
) -> torch.Tensor | None:
    """Return what is added to the scores, of shape ``(images or 1, heads or 1, to, from or 1)``."""
    total = None
    if mask is not None:
        added = _added(mask, like)
        total = added.view(-1, heads, *added.shape[1:]) if added.dim() == 3 else added[None, None]
    if padding is not None:
        hidden = _added(padding, like)
        hidden = hidden.reshape(len(hidden) if hidden.dim() == 2 else 1, 1, 1, -1)
        total = hidden if total is None else total + hidden
    return total


def _added(mask: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    if mask.dtype != torch.bool:
        return mask
    return torch.zeros_like(mask, dtype=like.dtype).masked_fill(mask, -math.inf)
