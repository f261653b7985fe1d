"""A progress bar over many files, for whoever looks at a terminal."""

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
_WORTH_A_BAR = 3


def bar(items: Sequence[T], title: str) -> Iterator[T]:
    """The items one by one; with a bar on a terminal, when there is something to wait for."""
    if len(items) < _WORTH_A_BAR or not sys.stderr.isatty():
        yield from items
        return
    from tqdm import tqdm

    yield from tqdm(items, desc=title, unit="tệp", leave=False)
