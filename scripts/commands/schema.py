"""`kiemdiem luoc-do`: write the JSON Schemas and the editor settings that use them."""

import argparse
import json
from pathlib import Path

from schemas.models.json_schema import editor_settings, json_schema
from schemas.models.kinds import FILE_KINDS
from scripts.commands.arguments import add_dry_run, add_repository, root_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_repository(parser)
    add_dry_run(parser)


def run(options: argparse.Namespace) -> int:
    root = root_of(options)
    stale = [path for path, text in generated().items() if not _same(root / path, text)]
    for path in stale:
        print(f"{'cũ' if options.dry else 'đã ghi'}  {path}")
        if not options.dry:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(generated()[path], encoding="utf-8")
    return 1 if stale and options.dry else 0


def generated() -> dict[str, str]:
    """Path from the repository's root → text, for every file this command owns."""
    files = {f"schemas/json/{kind.name}.schema.json": _text(json_schema(kind)) for kind in FILE_KINDS}
    files[".vscode/settings.json"] = _text(editor_settings())
    files[".vscode/extensions.json"] = _text({"recommendations": ["redhat.vscode-yaml"]})
    return files


def _text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
