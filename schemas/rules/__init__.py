"""Rules, one module per family. Importing `schemas.rules.catalogue` registers them all."""
