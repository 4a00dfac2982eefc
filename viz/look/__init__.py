"""Colours, letters and sizes that all pictures share."""
