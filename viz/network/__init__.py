"""A network as a figure: plain data that every renderer draws."""
