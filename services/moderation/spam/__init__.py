"""The guard of the comments: scores a text as gambling promotion, learns from decisions, says what weighed."""
