"""How files were written in earlier versions of the program, where that has changed since: one row a change.

A change of the form of files is not done before its row is here: `kiemdiem nang-cap-du-lieu` reads this table, and
whoever runs a newer program over older dossiers would find them broken otherwise.
"""

from typing import NamedTuple


class FormChange(NamedTuple):
    """`version`: the first that writes the new form. `kind`: name of the kind of file. `keys`: where, without places
    in lists, as ("thanh_phan", "so_ban"). `becomes`: the key's name of today. `values`: old value → today's.
    """

    version: str
    kind: str
    keys: tuple[str, ...]
    becomes: str = ""
    values: tuple[tuple[str, str], ...] = ()


FORM_CHANGES: tuple[FormChange, ...] = ()
"""None so far: version 0.2 reads and writes every file as 0.1 did."""
