"""The dispatch and the text it amends: verbatim sources, amendments as data, consolidation as a computation."""
