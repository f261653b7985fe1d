"""The workbook that a unit fills in, written and read back."""
