"""Which unit proposes: the one at the year's end, whatever happened in between."""

from datetime import date

import pytest

from khaosat.queries.appraisals import YearPosting
from khaosat.services.proposing_units import Standing, standing_of

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
BEFORE = date(2025, 3, 1)
OLD, NEW, GONE, AFTER = 1, 2, 3, 4


def _posted(unit: int, since: date = BEFORE, until: date | None = None, kind: str = "full_time") -> YearPosting:
    return YearPosting(7, unit, kind, "tiep-nhan", since, until)


def _standing(*postings: YearPosting, gone: tuple[int, ...] = (), followed: dict[int, int] | None = None) -> Standing:
    return standing_of(
        postings,
        first=FIRST,
        last=LAST,
        exists=lambda unit: unit not in gone,
        followers={one: [(other, 1.0)] for one, other in (followed or {}).items()},
    )


def test_who_stayed_is_proposed_where_they_serve() -> None:
    found = _standing(_posted(OLD))
    assert (found.unit_id, found.because, found.days, found.short) == (OLD, "only", 365, False)
    assert found.opinions == ()


@pytest.mark.parametrize(
    ("moved_on", "opinions"),
    [(date(2026, 7, 1), (OLD,)), (date(2026, 6, 30), ()), (date(2026, 12, 1), (OLD,)), (date(2026, 2, 1), ())],
)
def test_who_moved_is_proposed_by_the_new_unit_with_the_old_one_s_opinion_after_six_months(
    moved_on: date, opinions: tuple[int, ...]
) -> None:
    found = _standing(_posted(OLD, until=moved_on), _posted(NEW, since=moved_on))
    assert (found.unit_id, found.because, found.opinions) == (NEW, "moved", opinions)
    assert found.days == 365


def test_an_old_unit_that_is_no_more_is_not_asked() -> None:
    july = date(2026, 7, 1)
    found = _standing(_posted(OLD, until=july), _posted(NEW, since=july), gone=(OLD,))
    assert (found.unit_id, found.opinions) == (NEW, ())


def test_of_two_postings_at_once_the_full_time_one_proposes_and_the_other_is_asked() -> None:
    found = _standing(_posted(OLD, kind="part_time"), _posted(NEW, since=date(2026, 3, 1)))
    assert (found.unit_id, found.because, found.opinions) == (NEW, "full_time", (OLD,))
    assert found.days == 365  # a day at two units is one day


def test_of_two_equal_postings_the_one_of_more_days_proposes_then_the_older() -> None:
    assert _standing(_posted(OLD, since=date(2026, 3, 1)), _posted(NEW)).unit_id == NEW
    assert _standing(_posted(NEW), _posted(OLD)).unit_id == OLD  # both the whole year, in the order of their ids
    assert _standing(_posted(OLD), _posted(NEW)).because == "more_days"


def test_a_merged_unit_is_followed_and_one_nobody_follows_waits_for_a_person() -> None:
    found = _standing(_posted(GONE), gone=(GONE,), followed={GONE: AFTER})
    assert (found.unit_id, found.followed, found.abolished) == (AFTER, GONE, False)
    chain = _standing(_posted(GONE), gone=(GONE, OLD), followed={GONE: OLD, OLD: AFTER})
    assert (chain.unit_id, chain.followed) == (AFTER, GONE)
    alone = _standing(_posted(GONE), gone=(GONE,))
    assert (alone.unit_id, alone.followed, alone.abolished) == (GONE, None, True)


def test_of_several_followers_the_largest_share_proposes() -> None:
    found = standing_of(
        [_posted(GONE)], first=FIRST, last=LAST, exists=lambda unit: unit != GONE,
        followers={GONE: [(OLD, 0.4), (NEW, 0.6)]},
    )  # fmt: skip  # one question
    assert found.unit_id == NEW


def test_who_left_during_the_year_is_proposed_by_the_last_unit_and_a_short_time_is_said() -> None:
    found = _standing(_posted(OLD, until=date(2026, 3, 1)))
    assert (found.unit_id, found.because, found.days, found.short) == (OLD, "left", 59, True)


def test_the_group_is_the_league_s_else_the_one_of_most_days() -> None:
    spells = [
        YearPosting(7, OLD, "full_time", "tra-ket-qua", BEFORE, date(2026, 3, 1)),
        YearPosting(7, OLD, "full_time", "tiep-nhan", date(2026, 3, 1), None),
    ]
    about = {"first": FIRST, "last": LAST, "followers": {}}
    assert standing_of(spells, exists=lambda _unit: True, **about).duty_group == "tiep-nhan"  # type: ignore[arg-type]
    league = standing_of(spells, exists=lambda _unit: True, duty_group="tra-ket-qua", **about)  # type: ignore[arg-type]
    assert league.duty_group == "tra-ket-qua"
