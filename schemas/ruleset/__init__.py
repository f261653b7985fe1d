"""The rules of a review year as data, and what they ask of one unit."""
