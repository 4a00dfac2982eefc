"""First-improvement hill climbing as a plain loop: one evaluation at a time, nothing shared."""

from __future__ import annotations

import math

from search import Step
from search.operators.moves import random_moves


class BudgetError(Exception):
    pass


def climb(space, table, rng, *, budget, accept_equal=False):
    """Return the evaluations spent and the moves made."""
    spent, best, steps = 0, (-1, math.nan), []

    def evaluate(architecture):
        nonlocal spent
        if spent == budget:
            raise BudgetError
        spent += 1
        return float(table[architecture])

    def move(architecture, fitness):
        nonlocal best
        if math.isnan(best[1]) or fitness > best[1]:
            best = architecture, fitness
        steps.append(Step(spent, architecture, fitness, *best))

    def land(draw):
        while math.isnan(fitness := evaluate(architecture := draw())):
            pass
        move(architecture, fitness)
        return architecture, fitness

    def first_better(scan, current):
        for architecture in scan:
            fitness = evaluate(architecture)
            if fitness > current or (accept_equal and fitness == current):
                move(architecture, fitness)
                return architecture, fitness
        return None

    moves = random_moves(space, rng)
    try:
        current, fitness = land(lambda: space.sample(rng))
        while True:
            better = first_better(moves.scan(current), fitness)
            current, fitness = better or land(lambda here=current: moves.escape(here))
    except BudgetError:
        return spent, tuple(steps)
