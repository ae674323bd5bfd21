"""How fast Greenroom is and what it costs, measured beside what it is compared to; `python -m benchmarks`."""
