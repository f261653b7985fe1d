"""The rules of a review year as data: papers owed, deadlines, ceilings, tables."""
