"""The one place that says the version; pyproject.toml reads it from here."""

VERSION = "0.2.0"
