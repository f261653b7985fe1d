"""Words compared as people mean them: without marks, case and separators; only ever for guessing."""

import unicodedata


def fold(text: str) -> str:
    """Lower case without Vietnamese marks, for guessing only."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in decomposed if c.isalnum() and not unicodedata.combining(c))


def closest(typed: str, known: list[str]) -> str | None:
    """The known word that a misspelt one most likely means, marks and separators aside."""
    from difflib import get_close_matches  # only a misspelling pays for it

    by_folded = {fold(word): word for word in known}
    for word in known:  # a form code without its zero: spreadsheets drop it
        if word.lstrip("0").lower() == typed.strip().lower():
            return word
    close = get_close_matches(fold(typed)[:80], by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None
