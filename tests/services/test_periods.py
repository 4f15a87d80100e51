from datetime import date

import pytest

from khaosat.errors import InvalidFailure
from khaosat.services import periods
from khaosat.services.periods import Month, Span

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("key", "first", "last", "span"),
    [
        ("", date(2026, 9, 1), date(2026, 11, 30), Span.ROLLING),
        ("12-thang", date(2025, 12, 1), date(2026, 11, 30), Span.ROLLING),
        ("quy-3-2026", date(2026, 7, 1), date(2026, 9, 30), Span.QUARTER),
        ("thang-2-2024", date(2024, 2, 1), date(2024, 2, 29), Span.MONTH),
        ("nam-2025", date(2025, 1, 1), date(2025, 12, 31), Span.YEAR),
        ("2025-12_2026-02", date(2025, 12, 1), date(2026, 2, 28), Span.RANGE),
    ],
)
def test_an_address_names_a_period(key: str, first: date, last: date, span: Span) -> None:
    found = periods.parse(key, today=TODAY)

    assert (found.first, found.last, found.span) == (first, last, span)
    assert periods.parse(found.key, today=TODAY) == found


def test_a_range_that_is_a_quarter_gets_the_quarters_name() -> None:
    assert periods.parse("2026-07_2026-09", today=TODAY).key == "quy-3-2026"
    assert periods.parse("2026-01_2026-12", today=TODAY).key == "nam-2026"


@pytest.mark.parametrize(
    "key",
    ["quy-5-2026", "thang-13-2026", "nam-0000", "nam-9999", "2026-09_2026-01", "0-thang", "99-thang", "x", "²-thang"],
)
def test_what_is_no_period_is_invalid_and_names_the_field(key: str) -> None:
    with pytest.raises(InvalidFailure) as caught:
        periods.parse(key, today=TODAY)
    assert caught.value.details["field"] == "ky"


@pytest.mark.parametrize(
    ("key", "before"),
    [
        ("quy-1-2026", "quy-4-2025"),
        ("nam-2026", "nam-2025"),
        ("thang-1-2026", "thang-12-2025"),
        ("3-thang", "2026-06_2026-08"),
        ("2025-12_2026-02", "2025-09_2025-11"),
    ],
)
def test_the_period_before_is_as_long_and_ends_where_this_begins(key: str, before: str) -> None:
    assert periods.parse(key, today=TODAY).before().key == before


def test_a_period_walks_through_its_months() -> None:
    months = list(periods.parse("2025-12_2026-02", today=TODAY))
    assert months == [Month(2025, 12), Month(2026, 1), Month(2026, 2)]


def test_the_chooser_offers_rolling_periods_and_the_last_quarters() -> None:
    keys = [period.key for period in periods.choices(today=TODAY)]
    quarters = ["quy-4-2026", "quy-3-2026", "quy-2-2026", "quy-1-2026", "quy-4-2025"]
    assert keys == ["3-thang", "6-thang", "12-thang", *quarters]
