"""Who answers searches: tables, benchmarks, proxies, and training; each says what it costs."""
