"""The rules that files are checked by, one module a family."""
