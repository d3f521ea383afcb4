"""The command line: the whole newsroom on one machine, and what its people and operators type."""
