"""Files of `submissions/` written by the program: one style, so that a diff shows what changed and nothing else."""

import yaml

SAMPLE_MARK = "Dữ liệu mẫu"
Plain = dict[str, object]


class _HouseStyle(yaml.SafeDumper):
    """Lists indented below their key; a value used twice is written twice, never as an alias (K05)."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def to_yaml(tree: Plain, *, sample: bool = True) -> bytes:
    """A file in the repository's one style, marked as a sample where it is one."""
    body = yaml.dump(tree, Dumper=_HouseStyle, allow_unicode=True, sort_keys=False, width=1000)
    return f"# {SAMPLE_MARK}\n{body}".encode() if sample else body.encode()
