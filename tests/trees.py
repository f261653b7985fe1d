"""Random files of any kind that are true to their models: a strategy worked out from the JSON Schema."""

from typing import Any

from hypothesis import strategies as st

from schemas.fields.declaration import ONE_LINE
from schemas.models.kinds import FileKind
from schemas.visible_text import oddity

Schema = dict[str, Any]

_ODD = ('="1+1"', "+84", "1.200", " x ", 'nói "có"', "a;b", "_x0041_", "5/12/2024", "012", "a\nb", "-", "#REF!", "Cộng")
"""Texts that spreadsheets, or their readers, like to take for something else."""


def trees(kind: FileKind[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Trees as a YAML file holds them, every value a text."""
    schema = kind.model.model_json_schema(by_alias=True)
    return _any(schema, schema.get("$defs", {}))


def _any(schema: Schema, known: dict[str, Schema]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _any(known[schema["$ref"].rsplit("/", 1)[-1]], known)
    if "anyOf" in schema:
        return _any(next(part for part in schema["anyOf"] if part.get("type") != "null"), known)
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    kinds = schema.get("type")
    match kinds if isinstance(kinds, str) else "string":
        case "object" if "properties" in schema:
            fields = {key: _any(field, known) for key, field in schema["properties"].items()}
            needed = set(schema.get("required", []))
            return st.fixed_dictionaries(
                {key: fields[key] for key in fields if key in needed},
                optional={key: fields[key] for key in fields if key not in needed},
            )
        case "object":
            inner = _any(schema["additionalProperties"], known)
            return st.dictionaries(st.from_regex(r"[a-z]{1,6}(-[0-9])?", fullmatch=True), inner, min_size=1, max_size=3)
        case "array":
            least, most = schema.get("minItems", 0), schema.get("maxItems", 3)
            return st.lists(_any(schema["items"], known), min_size=least, max_size=min(most, 3))
        case "integer":
            return st.integers(schema.get("minimum", 0), schema.get("maximum", 10**6)).map(str)
        case _:
            return _text(schema)


def _text(schema: Schema) -> st.SearchStrategy[str]:
    if schema.get("format") == "date":
        return st.dates().filter(lambda day: day.year >= 1900).map(lambda day: day.isoformat())
    if schema.get("pattern", ONE_LINE) != ONE_LINE:
        most = schema.get("maxLength", 200)
        pattern = schema["pattern"].removeprefix("^").removesuffix("$")
        return st.from_regex(rf"(?:{pattern})", fullmatch=True).filter(
            lambda text: text.isascii() and len(text) <= most
        )
    letters = st.characters(max_codepoint=0x2FFF).filter(lambda letter: oddity(letter) is None and letter not in "\t\r")
    most = min(schema.get("maxLength", 40), 40)
    plain = st.text(letters, min_size=1, max_size=most)
    one_line = "pattern" in schema
    return (plain | st.sampled_from(_ODD)).filter(lambda text: _writable(text) and not (one_line and "\n" in text))


def _writable(text: str) -> bool:
    """Whether a file may hold it in clear, as a text."""
    return oddity(text) is None and text not in ("~", "null")
