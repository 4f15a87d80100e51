"""Who is compared: days served are counted as a calendar counts them, however spells lie over each other."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.queries.peer_postings import PeerPosting
from khaosat.services.peers import groups_of

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 1)
DAYS = st.integers(-20, 80).map(lambda days: FIRST + timedelta(days=days))
SPELLS = st.lists(st.tuples(DAYS, st.none() | DAYS), min_size=1, max_size=5)


@settings(deadline=None)
@given(SPELLS)
def test_days_served_are_the_days_of_the_period_that_some_spell_holds(spells: list[tuple[date, date | None]]) -> None:
    served = {
        day
        for day in (FIRST + timedelta(days=k) for k in range((LAST - FIRST).days + 1))
        if any(since <= day and (until is None or day < until) for since, until in spells)
    }
    postings = [
        PeerPosting(officer_id=1, office_id=1, unit_id=1, duty_group="tiep-nhan", since=since, until=until)
        for since, until in spells
    ]
    for least, enough in ((len(served), True), (len(served) + 1, False)):
        (group,) = groups_of(postings, first=FIRST, last=LAST, least_days=least, with_slips=())
        assert bool(group.peers) is (enough or least > (LAST - FIRST).days + 1)
