"""When Python looks for what nobody needs any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = 200_000
"""New objects between two looks; Python's own number is made for far smaller work."""


def set_aside() -> None:
    """Leave what is loaded by now out of every later look: a server's program stays as long as its process.

    Looking through it would stop a page for an eighth of a second, and unshare the memory of processes that share it.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Let the garbage collector look seldom: millions of short-lived rows cost it a sixth of the whole time.

    For work done alone in its process, at night or by command: the threshold is the process's.
    """
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
