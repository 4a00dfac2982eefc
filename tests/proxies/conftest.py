"""Architectures of every kind, and helpers that several tests share."""

from __future__ import annotations

import numpy as np
import pytest

from landscape.spaces import NB201

KINDS = {
    "all 3×3": "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
    "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|",
    "all 1×1": "|nor_conv_1x1~0|+|nor_conv_1x1~0|nor_conv_1x1~1|"
    "+|nor_conv_1x1~0|nor_conv_1x1~1|nor_conv_1x1~2|",
    "all pooling": "|avg_pool_3x3~0|+|avg_pool_3x3~0|avg_pool_3x3~1|"
    "+|avg_pool_3x3~0|avg_pool_3x3~1|avg_pool_3x3~2|",
    "all skips": "|skip_connect~0|+|skip_connect~0|skip_connect~1|"
    "+|skip_connect~0|skip_connect~1|skip_connect~2|",
    "one skip": "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|",
    "longest chain": "|nor_conv_3x3~0|+|none~0|avg_pool_3x3~1|+|none~0|none~1|nor_conv_3x3~2|",
    "dead operations": "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|",
    "dead middle": "|none~0|+|nor_conv_1x1~0|nor_conv_3x3~1|"
    "+|none~0|avg_pool_3x3~1|skip_connect~2|",
    "nothing": "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|",
    "no path": "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|",
}
"""Architectures that have gone wrong somewhere before, or might."""


@pytest.fixture(scope="session")
def space() -> NB201:
    return NB201()


@pytest.fixture(scope="session")
def some(space: NB201) -> np.ndarray:
    """A few architectures of every kind and some at random, ascending."""
    drawn = space.sample(np.random.default_rng(7), 12)
    return np.unique([*(space.parse(text) for text in KINDS.values()), *drawn])
