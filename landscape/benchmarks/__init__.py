"""Benchmarks: metrics of trained networks, read from the files people have."""
