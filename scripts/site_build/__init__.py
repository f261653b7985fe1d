"""A site built from its pages, swapped in at once."""
