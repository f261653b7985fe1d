"""What units handed in, from the files of a tree to typed records."""
