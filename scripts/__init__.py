"""What people call: the `kiemdiem` command over small modules."""
