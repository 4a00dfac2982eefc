"""Readers of the files that benchmarks are published in."""
