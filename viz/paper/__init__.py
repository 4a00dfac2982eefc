"""Renderers for print, with matplotlib: PNG, PDF, SVG."""
