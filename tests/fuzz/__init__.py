"""What breaks, or does not: requests made by machines, words that hurt, load far above capacity, hours of it."""
