"""Wording of a legal text as it may be stored: composed Unicode, nothing invisible, and how near two wordings are."""

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Annotated

from pydantic import AfterValidator

_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]")


def _stored(text: str) -> str:
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("HN012: chữ chưa ở dạng Unicode dựng sẵn (NFC)")
    if found := _INVISIBLE.search(text):
        raise ValueError(f"HN012: có ký tự ẩn U+{ord(found.group()):04X}")
    return text


Wording = Annotated[str, AfterValidator(_stored)]
"""Text whose stored bytes are the compared bytes (HN012)."""


def cleaned(text: str) -> str:
    """What a word processor adds is taken away: decomposed letters, hard spaces, soft hyphens, runs of spaces."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub("[\u00a0\u2028-\u202f]", " ", text)
    return re.sub(r"\s+", " ", _INVISIBLE.sub("", text)).strip()


_FOLDS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("chỉ khác chữ hoa, chữ thường hoặc khoảng trắng", lambda text: re.sub(r"\s+", " ", text).casefold()),
    ("chỉ khác kiểu dấu ngoặc kép hoặc gạch nối", lambda text: re.sub("[“”„«»]", '"', re.sub("[‐-―]", "-", text))),
    ("chỉ khác cách đặt dấu thanh", lambda text: "".join(map(_without_tone_place, re.split(r"(\s+)", text)))),
)


def _without_tone_place(syllable: str) -> str:
    """Letters first, marks after: `ủy` and `uỷ` come out the same."""
    parts = unicodedata.normalize("NFD", syllable)
    tones = [c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"]
    return "".join(c for c in parts if c not in tones) + "".join(tones)


def near_miss(wanted: str, text: str) -> str:
    """In words, how a text that does not hold `wanted` differs from it. Explains only; nothing is applied by it."""
    for what, fold in _FOLDS:
        if fold(wanted) in fold(text):
            return what
    match = SequenceMatcher(None, text, wanted, autojunk=False).find_longest_match()
    here, there = text[match.a + match.size :].split(), wanted[match.b + match.size :].split()
    says, asks = " ".join(here[:2]) or "hết câu", " ".join(there[:2]) or "hết câu"
    return f"khớp dài nhất {match.size}/{len(wanted)} ký tự; lệch từ “{says}” (công văn trích “{asks}”)"
