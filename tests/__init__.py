"""Tests: they mirror the tree; `tests/system` is what needs real servers."""
