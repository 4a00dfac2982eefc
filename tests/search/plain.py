"""The searches as plain loops over one trial: tables looked up, nothing charged, nothing shared.

They draw from the same operators in the same order, so that results must be equal to the last bit.
"""

from __future__ import annotations

import math

import numpy as np

from landscape.scores.rank import rank_sum
from search.algorithms.sa_rank import Perturb
from search.operators.genes import Genes


def worst_if_missing(fitness):
    return -math.inf if math.isnan(fitness) else fitness


def halving(pool, table, rungs):
    """Return the architecture that is left, and how many networks were trained to each rung."""
    counts, best = [], None
    for rung in rungs:
        counts.append(len(pool))
        known = [x for x in pool if not math.isnan(table[rung][x])]
        if not known:
            return best, counts
        known = sorted(known, key=lambda x: -table[rung][x])  # stable, as the paper leaves open
        best = known[0]
        pool = known[: -(-len(pool) // 2)]
    return best, counts


def evolution(space, table, rng, *, population, tournament, evaluations):
    """Return every architecture that was evaluated, in order."""
    genes = Genes(space, rng)
    alive = space.sample(rng, population).tolist()
    history = list(alive)
    while len(history) < evaluations:
        chosen = range(population)
        if tournament < population:
            chosen = rng.choice(population, tournament, replace=False)
        parent = max((alive[i] for i in chosen), key=lambda x: worst_if_missing(table[x]))
        child = genes.mutate_each(parent)
        alive = [*alive[1:], child]
        history.append(child)
    return history


def annealing(space, tables, rng, *, acceptance, archive, returns, neighbours):
    """Return the current solution after each step, the published one at the end."""
    start, end, cooling = 1.0, 8e-4 if acceptance == "metropolis" else 1e-3, 0.745
    perturb, current, past, walk = Perturb(space, rng), space.sample(rng), [], []
    temperature = start
    while temperature > end:
        for _ in range(4):
            around = perturb.several(current, neighbours)
            group = [current, *around, *past]
            group = [x for i, x in enumerate(group) if x not in group[:i]]
            ranks = rank_sum([table[group] for table in tables], [False] * len(tables))
            order = sorted(range(len(group)), key=lambda i: -ranks[i])
            winner = group[order[0]]
            if archive and winner not in past:
                past.append(winner)
            chosen = order[0]
            if acceptance == "metropolis" and winner == current:
                chosen = order[1]
            energy = ranks[0] - ranks[chosen]  # r(candidate) - r(s), ranks counted from the best
            x = rng.random()
            if acceptance == "paper":
                moves = x >= math.exp(energy / temperature)
            else:
                moves = energy < 0 or x <= math.exp(-0.25 * energy / temperature)
            current = group[chosen] if moves else current
            walk.append(current)
        temperature *= cooling
    return [*walk, winner] if returns == "best" else walk


def free_evolution(space, tables, rng, *, population, tournament, steps):
    """Return all that was scored after so many steps, in order, and the best of them."""
    genes = Genes(space, rng)

    def scaled(group):
        total = np.zeros(len(group))
        for table in tables:
            values = table[group]
            total += values / np.abs(values).max()
        return total

    alive = space.sample(rng, population).tolist()
    history = list(alive)
    for _ in range(steps):
        some = [alive[i] for i in rng.choice(len(alive), tournament, replace=False)]
        merit = scaled(some)
        first, second = sorted(range(tournament), key=lambda i: -merit[i])[:2]
        mother, father = some[first], some[second]
        born = [genes.mutate_one(mother), genes.mutate_one(father), genes.cross(mother, father)[0]]
        history += born
        alive = [*alive[1:], *born]
        merit = scaled(alive)
        kept = sorted(range(len(alive)), key=lambda i: -merit[i])[:population]
        alive = [alive[i] for i in sorted(kept)]
    distinct = list(dict.fromkeys(history))
    return history, distinct[int(np.argmax(scaled(distinct)))]
