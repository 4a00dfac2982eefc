"""Drawings of single architectures."""
