"""Scores of untrained networks for whole spaces: what is asked for, evaluated, and kept."""
