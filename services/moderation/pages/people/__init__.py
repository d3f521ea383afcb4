"""Pages about people: one's own account, the way in by a one-time link, and editors' accounts for admins."""
