"""How often may one program ask? So many requests a minute, counted in memory or, shared by processes, in Redis."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic, time
from typing import Any, Protocol

MINUTE = 60
LONGEST_WAIT = 0.2  # seconds that a request waits for Redis
REST_SECONDS = 5.0  # in which it is not asked again


class Rates(Protocol):
    """Counts requests by name and minute."""

    def count(self, name: str) -> tuple[int, int]:
        """Count one more; returns how many there were in this minute, this one included, and the seconds left of it."""


@dataclass
class MemoryRates:
    """Counts in this process alone; with several web processes each counts for itself."""

    _minute: int = -1
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def count(self, name: str) -> tuple[int, int]:
        """Count one more; a new minute forgets everything."""
        minute, passed = divmod(int(time()), MINUTE)
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            self._counts[name] += 1
            return self._counts[name], MINUTE - passed


class RedisRates:
    """Counts shared by several web processes; while Redis is away each counts for itself."""

    def __init__(self, url: str) -> None:
        import redis  # noqa: PLC0415  only where it is configured

        wait = {"socket_timeout": LONGEST_WAIT, "socket_connect_timeout": LONGEST_WAIT}
        self._redis = redis.Redis.from_url(url, **wait)
        self._away: type[Exception] = redis.RedisError
        self._own = MemoryRates()
        self._rests_until = 0.0

    def count(self, name: str) -> tuple[int, int]:
        """Count one more."""
        if monotonic() < self._rests_until:
            return self._own.count(name)
        minute, passed = divmod(int(time()), MINUTE)
        key = f"khaosat:rate:{minute}:{name}"
        try:
            pipe: Any = self._redis.pipeline(transaction=False)
            pipe.incr(key)
            pipe.expire(key, 2 * MINUTE)
            return int(pipe.execute()[0]), MINUTE - passed
        except self._away:  # nobody waits again for a Redis that just failed to answer
            self._rests_until = monotonic() + REST_SECONDS
            return self._own.count(name)


def rates_of(redis_url: str | None) -> Rates:
    """Return the counter of this program."""
    return RedisRates(redis_url) if redis_url else MemoryRates()
