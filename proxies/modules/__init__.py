"""Networks that are PyTorch modules of anybody's: what happens in them, found by watching."""
