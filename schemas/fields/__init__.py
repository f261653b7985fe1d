"""How a field is declared, for whoever validates, draws or explains it."""
