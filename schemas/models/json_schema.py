"""JSON Schemas of the file kinds, for editors and other tools: made from the models, never written by hand."""

from typing import Any

from schemas.models.kinds import FileKind


def json_schema(kind: FileKind[Any]) -> dict[str, Any]:
    """The schema of one kind: Vietnamese titles and help, no English class names or docstrings."""
    raw = kind.model.model_json_schema(by_alias=True)
    definitions = {name: _bare(part) for name, part in raw.pop("$defs", {}).items()}
    body = _bare(raw)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": kind.title}
    return {**head, **body, **({"$defs": definitions} if definitions else {})}


def _bare(part: dict[str, Any]) -> dict[str, Any]:
    """A definition without its class's own title and docstring; defaults go, since files write them otherwise."""
    kept = {key: value for key, value in part.items() if key not in ("title", "description")}
    if "properties" in kept:
        kept["properties"] = {
            key: {name: value for name, value in field.items() if name != "default"}
            for key, field in kept["properties"].items()
        }
    return kept


def editor_settings() -> dict[str, Any]:
    """VS Code settings that give every kind of file completion and help with no set-up."""
    from schemas.models.kinds import FILE_KINDS

    schemas = {f"./schemas/json/{kind.name}.schema.json": f"submissions/*/{kind.pattern}" for kind in FILE_KINDS}
    return {
        "yaml.schemas": schemas,
        "yaml.schemaStore.enable": False,
        "yaml.validate": True,
        "files.eol": "\n",
        "files.encoding": "utf8",
        "files.insertFinalNewline": True,
        "editor.insertSpaces": True,
        "[yaml]": {"editor.tabSize": 2},
    }
