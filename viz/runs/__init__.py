"""What is drawn of saved runs: their networks, figures of several, and what colours mean."""
