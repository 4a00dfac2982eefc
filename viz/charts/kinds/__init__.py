"""The kinds of charts, one a file."""
