"""The workbook that a unit fills in: laid out from the models, written, read back."""
