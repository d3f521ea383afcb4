"""Ingest. Takes reporters' drafts over HTTP, writes them to their topic, keeps their status as topics tell it."""
