"""`redaksi backup` and `redaksi restore`: what cannot be made anew of the topics, in one folder, and back."""
