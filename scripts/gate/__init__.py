"""What becomes of a push: checked, reviewed, merged, receipted."""
