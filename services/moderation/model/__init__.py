"""The desk's values and decisions, pure: time, ids and people are arguments."""
