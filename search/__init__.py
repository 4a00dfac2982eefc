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

try:
    import landscape.errors  # noqa: F401
except ModuleNotFoundError as error:
    import sys  # nothing of ours can be asked to tell

    file = sys.modules["landscape"].__file__
    raise ImportError(
        f"{file} hides our package 'landscape': rename it, or move it out of the folder of your "
        "script, notebook or command"
    ) from error

from typing import TYPE_CHECKING

from landscape.lazy import lazily

if TYPE_CHECKING:
    from landscape.api.search import search
    from search.algorithms.best_improvement import best_improvement
    from search.algorithms.best_of import best_of
    from search.algorithms.freerea import freerea
    from search.algorithms.ga_rank import ga_rank
    from search.algorithms.hyperband import bohb, hyperband
    from search.algorithms.local_search import local_search
    from search.algorithms.mf_nas import mf_nas
    from search.algorithms.random_search import random_search
    from search.algorithms.rea import area, rea, rea_warm_up
    from search.algorithms.registry import ALGORITHMS, Algorithm, Guide, get_algorithm
    from search.algorithms.reinforce import reinforce
    from search.algorithms.sa_rank import sa_rank
    from search.algorithms.successive_halving import halve, successive_halving
    from search.algorithms.within import top, within
    from search.answers.live import LiveScores
    from search.answers.lookup import lookup
    from search.comparison.comparison import compare_searches
    from search.comparison.contests import SearchComparison
    from search.driver.budget import Budget
    from search.driver.driver import run
    from search.driver.protocol import Answers, Ask, Evaluate, Fidelity, Move, Objective, Search
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
    "Objective",
    "Result",
    "Search",
    "SearchComparison",
    "SearchRun",
    "Step",
    "Trials",
    "area",
    "best_improvement",
    "best_of",
    "bohb",
    "compare_searches",
    "freerea",
    "ga_rank",
    "get_algorithm",
    "halve",
    "hyperband",
    "local_search",
    "lookup",
    "mf_nas",
    "random_search",
    "rea",
    "rea_warm_up",
    "reinforce",
    "resumable_trials",
    "run",
    "sa_rank",
    "search",
    "successive_halving",
    "top",
    "trial_generator",
    "walk_space",
    "within",
]

# Names are loaded when first asked for: NumPy and pyarrow are slow to import.
_HOMES = {
    "ALGORITHMS": "search.algorithms.registry",
    "Algorithm": "search.algorithms.registry",
    "Answers": "search.driver.protocol",
    "Ask": "search.driver.protocol",
    "Budget": "search.driver.budget",
    "Evaluate": "search.driver.protocol",
    "Fidelity": "search.driver.protocol",
    "Guide": "search.algorithms.registry",
    "LiveScores": "search.answers.live",
    "Move": "search.driver.protocol",
    "Objective": "search.driver.protocol",
    "Result": "search.driver.result",
    "Search": "search.driver.protocol",
    "SearchComparison": "search.comparison.contests",
    "SearchRun": "search.runs.saved",
    "Step": "search.driver.result",
    "Trials": "search.driver.trials",
    "area": "search.algorithms.rea",
    "best_improvement": "search.algorithms.best_improvement",
    "best_of": "search.algorithms.best_of",
    "bohb": "search.algorithms.hyperband",
    "compare_searches": "search.comparison.comparison",
    "freerea": "search.algorithms.freerea",
    "ga_rank": "search.algorithms.ga_rank",
    "get_algorithm": "search.algorithms.registry",
    "hyperband": "search.algorithms.hyperband",
    "halve": "search.algorithms.successive_halving",
    "local_search": "search.algorithms.local_search",
    "lookup": "search.answers.lookup",
    "mf_nas": "search.algorithms.mf_nas",
    "random_search": "search.algorithms.random_search",
    "rea": "search.algorithms.rea",
    "rea_warm_up": "search.algorithms.rea",
    "reinforce": "search.algorithms.reinforce",
    "resumable_trials": "search.driver.trials",
    "run": "search.driver.driver",
    "sa_rank": "search.algorithms.sa_rank",
    "search": "landscape.api.search",
    "successive_halving": "search.algorithms.successive_halving",
    "top": "search.algorithms.within",
    "trial_generator": "search.driver.trials",
    "walk_space": "search.driver.walks",
    "within": "search.algorithms.within",
}
_RENAMED = {"Question": "Objective"}

_get, __dir__ = lazily(__name__, _HOMES)


def __getattr__(name: str) -> object:
    if name in _RENAMED:
        import warnings

        new = _RENAMED[name]
        warnings.warn(f"search.{name} is called {new} now", DeprecationWarning, stacklevel=2)
        return _get(new)
    return _get(name)
