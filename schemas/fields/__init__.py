"""How a field is declared, read by whoever validates, draws or explains it."""
