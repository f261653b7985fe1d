"""The law verbatim: the dispatch, the text that it amends, its amendments as data."""
