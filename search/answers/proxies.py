"""Answers from proxies: untrained networks that are scored when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.reporter import say
from proxies import Plan, get_proxy
from proxies.settings import scored_on, scoring_settings
from search.answers.evaluator import Evaluator
from search.answers.live import LiveScores

if TYPE_CHECKING:
    from search.plan import SearchPlan

__all__ = ["proxy_evaluator"]


def proxy_evaluator(plan: SearchPlan) -> Evaluator:
    """Return who scores untrained networks when they are asked for.

    Raises
    ------
    LandscapeError
        If a proxy cannot score the space, or an option of scoring is not possible.
    """
    options = plan.options
    proxies = [get_proxy(name) for name in plan.guide.proxies]
    settings = scoring_settings(options.dataset, **options.scoring())
    scoring = Plan(plan.space, proxies, settings)
    from proxies import Scorer  # PyTorch is slow to import: only who scores waits for it

    scorer = Scorer(plan.space, proxies, settings, images=scoring.images)
    minimize = {proxy.metric.name: proxy.metric.minimize for proxy in proxies}
    say(f"{', '.join(plan.guide.proxies)}: scored when asked for, on {scorer.device}")
    return Evaluator(
        live := LiveScores(scorer, minimize, plan.space.size),
        {
            "proxies": {proxy.metric.name: scoring.identity(proxy) for proxy in proxies},
            "device": scorer.device.type,
            "at_once": settings.at_once,
        },
        dataset=scored_on(settings, proxies),
        live=live,
    )
