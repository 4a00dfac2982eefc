"""Answers from proxies: untrained networks, scored when they are asked for, or built in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.datasets import BUILT_IN
from landscape.reporter import say
from landscape.scores.table import to_fitness
from proxies import Plan, get_proxy
from proxies.plan import scored_on, scoring_settings
from proxies.scoring.built_in import built_in_columns, fall_back, told_of_built_in
from search.answers.evaluator import Evaluator
from search.answers.live import LiveScores
from search.answers.lookup import lookup

if TYPE_CHECKING:
    from landscape.engines.protocol import Engine
    from search.plan import SearchPlan

__all__ = ["proxy_evaluator"]


def proxy_evaluator(plan: SearchPlan, engine: Engine) -> Evaluator:
    """Return who scores untrained networks when they are asked for, or knows what is built in.

    An engine evaluates what is asked for.

    Raises
    ------
    LandscapeError
        If a proxy cannot score the space, or an option of scoring is not possible.
    """
    options = plan.options
    proxies = [get_proxy(name) for name in plan.guide.proxies]
    settings = scoring_settings(options.dataset, **options.scoring())
    scoring = fall_back(Plan(plan.space, proxies, settings))
    if scoring.settings.data == BUILT_IN:
        return _built_in(scoring)
    with told_of_built_in(scoring):
        images = scoring.images
    from proxies import Scorer  # PyTorch is slow to import: only who scores waits for it

    scorer = Scorer(plan.space, proxies, settings, images=images, engine=engine)
    minimize = {proxy.metric.name: proxy.metric.minimize for proxy in proxies}
    live = LiveScores(scorer, minimize)
    live.at_once = scorer.side_by_side
    say(f"{', '.join(plan.guide.proxies)}: scored when asked for, on {scorer.device}")
    return Evaluator(
        live,
        {
            "proxies": {proxy.metric.name: scoring.identity(proxy) for proxy in proxies},
            "device": scorer.device.type,
            "at_once": settings.at_once,
        },
        dataset=scored_on(scoring),
        live=live,
        done_by=scorer.done_by,
    )


def _built_in(scoring: Plan) -> Evaluator:
    """Return who knows the scores that travel with the package; nobody knows what they took."""
    table = built_in_columns(scoring)
    fitness = {
        name: to_fitness(scores, minimize=table.metric(name).minimize)
        for name, scores in table.columns.items()
    }
    return Evaluator(
        lookup(fitness),
        {"proxies": dict(table.settings)},
        [f"{name} (scores that are built in have no seconds)" for name in fitness],
        dataset=scoring.settings.task.name,
        origin=BUILT_IN,
    )
