"""Renderers for the screen, with plotly: HTML and notebooks."""
