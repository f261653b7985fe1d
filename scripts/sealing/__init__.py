"""Papers encrypted to the keys of those who may read them, in a store outside Git."""
