"""Runs many searches in lockstep, asks for them together and charges each its cost."""
