"""From bytes to a tree of plain values that remembers where every value stood."""
