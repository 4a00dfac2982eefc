"""What answers a search: live proxies and measured benchmarks."""
