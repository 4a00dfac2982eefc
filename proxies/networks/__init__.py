"""The networks of the known spaces, as batches that the engine runs."""
