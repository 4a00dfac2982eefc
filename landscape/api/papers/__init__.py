"""Figures and tables of papers, made again from what is there; see `report`."""

from landscape.api.papers.registry import PAPERS, Paper, Part
from landscape.api.papers.report import Cell, Figure, Row, Table

__all__ = ["PAPERS", "Cell", "Figure", "Paper", "Part", "Row", "Table"]
