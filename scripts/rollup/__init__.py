"""Sums over a tree of committees, from the snapshots that they hand up."""
