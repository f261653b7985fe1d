"""The kinds of files in `submissions/`, one module each."""
