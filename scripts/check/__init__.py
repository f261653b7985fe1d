"""Findings of a tree or of a commit, kept for as long as they hold."""
