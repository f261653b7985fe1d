"""What becomes of a push: judged, reviewed, merged, receipted."""
