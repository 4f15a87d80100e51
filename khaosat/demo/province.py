"""The invented half of the province as files, for the importers: offices, counters, officers, postings, rosters."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date

from khaosat.demo import calendar
from khaosat.demo.calendar import days, weight
from khaosat.demo.officers import counters, offices, posts
from khaosat.demo.sources import content, table
from khaosat.demo.visits import with_slips

OPENED = "2016-09-30"
ADDRESS = "Số 1, đường mẫu (địa chỉ minh hoạ)"
DUTY = "Tiếp nhận và trả kết quả"
HOLIDAY = "Ngày nghỉ lễ"
OFFICE, DESK = "Bộ phận Một cửa {}", "Quầy số {}"


def files(first: date, last: date) -> Iterator[tuple[str, bytes]]:
    """Yield each kind of file in the order in which it must come in; rosters from first to last day."""
    yield "units", content("units")
    yield (
        "fields",
        _csv(("key", "name", "name_en"), ((row["key"], row["name"], row["name_en"]) for row in table("fields"))),
    )
    yield "offices", _csv(("key", "unit_key", "name", "address", "opened_on", "slips"), _offices())
    yield "counters", _csv(("office_key", "number", "name", "fields"), _counters())
    yield "officers", _csv(("key", "display_name"), ((post.key, post.name) for post in posts()))
    yield "postings", _csv(("officer_key", "office_key", "kind", "duty_group", "valid_from"), _postings())
    yield "rosters", rosters(first, last)
    yield "special_days", special_days(last)


def rosters(first: date, last: date) -> bytes:
    """Return who sits where from first to last day; part-time officers in the morning alone."""
    return _csv(("officer_key", "office_key", "counter_number", "day", "half"), _rosters(first, last))


def special_days(last: date) -> bytes:
    """Return the fixed holidays of the two years that end with that of `last`."""
    days = sorted(date(year, month, day) for year in (last.year - 1, last.year) for month, day in calendar.FIXED)
    return _csv(("day", "name", "works"), ((day.isoformat(), HOLIDAY, "no") for day in days))


def _csv(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(head)
    writer.writerows(rows)
    return made.getvalue().encode()


def _offices() -> Iterator[tuple[str, ...]]:
    names = {row["key"]: row["name"] for row in table("units")}
    for key in offices():
        yield key, key, OFFICE.format(names[key]), ADDRESS, OPENED, "yes" if with_slips(key) else "no"


def _counters() -> Iterator[tuple[str, ...]]:
    for key in offices():
        for number, fields in counters(key):
            yield key, number, DESK.format(number), ",".join(fields)


def _postings() -> Iterator[tuple[str, ...]]:
    for post in posts():
        yield post.key, post.office, "part_time" if post.part_time else "full_time", DUTY, OPENED


def _rosters(first: date, last: date) -> Iterator[tuple[str, ...]]:
    for day in days(first, last):
        if weight(day) >= 0.5:  # noqa: PLR2004  a working day
            for post in posts():
                for half in ("am",) if post.part_time else ("am", "pm"):
                    yield post.key, post.office, post.counter, day.isoformat(), half
