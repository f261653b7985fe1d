"""Numbers that Word computes and never stores ("4.1.", "a)", "-"), computed as Word does from numbering.xml."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

_BULLET = "-"


class _NumberingLevel(NamedTuple):
    """One level of a list: its number format, its pattern ("%1.%2."), where it starts, the style bound to it."""

    format: str
    pattern: str
    start: int
    style: str | None
    plain: bool


class Numbering:
    """Labels paragraph after paragraph, in document order: counters live between calls as they do in Word.

    Raises KeyError, TypeError or ValueError for lists that name nothing or are numbered by no number.
    """

    def __init__(self, document: Document) -> None:
        styles = {style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))}
        self._styles: dict[str | None, Element] = styles
        self._lists: dict[str, tuple[str, dict[int, _NumberingLevel]]] = {}
        self._fresh: dict[tuple[str, int], int] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
        for one in root.findall(qn("w:num")):
            number, name = one.get(qn("w:numId")), _value(one, "w:abstractNumId")
            levels = _levels(_defined(abstract[name], abstract.values()))
            for change in one.findall(qn("w:lvlOverride")):
                depth = int(change.get(qn("w:ilvl")))
                levels |= _levels(change)
                if (start := _value(change, "w:startOverride")) is not None:
                    self._fresh[number, depth] = int(start)
            self._lists[number] = name or "", levels
        self._counters: defaultdict[str, dict[int, int]] = defaultdict(dict)

    def label(self, paragraph: Element) -> str:
        """The number in front of a paragraph, "" when it has none."""
        number, depth = self._place(paragraph)
        if number not in self._lists:
            return ""
        name, levels = self._lists[number]
        level = levels.get(depth)
        if level is None or level.format == "none":
            return ""
        if level.format == "bullet":
            return _BULLET
        counters = self._counters[name]
        again = self._fresh.pop((number, depth), None)
        before = counters.get(depth)
        counters[depth] = again if again is not None else level.start if before is None else before + 1
        for deeper in [one for one in counters if one > depth]:
            del counters[deeper]
        label = level.pattern
        for at, one in levels.items():
            if f"%{at + 1}" in label:
                value = counters.get(at, one.start)
                label = label.replace(f"%{at + 1}", _number(value, "decimal" if level.plain else one.format))
        return label

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """List and depth; the paragraph's own, else its style's, each looked up by itself along `basedOn`."""
        properties = paragraph.find(qn("w:pPr"))
        style: str | None = _value(properties, "w:pStyle")
        number, depth = _own(properties)
        seen: set[str | None] = set()
        while (number is None or depth is None) and style in self._styles and style not in seen:
            seen.add(style)
            element = self._styles[style]
            inherited, inherited_depth = _own(element.find(qn("w:pPr")))
            if number is None and inherited is not None:
                number = inherited
                levels = self._lists.get(number, ("", {}))[1]
                bound = next((at for at, level in levels.items() if level.style == style), None)
                depth = depth if depth is not None else bound
            depth = depth if depth is not None else inherited_depth
            style = _value(element, "w:basedOn")
        return number or "0", depth or 0


def _defined(list_: Element, every: Iterable[Element]) -> Element:
    """The list itself, or the one that defines the list style it only refers to."""
    style = _value(list_, "w:numStyleLink")
    return next((one for one in every if style is not None and _value(one, "w:styleLink") == style), list_)


def _own(properties: Element | None) -> tuple[str | None, int | None]:
    place = properties.find(qn("w:numPr")) if properties is not None else None
    depth = _value(place, "w:ilvl")
    return _value(place, "w:numId"), int(depth) if depth is not None and depth.isdecimal() else None


def _levels(parent: Element) -> dict[int, _NumberingLevel]:
    return {
        int(level.get(qn("w:ilvl"))): _NumberingLevel(
            _value(level, "w:numFmt") or "decimal",
            _value(level, "w:lvlText") or "",
            int(_value(level, "w:start") or 1),
            _value(level, "w:pStyle"),
            level.find(qn("w:isLgl")) is not None,
        )
        for level in parent.findall(qn("w:lvl"))
    }


def _value(parent: Element | None, name: str) -> str | None:
    found = parent.find(qn(name)) if parent is not None else None
    value = found.get(qn("w:val")) if found is not None else None
    return str(value) if value is not None else None


def _number(value: int, kind: str) -> str:
    match kind:
        case "upperRoman" | "lowerRoman":
            text = roman(value)
            return text if kind == "upperRoman" else text.lower()
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
            return letter.upper() if kind == "upperLetter" else letter
        case "decimalZero":
            return f"{value:02}"
        case _:
            return str(value)


def roman(value: int) -> str:
    signs = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
    text = ""
    for size, sign in signs:
        count, value = divmod(value, size)
        text += sign * count
    return text
