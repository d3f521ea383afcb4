"""Publish. Reads the desk's decisions, writes what the public may see and tells it, keeps `articles`."""
