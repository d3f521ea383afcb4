"""The operators' pages. Each of them, and each form, takes an operator; articles and comments are not on them."""
