"""NK landscapes: bit strings whose every bit contributes by its own and the next k bits' values."""

from __future__ import annotations

import numpy as np


def nk_fitness(n, k, seed=0):
    """Return the fitness of all ``2**n`` bit strings, in the order of ``ProductSpace([2] * n)``.

    Kauffman and Levin, "Towards a general theory of adaptive walks on rugged landscapes", 1987,
    with the neighbouring bits in a circle as those that interact.
    """
    contributions = np.random.default_rng(seed).random((n, 2 ** (k + 1)))
    strings = np.arange(2**n)
    rings = strings | strings << n  # so that a window can run over the end
    windows = 2 ** (k + 1) - 1
    fitness = np.zeros(2**n)
    for bit in range(n):
        fitness += contributions[bit, rings >> bit & windows]
    return fitness / n
