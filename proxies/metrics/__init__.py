"""The proxies, one idea a file."""
