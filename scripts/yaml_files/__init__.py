"""Files of `submissions/` as the program writes them."""
