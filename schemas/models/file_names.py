"""What a misnamed or misplaced file was meant to be, guessed from its name alone (rule K14)."""

import re
from collections.abc import Sequence

from schemas.fields.declaration import PERSON_CODE, SLUG
from schemas.fields.spelling import closest, fold
from schemas.models.kinds import CYCLE, PERSON, SINGLE_KINDS, TABLE, UNIT, kind_of

_NAMES = tuple(f"{kind.name}.yaml" for kind in (*SINGLE_KINDS, UNIT, CYCLE))
_BY_FOLDED = {fold(name.removesuffix(".yaml")): name for name in _NAMES}
_ENDING = re.compile(r"(?: ?\(\d+\)| - (?:copy|bản sao)[^.]*)?(?:\.ya?ml)?(?:\.(?:ya?ml|txt|bak|orig))?$")
_BLANKS = ("<khối>", "<đơn vị>")


def is_person_file(name: str) -> bool:
    return name.endswith(".yaml") and re.search(PERSON_CODE, name.removesuffix(".yaml")) is not None


def disguised(name: str) -> bool:
    """Whether an editor hung `.txt` on a register's name: that is a misnamed register, not a text document."""
    lower = name.lower()
    return lower.endswith((".yaml.txt", ".yml.txt")) or (lower.endswith(".txt") and fold(_stem(name)) in _BY_FOLDED)


def how_to_place(year: str, parts: Sequence[str]) -> str:
    """How to mend the name or place of a file at `parts` below a year's folder."""
    *folders, name = parts
    right = _meant(name, folders)
    if right is None:
        if PERSON.name in folders:
            return "đặt tên tệp là mã người ghi trong `don-vi.yaml`, viết như `<mã người>.yaml`"
        return f"dùng: {', '.join(_NAMES)}"
    kind = kind_of((*folders, right))
    if kind and kind.many == (right not in _NAMES):
        return f"đổi tên thành `{right}`"
    place = ["submissions", year if re.fullmatch(r"[0-9]{4}", year) else "<năm>"]
    if right != f"{CYCLE.name}.yaml":
        for at, blank in enumerate(_BLANKS):
            known = at < len(folders) and re.search(SLUG, folders[at])
            place.append(folders[at] if known else blank)
    if right not in _NAMES:
        place.append(PERSON.name)
    renamed = "" if right == name else f" và đổi tên thành `{right}`"
    return f"chuyển tệp vào `{'/'.join(place)}/`{renamed}"


def _meant(name: str, folders: list[str]) -> str | None:
    """The file name that was meant: a register's, or a person's code in odd spelling."""
    stem = _stem(name)
    if register := _BY_FOLDED.get(fold(stem)):
        return register
    code = re.sub(r"[ ._–-]+", "-", stem.strip()).upper()
    if re.search(PERSON_CODE, code) and TABLE.name not in folders:
        return f"{code}.yaml"
    return None if {PERSON.name, TABLE.name} & set(folders) else closest(stem, list(_BY_FOLDED.values()))


def _stem(name: str) -> str:
    return _ENDING.sub("", name.lower())
