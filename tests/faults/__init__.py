"""The fault suite: a real newsroom under load, hurt at random from a seed, judged by what was written down outside it.

`./run faults` runs it; `docs/how-we-test.md` says what it proves and what it does not.
"""
