"""Workbooks of units and of the centre: laid out from the models, written, read back, judged as YAML would be."""
