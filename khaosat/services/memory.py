"""What closed releases add up to need not be added up again: they never change until the next one closes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

Kept = TypeVar("Kept")


class Memory:
    """Keeps the last answers to questions about frozen rows; a new stamp (a newer release) forgets them all."""

    def __init__(self, size: int = 512) -> None:
        self._size = size
        self._stamp: Hashable = None
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def recall(self, stamp: Hashable, question: Hashable, ask: Callable[[], Kept]) -> Kept:
        """Return the kept answer to `question`, or ask; `question` must name everything the answer depends on."""
        with self._lock:
            if stamp != self._stamp:
                self._stamp = stamp
                self._kept.clear()
            if question in self._kept:
                self._kept.move_to_end(question)
                return cast("Kept", self._kept[question])
        found = ask()  # not under the lock: others need not wait for this database
        with self._lock:
            if stamp == self._stamp:
                self._kept[question] = found
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
        return found
