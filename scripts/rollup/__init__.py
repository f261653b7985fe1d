"""From committees' states to tables of the levels above: snapshots out, snapshots in, sums over a tree."""
