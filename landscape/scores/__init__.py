"""Scores: what a column means, tables on disk, scoring that resumes, tables users bring."""

from __future__ import annotations

from landscape.scores.cache import load_matching
from landscape.scores.metric import Metric
from landscape.scores.resume import Scoring, resumable_scoring
from landscape.scores.table import ScoreTable, read_scores, write_scores
from landscape.scores.user import read_user_scores

__all__ = [
    "Metric",
    "ScoreTable",
    "Scoring",
    "load_matching",
    "read_scores",
    "read_user_scores",
    "resumable_scoring",
    "write_scores",
]
