"""Work over many items on all processors, where starting them is worth it."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WORTH_A_PROCESS = 400
"""Files below this many are read sooner than another process has started."""

AT_ONCE = 2500
"""About as many files are read together: fewer start git more often, more hold a whole province in memory."""

Future = Callable[[], R]
"""A result that another process may be working on; calling it waits for it."""


class Submit(Protocol):
    def __call__(
        self, work: Callable[[list[T]], list[R]], items: Sequence[T], weight: Callable[[T], int]
    ) -> Future[list[R]]:
        """Start `work` over all items, in as many processes as their weight is worth; gives the results in order."""
        ...


@contextmanager
def worker_pool() -> Iterator[Submit]:
    """Processes for as long as the block lasts, started when first needed. Results must be collected inside."""
    with ExitStack() as stack:
        pool: Any = None

        def submit(
            work: Callable[[list[T]], list[R]], items: Sequence[T], weight: Callable[[T], int]
        ) -> Future[list[R]]:
            nonlocal pool
            files = sum(map(weight, items))
            workers = min(_processors(), files // WORTH_A_PROCESS)
            alone = workers < 2 or not hasattr(os, "fork")
            parts = max(1 if alone else workers * 4, files // AT_ONCE)
            size = max(1, -(-len(items) // parts))
            batches = [list(items[start : start + size]) for start in range(0, len(items), size)]
            if alone:
                return lambda: [result for batch in batches for result in work(batch)]
            if pool is None:
                from multiprocessing import get_context

                pool = stack.enter_context(get_context("fork").Pool(_processors()))
            started = pool.map_async(work, batches, chunksize=1)
            return lambda: [result for results in started.get() for result in results]

        yield submit


def _processors() -> int:
    """Those that this process may use, which in a container or under `taskset` are fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
