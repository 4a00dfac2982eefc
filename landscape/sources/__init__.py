"""Where the scores of a landscape come from: a table of the user's, or a benchmark."""
