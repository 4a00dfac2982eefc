"""Charts: every figure of a paper that is no network, as plain data with two renderers."""
