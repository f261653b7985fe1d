"""What other tools call: pre-commit, the Git server. Each a thin adapter over `scripts`."""
