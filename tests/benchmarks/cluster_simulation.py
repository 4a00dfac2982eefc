"""How many workers a scoring keeps busy: an event simulation on recorded times, with no waiting.

Usage: python tests/benchmarks/cluster_simulation.py [--record]. The first prints a table from
``chunk_times.json``; the second records that file anew, some minutes: processor seconds of groups
of architectures on one core, and of the start of a worker, and the seconds that a client takes to
keep the rows of a chunk. Times of all chunks of a space follow from those that were recorded:
seconds of an architecture grow linearly with its FLOPs, and what a group differs by from that line
is drawn again for every chunk.
"""

from __future__ import annotations

import heapq
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.optimize import nnls

from landscape import get_space
from landscape.scores import resumable_scoring
from proxies import Plan, Scorer, Settings, get_proxy
from proxies.proxy import all_metrics

RECORD = Path(__file__).with_name("chunk_times.json")
WORKERS = (1, 10, 100, 1000)


@dataclass(frozen=True)
class Times:
    """What a cluster takes, in seconds.

    Attributes
    ----------
    chunks
        Of scoring each chunk.
    start
        Of a worker, before its first chunk.
    send
        From when a worker is free until it has its next chunk.
    take
        Of what the client does with the rows of a chunk, one after the other.
    """

    chunks: np.ndarray
    start: float = 0.0
    send: float = 0.0
    take: float = 0.0


def handed_out(times: Times, n_workers: int) -> float:
    """Return the seconds until all rows are kept, where workers get chunks one by one, in order."""
    free = [times.start] * n_workers
    finished = []
    for seconds in times.chunks:
        finished.append(heapq.heappop(free) + times.send + seconds)
        heapq.heappush(free, finished[-1])
    kept = 0.0
    for moment in sorted(finished):
        kept = max(kept, moment) + times.take
    return kept


def shared_out(times: Times, n_workers: int) -> float:
    """Return the seconds of the longest shard, each of which takes every n-th chunk."""
    return times.start + max(
        float(np.sum(times.chunks[first::n_workers] + times.take)) for first in range(n_workers)
    )


def efficiency(times: Times, n_workers: int, seconds: float) -> float:
    """Return the share of the workers' time in which chunks were scored."""
    return float(np.sum(times.chunks)) / (n_workers * seconds)


def limit(times: Times, n_workers: int) -> str:
    """Return what keeps workers from being busy all the time where chunks are handed out."""
    total, longest = float(np.sum(times.chunks)), float(np.max(times.chunks))
    bounds = {
        "work": total / n_workers,
        "longest chunk": longest,
        "client": len(times.chunks) * times.take,
        "start": times.start,
    }
    if len(times.chunks) < n_workers:
        return f"{len(times.chunks)} chunks"
    tightest = max(bounds, key=lambda name: bounds[name])
    if tightest != "work":
        return tightest
    tail = handed_out(times, n_workers) - bounds["work"] - times.start
    return "tail" if tail > times.start else "start"


# -- what was recorded ---------------------------------------------------------------------------


def simulated(record: dict, kind: str, size: int, *, n_spaces: int = 1, seed: int = 0) -> Times:
    """Return the times of all chunks of NAS-Bench-201 of about `size`, as often as is said.

    Parameters
    ----------
    record
        Content of ``chunk_times.json``.
    kind
        Which recorded metrics.
    size
        Networks a chunk.
    n_spaces
        How many times as large the space is.
    seed
        Draws what chunks differ by from the line.
    """
    found = record[kind]
    flops, seconds, n = (np.array(found[name]) for name in ("flops", "seconds", "n"))
    known = np.column_stack([n, flops])
    line, _ = nnls(known, seconds)
    ratio = seconds / (known @ line)
    each = line[0] + line[1] * np.tile(canonical_flops()[1], n_spaces)
    parts = np.array_split(each, max(1, round(len(each) / size)))
    drawn = np.random.default_rng(seed).choice(ratio, len(parts))
    chunks = np.array([part.sum() for part in parts]) * drawn
    return Times(chunks, record["start"], record["send"], record["take"])


@cache
def canonical_flops() -> tuple[np.ndarray, np.ndarray]:
    """Return the canonical architectures of NAS-Bench-201, in order, and the FLOPs of each."""
    space = get_space("nb201")
    canonical = Plan(space, [get_proxy("synflow")], Settings()).configurations
    return canonical, Scorer(space, [get_proxy("flops")], Settings()).score(canonical)["flops"]


def record() -> dict:
    """Score some groups of architectures, and return what that took."""
    canonical, mflops = canonical_flops()
    settings = Settings(data="noise", device="cpu")
    kinds = {
        "synflow": (["synflow"], 128, 12),
        "all": ([n for n in all_metrics() if n != "rank"], 8, 14),
    }
    found = {"start": _start(), "send": 0.002, "take": _take()}
    for kind, (names, size, count) in kinds.items():
        scorer = Scorer(get_space("nb201"), [get_proxy(name) for name in names], settings)
        firsts = np.linspace(0, len(canonical) - size, count).astype(int)
        scorer.score(canonical[firsts[0] : firsts[0] + size])  # weights are drawn once
        rows = [slice(first, first + size) for first in firsts]
        found[kind] = {
            "n": [size] * count,
            "flops": [float(mflops[row].sum()) for row in rows],
            "seconds": [_seconds(scorer, canonical[row]) for row in rows],
        }
    return found


def _seconds(scorer: Scorer, indices: np.ndarray) -> float:
    """Return the processor seconds that scores take: the machine may have other work."""
    begin = time.process_time()
    scorer.score(indices)
    return time.process_time() - begin


def _start() -> float:
    before = os.times()
    subprocess.run([sys.executable, "-c", "import proxies.scorer"], check=True)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def _take() -> float:
    """Return the seconds that a client takes to keep a chunk of eighteen metrics, the median."""
    rng, chunks = np.random.default_rng(0), np.array_split(np.arange(64 * 40), 40)
    rows = {f"metric{i}": rng.random(64) for i in range(18)}
    taken = []
    with (
        tempfile.TemporaryDirectory() as folder,
        resumable_scoring(Path(folder), settings={}, chunks=chunks) as scoring,
    ):
        for position in range(40):
            begin = time.perf_counter()
            scoring.save(position, rows)
            taken.append(time.perf_counter() - begin)
    return float(np.median(taken))


def main() -> None:
    if sys.argv[1:] == ["--record"]:
        RECORD.write_text(json.dumps(record(), separators=(",", ":")) + "\n", "utf-8")
    found = json.loads(RECORD.read_text("utf-8"))
    cases = {
        "synflow, nb201": simulated(found, "synflow", 512),
        "all metrics, nb201": simulated(found, "all", 64),
        "all metrics, nb201, chunks of 8": simulated(found, "all", 8),
        "all metrics, 45 times as many": simulated(found, "all", 64, n_spaces=45),
        "synflow, 450 times as many": simulated(found, "synflow", 512, n_spaces=450),
    }
    print(f"start {found['start']:.1f} s, taking rows {1000 * found['take']:.1f} ms")
    print("| | chunks | seconds a chunk | workers | handed out | limit | shards |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, times in cases.items():
        spread = f"{times.chunks.mean():.1f} ({times.chunks.min():.1f} to {times.chunks.max():.1f})"
        for n in WORKERS:
            dynamic = efficiency(times, n, handed_out(times, n))
            static = efficiency(times, n, shared_out(times, n))
            print(
                f"| {name} | {len(times.chunks):,} | {spread} | {n:,} | {dynamic:.1%} | "
                f"{limit(times, n)} | {static:.1%} |"
            )


if __name__ == "__main__":
    main()
