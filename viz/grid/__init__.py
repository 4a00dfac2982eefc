"""Many networks in one picture."""
