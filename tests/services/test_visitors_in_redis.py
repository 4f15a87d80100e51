"""Two web processes count together in a real Redis, which learns neither who came nor who came first."""

import random
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import which

import pytest
import redis

from khaosat.services.visitors import DAY_SECONDS, MemoryVisitors, RedisVisitors, Seen, visitors_of

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
PROGRAM = which("redis-server")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="this machine has no redis-server")


@pytest.fixture
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    assert PROGRAM
    place = tmp_path_factory.mktemp("r")
    said = ["--port", "0", "--unixsocket", str(place / "s"), "--save", "", "--appendonly", "no", "--dir", str(place)]
    server = subprocess.Popen([PROGRAM, *said], stdout=subprocess.DEVNULL)
    try:
        _wait_for(place / "s")
        yield f"unix://{place / 's'}"
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(path: Path) -> None:
    for _ in range(200):
        if path.exists():
            return
        time.sleep(0.02)
    pytest.fail("Redis did not start")


def test_two_processes_count_together_and_as_one_alone_would(url: str) -> None:
    draw, alone = random.Random(7), MemoryVisitors()  # noqa: S311  a simulation
    both = [visitors_of(url), visitors_of(url)]
    for _ in range(400):
        where = {"day": MONDAY, "office_id": draw.randrange(3), "shown": b"phone %d" % draw.randrange(20)}
        asked = draw.choice(both)
        assert asked.count(**where) == alone.count(**where)  # type: ignore[arg-type]  # as above
        if draw.random() < 0.2:
            asked.uncount(**where)  # type: ignore[arg-type]  # as above
            alone.uncount(**where)  # type: ignore[arg-type]  # as above
    assert both[0].count(day=TUESDAY, office_id=1, shown=b"phone 1") == Seen(1, 1)


def test_redis_keeps_no_order_of_coming_and_no_time_of_a_single_visitor(url: str) -> None:
    visitors = RedisVisitors(url)
    seen: list[object] = []
    inside = redis.Redis.from_url(url)
    for k in range(60):
        visitors.count(day=MONDAY, office_id=1, shown=b"10.20.30.%d\nPhone\nvi" % k)
        newest = set(inside.zrange(f"khaosat:{MONDAY.toordinal()}:visitors", 0, -1)) - set(seen)
        seen.extend(newest)
    kept = inside.zrange(f"khaosat:{MONDAY.toordinal()}:visitors", 0, -1)
    assert len(kept) == 60
    assert set(kept) == set(seen)
    assert list(kept) != seen
    assert len(inside.keys("*")) == 3
    assert all(0 < inside.ttl(name) <= DAY_SECONDS for name in inside.keys("*"))
    every = b"".join(inside.dump(name) or b"" for name in inside.keys("*"))
    assert b"10.20.30" not in every
    assert b"Phone" not in every


def test_a_full_day_counts_no_more_and_fails_nobody(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khaosat.services.visitors.MOST", 3)
    visitors = RedisVisitors(url)
    found = [visitors.count(day=MONDAY, office_id=1, shown=bytes([k])) for k in range(6)]
    assert found == [Seen(1, 1), Seen(1, 2), Seen(1, 3), Seen(1, 4), None, None]


def test_a_salt_that_redis_pushed_out_holds_nobody_up(url: str) -> None:
    inside = redis.Redis.from_url(url)
    inside.config_set("maxmemory", 1)
    assert RedisVisitors(url).count(day=MONDAY, office_id=1, shown=b"x") is None
