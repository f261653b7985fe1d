"""The site as HTML: built, finished, swapped in at once."""
