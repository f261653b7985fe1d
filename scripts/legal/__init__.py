"""The amended text out and in: plain text, JSON, Akoma Ntoso; the base text from Word."""
