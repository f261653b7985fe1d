"""Workbooks: those that units fill in, those that the centre prints."""
