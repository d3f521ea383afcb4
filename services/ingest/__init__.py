"""Ingest. Takes reporters' drafts over HTTP, writes them to their topic, and keeps their status from what topics tell."""
