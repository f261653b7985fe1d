"""Files of `submissions/` written by the program: one style, so that a diff shows what changed and nothing else."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import yaml

from schemas.source.yaml_tree import parse

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


def write_all(root: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write all files or none. Gives the paths that changed. Raises OSError with the files as they were."""
    changed = {path: data for path, data in files.items() if not _same(root / path, data)}
    prepared: list[tuple[Path, Path]] = []
    done: list[tuple[Path, bytes | None]] = []
    try:
        for path, data in changed.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, half = tempfile.mkstemp(dir=target.parent, prefix=".kiemdiem-")
            prepared.append((Path(half), target))
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(half).chmod(0o644)
        for half_path, target in prepared:
            before = target.read_bytes() if target.exists() else None
            half_path.replace(target)
            done.append((target, before))
    except OSError:
        for target, before in done:
            with suppress(OSError):
                target.unlink() if before is None else target.write_bytes(before)
        raise
    finally:
        for half_path, _ in prepared:
            half_path.unlink(missing_ok=True)
    return sorted(changed)


def _same(path: Path, data: bytes) -> bool:
    """Whether a file already says the same; its comments and its order then stay as somebody wrote them."""
    try:
        return parse(path.read_bytes()).tree == parse(data).tree
    except OSError:
        return False
