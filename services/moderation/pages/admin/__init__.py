"""The admin's pages: what is settled for the whole newsroom. Each of them, and each form, takes the role admin."""
