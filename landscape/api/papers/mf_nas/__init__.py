"""The MF-NAS paper: every figure and table of it."""

from landscape.api.papers.mf_nas import findings, landscapes, searches, stages
from landscape.api.papers.mf_nas.paper import MF_NAS

__all__ = ["MF_NAS", "findings", "landscapes", "searches", "stages"]
