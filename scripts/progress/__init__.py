"""How far a cycle has come: who owes what, what waits, what is late."""
