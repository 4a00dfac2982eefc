"""Searches as generators: they say what to score and where they go, and a driver runs hundreds.

Examples
--------
>>> import numpy as np
>>> from landscape import get_space
>>> from search import local_search, lookup, run
>>> space = get_space("nb201")
>>> table = {"number": np.arange(15625.0)}
>>> rngs = np.random.default_rng(0).spawn(500)
>>> results = run([local_search(space, "number", r) for r in rngs], lookup(table), budget=200)
>>> {result.architecture for result in results}
{15624}
"""

from __future__ import annotations

from search.algorithms.best_improvement import best_improvement
from search.algorithms.best_of import best_of
from search.algorithms.freerea import freerea
from search.algorithms.ga_rank import ga_rank
from search.algorithms.local_search import local_search
from search.algorithms.mf_nas import mf_nas
from search.algorithms.random_search import random_search
from search.algorithms.rea import rea, rea_warm_up
from search.algorithms.registry import ALGORITHMS, Algorithm, Guide, get_algorithm
from search.algorithms.sa_rank import sa_rank
from search.algorithms.successive_halving import halve, successive_halving
from search.algorithms.within import top, within
from search.answers.live import LiveScores
from search.answers.lookup import Answers, Evaluate, lookup
from search.comparison.comparison import SearchComparison, compare_searches
from search.driver.budget import Budget
from search.driver.driver import run
from search.driver.protocol import Ask, Fidelity, Move, Question, Search
from search.driver.result import Result, Step
from search.driver.trials import Trials, resumable_trials, trial_generator
from search.driver.walks import walk_space
from search.runs.saved import SearchRun

__all__ = [
    "ALGORITHMS",
    "Algorithm",
    "Answers",
    "Ask",
    "Budget",
    "Evaluate",
    "Fidelity",
    "Guide",
    "LiveScores",
    "Move",
    "Question",
    "Result",
    "Search",
    "SearchComparison",
    "SearchRun",
    "Step",
    "Trials",
    "best_improvement",
    "best_of",
    "compare_searches",
    "freerea",
    "ga_rank",
    "get_algorithm",
    "halve",
    "local_search",
    "lookup",
    "mf_nas",
    "random_search",
    "rea",
    "rea_warm_up",
    "resumable_trials",
    "run",
    "sa_rank",
    "successive_halving",
    "top",
    "trial_generator",
    "walk_space",
    "within",
]
