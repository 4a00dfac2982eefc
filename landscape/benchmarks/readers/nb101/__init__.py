"""Readers of NAS-Bench-101."""
