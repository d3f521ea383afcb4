"""Measurements: each prints what it did, what limits it, and last one line of JSON with its `ratio`."""
