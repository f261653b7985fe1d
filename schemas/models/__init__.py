"""The kinds of files in `submissions/`, one module each, and the table that names them."""
