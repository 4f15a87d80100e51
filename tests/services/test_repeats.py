"""A repeat is held only where it is improbable at that office; visitors are counted and never known."""

import random
from collections import Counter
from datetime import date
from socket import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from sqlalchemy import SmallInteger

from khaosat.models.response import Response
from khaosat.services.repeats import RepeatRule
from khaosat.services.visitors import HIGHEST, MemoryVisitors, RedisVisitors, Seen

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize("volume", [0, 1, 4, 20, 100, 400, 3000])
def test_the_limit_is_a_poisson_quantile_and_never_under_four(volume: int) -> None:
    rule = RepeatRule()
    expected = int(scipy_stats.poisson.ppf(1 - rule.chance, volume * rule.alike))
    assert rule.limit(volume) == max(4, expected)


@given(st.integers(1, 60), st.integers(0, 500), st.integers(0, 500))
def test_a_busier_day_never_holds_more(ordinal: int, usual: int, today: int) -> None:
    rule = RepeatRule()
    if not rule.holds(ordinal, usual=usual, today=today):
        assert not rule.holds(ordinal, usual=usual + 50, today=today)
        assert not rule.holds(ordinal, usual=usual, today=today + 50)


@pytest.mark.parametrize("volume", [5, 30, 120, 400])
@pytest.mark.parametrize(
    ("wifi", "known", "most"), [(0.5, True, 0.0002), (0.7, True, 0.002), (0.5, False, 0.004), (0.7, False, 0.14)]
)
def test_honest_visitors_on_one_wifi_are_hardly_ever_held(volume: int, wifi: float, known: bool, most: float) -> None:  # noqa: FBT001  drawn, not called
    """Of 300 simulated days; browsers do not name the phone, so a third of those on the Wi-Fi look the same."""
    draw, rule = random.Random(20261127), RepeatRule()  # noqa: S311  a simulation
    programs, weights = range(12), [0.35, 0.2, 0.1] + [0.35 / 9] * 9
    held = 0
    for _day in range(300):
        seen: Counter[object] = Counter()
        for place in range(volume):
            key = ("wifi", draw.choices(programs, weights)[0]) if draw.random() < wifi else place
            seen[key] += 1
            held += rule.holds(seen[key], usual=volume * known, today=place + 1)
    assert held / (300 * volume) < most


@pytest.mark.parametrize(("volume", "least"), [(5, 25), (30, 15)])
def test_most_of_thirty_answers_of_one_phone_are_held_at_small_offices(volume: int, least: int) -> None:
    rule = RepeatRule()
    assert sum(rule.holds(k, usual=volume, today=volume + k) for k in range(1, 31)) >= least


def test_ordinals_count_a_key_at_an_office_and_die_with_the_day() -> None:
    visitors = MemoryVisitors()
    one = {"office_id": 1, "shown": b"10.0.0.1\nPhone\nvi"}
    assert visitors.count(day=MONDAY, **one) == Seen(1, 1)  # type: ignore[arg-type]  # as above
    assert visitors.count(day=MONDAY, **one) == Seen(2, 2)  # type: ignore[arg-type]  # as above
    assert visitors.count(day=MONDAY, office_id=1, shown=b"other") == Seen(1, 3)
    assert visitors.count(day=MONDAY, office_id=2, shown=one["shown"]) == Seen(1, 1)  # type: ignore[arg-type]  # as above
    visitors.uncount(day=MONDAY, **one)  # type: ignore[arg-type]  # as above
    assert visitors.count(day=MONDAY, **one) == Seen(2, 3)  # type: ignore[arg-type]  # as above
    assert visitors.count(day=TUESDAY, **one) == Seen(1, 1)  # type: ignore[arg-type]  # as above


def test_the_memory_holds_neither_address_nor_program() -> None:
    visitors = MemoryVisitors()
    visitors.count(day=MONDAY, office_id=1, shown=b"10.20.30.40\nPhone 12\nvi")
    kept = repr(vars(visitors))
    assert "10.20.30.40" not in kept
    assert "Phone" not in kept


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khaosat.services.visitors.MOST", 3)
    visitors = MemoryVisitors()
    found = [visitors.count(day=MONDAY, office_id=1, shown=bytes([k])) for k in range(5)]
    assert found[3:] == [None, None]
    assert visitors.count(day=MONDAY, office_id=1, shown=b"\0") == Seen(2, 6)


def test_without_redis_nothing_is_counted_and_nothing_breaks() -> None:
    away = RedisVisitors("redis://127.0.0.1:1/0")
    assert away.count(day=MONDAY, office_id=1, shown=b"x") is None
    away.uncount(day=MONDAY, office_id=1, shown=b"x")


def test_an_ordinal_never_outgrows_the_answer_s_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khaosat.services.visitors.HIGHEST", 3)
    visitors = MemoryVisitors()
    found = [visitors.count(day=MONDAY, office_id=1, shown=b"x") for _ in range(5)]
    assert [seen and seen.ordinal for seen in found] == [1, 2, 3, 3, 3]
    column = Response.__table__.c.repeat_of_day.type
    assert isinstance(column, SmallInteger)
    assert HIGHEST == 2**15 - 1


def test_a_redis_that_is_silent_is_not_waited_for_twice() -> None:
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        asked = RedisVisitors(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert [asked.count(day=MONDAY, office_id=1, shown=b"x") for _ in range(20)] == [None] * 20
        silent.settimeout(1)
        silent.accept()[0].close()
        silent.settimeout(0.05)
        with pytest.raises(TimeoutError):
            silent.accept()
