"""The amended text in other formats: plain text, JSON, Akoma Ntoso, Word."""
