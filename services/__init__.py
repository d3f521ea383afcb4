"""The services: each a process, each with its own database; none knows another."""
