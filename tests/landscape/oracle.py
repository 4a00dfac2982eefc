"""The definitions, word for word: plain loops and dicts, slow and obviously right.

`fitness` is a list, None is missing; `neighbours(i, distance)` lists the neighbours of `i`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from types import SimpleNamespace


def product_neighbours(shape, ordinal=None):
    """By the variables that change, then by options: what is that far away, of all there are."""
    if ordinal is not None and any(ordinal):
        return _ordered_neighbours(shape, ordinal)
    codes = list(itertools.product(*map(range, shape)))
    number = {code: i for i, code in enumerate(codes)}

    def neighbours(index, distance):
        found = []
        for axes in itertools.combinations(range(len(shape)), distance):
            others = [[o for o in range(shape[a]) if o != codes[index][a]] for a in axes]
            for options in itertools.product(*others):
                code = list(codes[index])
                for axis, option in zip(axes, options, strict=True):
                    code[axis] = option
                found.append(number[tuple(code)])
        return found

    return neighbours


def _ordered_neighbours(shape, ordinal):
    codes = list(itertools.product(*map(range, shape)))

    def far(one, other, in_order):
        return abs(one - other) if in_order else int(one != other)

    def neighbours(index, distance):
        here, found = codes[index], []
        for number, code in enumerate(codes):
            if sum(map(far, here, code, ordinal)) == distance:
                axes = [a for a in range(len(shape)) if code[a] != here[a]]
                found.append((axes, [code[a] for a in axes], number))
        return [number for *_, number in sorted(found)]

    return neighbours


def climb(start, fitness, neighbours):
    here = start
    while True:
        best = here
        for neighbour in neighbours(here, 1):
            if fitness[neighbour] is not None and fitness[neighbour] > fitness[best]:
                best = neighbour
        if best == here:
            return here
        here = best


def solve(fitness, neighbours, escape=2):
    alive = [i for i, f in enumerate(fitness) if f is not None]
    ends = {i: climb(i, fitness, neighbours) for i in alive}
    optima = [i for i in alive if ends[i] == i]
    basins = Counter(ends.values())

    def near(i):
        return [n for n in neighbours(i, 1) if fitness[n] is not None]

    strict = [i for i in optima if all(fitness[n] < fitness[i] for n in near(i))]
    plateaus = components(alive, [(i, n) for i in alive for n in near(i) if level(fitness, i, n)])
    closed = [p for p in plateaus if all(fitness[n] <= fitness[i] for i in p for n in near(i))]

    lon, self_weight = Counter(), Counter()
    for i in optima:
        for n in neighbours(i, escape):
            if n in ends and ends[n] == i:
                self_weight[i] += 1
            elif n in ends:
                lon[i, ends[n]] += 1

    mlon = {e: w for e, w in lon.items() if fitness[e[1]] > fitness[e[0]]}
    weak = {e: w for e, w in lon.items() if fitness[e[1]] >= fitness[e[0]]}
    return SimpleNamespace(
        attractor=[ends.get(i, -1) for i in range(len(fitness))],
        optima=optima,
        basins={i: basins[i] for i in optima},
        strict=strict,
        plateaus=closed,
        lon=dict(lon),
        self_weight={i: self_weight[i] for i in optima},
        mlon=mlon,
        weak=weak,
        sinks=sinks(optima, mlon),
        cmlon=compress(fitness, optima, lon, basins, self_weight),
    )


def compress(fitness, optima, lon, basins, self_weight):
    groups = components(optima, [e for e in lon if level(fitness, *e)])
    of = {i: min(group) for group in groups for i in group}
    nodes = {min(group): group for group in groups}
    edges, inside = Counter(), Counter()
    for (i, j), weight in lon.items():
        if fitness[j] > fitness[i]:
            edges[of[i], of[j]] += weight
        elif of[i] == of[j]:
            inside[of[i]] += weight
    ends = sinks(nodes, edges)
    return SimpleNamespace(
        nodes=sorted(nodes),
        members={n: len(group) for n, group in nodes.items()},
        basins={n: sum(basins[i] for i in group) for n, group in nodes.items()},
        self_weight={
            n: sum(self_weight[i] for i in group) + inside[n] for n, group in nodes.items()
        },
        edges=dict(edges),
        sinks=ends,
        funnels={i: [s for s in ends if reaches(edges, of[i], s)] for i in optima},
    )


def level(fitness, i, j):
    return fitness[i] == fitness[j]


def sinks(nodes, edges):
    return sorted(n for n in nodes if all(source != n for source, _ in edges))


def reaches(edges, start, end):
    seen, fresh = set(), {start}
    while fresh:
        seen |= fresh
        fresh = {j for i, j in edges if i in fresh} - seen
    return end in seen


def components(nodes, links):
    groups = {n: {n} for n in nodes}
    for i, j in links:
        if groups[i] is not groups[j]:
            union = groups[i] | groups[j]
            groups.update(dict.fromkeys(union, union))
    return list({id(group): group for group in groups.values()}.values())
