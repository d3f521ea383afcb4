"""Readers' comments at the door: what is taken, from whom, under what; and how one stands."""
