"""What searches are made of: random moves, draws, ranks, mutation and crossover."""
