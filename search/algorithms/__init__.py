"""The search algorithms, written like the papers' pseudocode."""
