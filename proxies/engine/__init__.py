"""Many architectures in one pass: weights, steps and their derivatives, on any device."""
