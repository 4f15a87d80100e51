"""How often has this visitor answered at this office today? A count, never who: the key lives and dies with the day.

A visitor key is a keyed digest of what the request shows, with a salt drawn for the day. Salt and counts live in the
memory of a process, or in Redis where several share them; neither is ever written to the database or a log.
"""

import hashlib
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, Protocol

MOST = 200_000  # keys of a day; more are not counted, and their answers not held
KEY_BYTES = 8
DAY_SECONDS = 36 * 3600


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
            return Seen(self._keys[key], self._offices[office_id])

    def uncount(self, *, day: date, office_id: int, shown: bytes) -> None:
        """Take one back."""
        with self._lock:
            key = _digest(self._salt, office_id, shown) if day == self._day else b""
            if self._keys.get(key):
                self._keys[key] -= 1
                self._offices[office_id] -= 1


class RedisVisitors:
    """Counts shared by several web processes; without an answer from Redis nothing is counted and nothing held."""

    def __init__(self, url: str) -> None:
        import redis  # noqa: PLC0415  only where it is configured

        self._redis = redis.Redis.from_url(url, socket_timeout=0.2, socket_connect_timeout=0.2)
        self._away: type[Exception] = redis.RedisError
        self._salts: dict[date, bytes] = {}

    def count(self, *, day: date, office_id: int, shown: bytes) -> Seen | None:
        """Count one more answer; keys die 36 hours after they were last touched."""
        try:
            ordinal, of_office = self._add(day, office_id, shown, 1)
        except self._away:
            return None
        return Seen(ordinal, of_office)

    def uncount(self, *, day: date, office_id: int, shown: bytes) -> None:
        """Take one back."""
        try:
            self._add(day, office_id, shown, -1)
        except self._away:
            return

    def _add(self, day: date, office_id: int, shown: bytes, by: int) -> tuple[int, int]:
        place = f"khaosat:{day.toordinal()}:"
        names = (place + "v:" + _digest(self._salt(day), office_id, shown).hex(), f"{place}o:{office_id}")
        pipe: Any = self._redis.pipeline(transaction=False)
        for name in names:
            pipe.incrby(name, by)
            pipe.expire(name, DAY_SECONDS)
        counted = pipe.execute()
        return counted[0], counted[2]

    def _salt(self, day: date) -> bytes:
        if day not in self._salts:
            name = f"khaosat:{day.toordinal()}:salt"
            self._redis.set(name, os.urandom(32), nx=True, ex=DAY_SECONDS)
            kept: Any = self._redis.get(name)
            self._salts = {day: bytes(kept)}
        return self._salts[day]


def visitors_of(redis_url: str | None) -> Visitors:
    """Return the day's counter of this program."""
    return RedisVisitors(redis_url) if redis_url else MemoryVisitors()
