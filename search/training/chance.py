"""Random numbers that depend on what they are for, and on nothing that happened before."""

from __future__ import annotations

import hashlib

import numpy as np

__all__ = ["chance"]


def chance(*what: object) -> np.random.Generator:
    """Return the source of chance of one thing, such as the epoch of a training.

    Parameters
    ----------
    what
        Names and numbers; equal ones give equal random numbers, on every machine.
    """
    text = "/".join(("training", *map(str, what)))
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(digest, "little"))
