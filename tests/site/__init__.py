"""The public site: what it makes of what is published."""
