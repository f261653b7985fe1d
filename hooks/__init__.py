"""What other tools call: pre-commit, the Git server, MkDocs. Each a thin adapter over `scripts`."""
