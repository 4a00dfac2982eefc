"""Readers of NATS-Bench and NAS-Bench-201 1.1."""
