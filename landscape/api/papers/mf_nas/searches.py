"""Figures 4, 5 and 8, and the tables: searches, and what they find."""
