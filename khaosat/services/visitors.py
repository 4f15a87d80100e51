"""How often has this visitor answered at this office today? A count, never who: the key lives and dies with the day.

A visitor key is a keyed digest of what the request shows, with a salt drawn for the day. Salt and counts live in the
memory of a process, or in Redis where several share them; neither is ever written to the database or a log, and
Redis must not write them to a disk either (docs/operations.md).
"""

import hashlib
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from time import monotonic
from typing import Any, Protocol

MOST = 200_000  # keys of a day; more are not counted, and their answers not held
HIGHEST = 32_767  # ordinals stop here: the answer's column holds no more, and no answer fails for its count
KEY_BYTES = 8
DAY_SECONDS = 36 * 3600
LONGEST_WAIT = 0.2  # seconds that a tap waits for Redis
REST_SECONDS = 5.0  # in which it is not asked again


@dataclass(frozen=True, slots=True)
class Seen:
    """The how-manieth answer of its key this is, and of its office, today."""

    ordinal: int
    of_office: int


class Visitors(Protocol):
    """Counts the day's answers by visitor key; None where it cannot, and then nothing is held for it."""

    def count(self, *, day: date, office_id: int, shown: bytes) -> Seen | None:
        """Count one more answer of whoever shows that."""

    def uncount(self, *, day: date, office_id: int, shown: bytes) -> None:
        """Take one back: the tap turned out to belong to an answer already counted."""


def _digest(salt: bytes, office_id: int, shown: bytes) -> bytes:
    return hashlib.blake2b(office_id.to_bytes(8) + shown, key=salt, digest_size=KEY_BYTES).digest()


@dataclass
class MemoryVisitors:
    """Counts in this process alone; with several web processes each counts for itself."""

    _day: date = date.min
    _salt: bytes = b""
    _keys: Counter[bytes] = field(default_factory=Counter)
    _offices: Counter[int] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def count(self, *, day: date, office_id: int, shown: bytes) -> Seen | None:
        """Count one more answer; a new day draws a new salt and forgets everything."""
        with self._lock:
            if day != self._day:
                self._day, self._salt = day, os.urandom(32)
                self._keys.clear()
                self._offices.clear()
            self._offices[office_id] += 1
            key = _digest(self._salt, office_id, shown)
            if key not in self._keys and len(self._keys) >= MOST:
                return None
            self._keys[key] += 1
            return Seen(min(self._keys[key], HIGHEST), self._offices[office_id])

    def uncount(self, *, day: date, office_id: int, shown: bytes) -> None:
        """Take one back."""
        with self._lock:
            key = _digest(self._salt, office_id, shown) if day == self._day else b""
            if self._keys.get(key):
                self._keys[key] -= 1
                self._offices[office_id] -= 1


class RedisVisitors:
    """Counts shared by several web processes; without an answer from Redis nothing is counted and nothing held.

    A day is two sorted sets, in order of how often: neither keeps who came first, and no key has a time of its own.
    """

    def __init__(self, url: str) -> None:
        import redis  # noqa: PLC0415  only where it is configured

        wait = {"socket_timeout": LONGEST_WAIT, "socket_connect_timeout": LONGEST_WAIT}
        self._redis = redis.Redis.from_url(url, **wait)
        self._away: type[Exception] = redis.RedisError
        self._salts: dict[date, bytes] = {}
        self._full = date.min
        self._rests_until = 0.0

    def count(self, *, day: date, office_id: int, shown: bytes) -> Seen | None:
        """Count one more answer; a day's sets die 36 hours after they were last touched."""
        if day == self._full:
            return None
        return self._add(day, office_id, shown, 1)

    def uncount(self, *, day: date, office_id: int, shown: bytes) -> None:
        """Take one back."""
        self._add(day, office_id, shown, -1)

    def _add(self, day: date, office_id: int, shown: bytes, by: int) -> Seen | None:
        if monotonic() < self._rests_until:
            return None
        try:
            return self._asked(day, office_id, shown, by)
        except self._away:  # nobody waits again for a Redis that just failed to answer
            self._rests_until = monotonic() + REST_SECONDS
            return None

    def _asked(self, day: date, office_id: int, shown: bytes, by: int) -> Seen | None:
        salt = self._salt(day)
        if salt is None:
            return None
        place = f"khaosat:{day.toordinal()}:"
        keys, offices = place + "visitors", place + "offices"
        pipe: Any = self._redis.pipeline(transaction=False)
        pipe.zincrby(keys, by, _digest(salt, office_id, shown))
        pipe.zincrby(offices, by, str(office_id))
        pipe.zcard(keys)
        for name in (keys, offices):
            pipe.expire(name, DAY_SECONDS)
        ordinal, of_office, different, *_ = pipe.execute()
        if different > MOST:
            self._full = day
        return Seen(min(int(ordinal), HIGHEST), int(of_office))

    def _salt(self, day: date) -> bytes | None:
        if day not in self._salts:
            name = f"khaosat:{day.toordinal()}:salt"
            self._redis.set(name, os.urandom(32), nx=True, ex=DAY_SECONDS)
            kept: Any = self._redis.get(name)
            if kept is None:  # pushed out at once: its memory is full
                return None
            self._salts = {day: kept}
        return self._salts[day]


def visitors_of(redis_url: str | None) -> Visitors:
    """Return the day's counter of this program."""
    return RedisVisitors(redis_url) if redis_url else MemoryVisitors()
