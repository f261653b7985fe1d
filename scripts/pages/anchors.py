"""Anchors of headings. Vietnamese words keep their letters, đ included: `Điều 5` → `dieu-5`, not `ieu-5`."""

import re
import unicodedata


def slugify(text: str, separator: str = "-") -> str:
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(character for character in bare if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", separator, letters).strip(separator)
