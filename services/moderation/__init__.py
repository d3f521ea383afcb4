"""Moderation, the desk. Reads drafts; writes decisions and what the newsroom settles; keeps articles and people."""
