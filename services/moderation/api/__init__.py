"""HTTP in: the desk's JSON API."""
