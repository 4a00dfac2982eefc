"""Scores: what a column means, tables on disk, scoring that resumes, tables users bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.lazy import lazily

if TYPE_CHECKING:
    from landscape.scores.architectures import read_architectures
    from landscape.scores.rank import RANK_MEMBERS, rank_sum
    from landscape.scores.resume import Scoring, resumable_scoring
    from landscape.scores.table import Metric, ScoreTable
    from landscape.scores.table_file import load_matching, read_scores, write_scores
    from landscape.scores.user import read_user_scores

__all__ = [
    "RANK_MEMBERS",
    "Metric",
    "ScoreTable",
    "Scoring",
    "load_matching",
    "rank_sum",
    "read_architectures",
    "read_scores",
    "read_user_scores",
    "resumable_scoring",
    "write_scores",
]

# Names are loaded when first asked for: what a metric means is known without Arrow.
_HOMES = {
    "RANK_MEMBERS": "landscape.scores.rank",
    "Metric": "landscape.scores.table",
    "ScoreTable": "landscape.scores.table",
    "Scoring": "landscape.scores.resume",
    "load_matching": "landscape.scores.table_file",
    "rank_sum": "landscape.scores.rank",
    "read_architectures": "landscape.scores.architectures",
    "read_scores": "landscape.scores.table_file",
    "read_user_scores": "landscape.scores.user",
    "resumable_scoring": "landscape.scores.resume",
    "write_scores": "landscape.scores.table_file",
}

__getattr__, __dir__ = lazily(__name__, _HOMES)
