"""Results in words, for people or for other programs."""
