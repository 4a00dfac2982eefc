"""Comparison of finished searches: algorithm × dataset, with a paired test."""
