"""The workbooks that the centre prints from everything handed in."""
