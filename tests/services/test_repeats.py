"""A repeat is held only where it is improbable at that office; visitors are counted and never known."""

import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from khaosat.services.repeats import RepeatRule
from khaosat.services.visitors import MemoryVisitors, RedisVisitors, Seen

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


def test_honest_visitors_on_one_wifi_are_hardly_ever_held() -> None:
    """Of 300 simulated days of each office size, three in ten visitors share the Wi-Fi and twelve models of phone."""
    draw, rule = random.Random(20261127), RepeatRule()  # noqa: S311  a simulation
    models, weights = range(12), [0.17] * 3 + [0.49 / 9] * 9
    for volume in (5, 30, 120, 400):
        held = said = 0
        for _day in range(300):
            seen: Counter[object] = Counter()
            for place in range(volume):
                wifi = draw.random() < 0.3
                key = ("wifi", draw.choices(models, weights)[0]) if wifi else place
                seen[key] += 1
                held += rule.holds(seen[key], usual=volume, today=place + 1)
                said += 1
        assert held / said < 0.002, volume


def test_somebody_who_answers_thirty_times_is_held_at_any_but_the_largest_offices() -> None:
    rule = RepeatRule()
    for volume in (5, 30, 120):
        held = sum(rule.holds(k, usual=volume, today=volume + k) for k in range(1, 31))
        assert held >= 15, volume


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
