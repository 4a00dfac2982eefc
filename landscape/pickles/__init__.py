"""Pickles of strangers, looked through before anything is built of them."""
