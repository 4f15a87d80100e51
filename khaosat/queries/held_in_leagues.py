"""Officers' lines in the newest leagues beside those in the leagues that also count held answers."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import aliased

from khaosat.access import ScopedSession
from khaosat.models.league import League, LeagueLine
from khaosat.queries.kept_leagues import newest_leagues


def lines_with_held(
    session: ScopedSession, officers: Collection[int]
) -> list[tuple[int, League, LeagueLine, LeagueLine]]:
    """Return officer, league, and the lines without and with held answers, with case mix (two statements).

    An officer of whom nothing is held in a league's days still has both; where nothing at all is held there is none.
    """
    newest = [league.id for league in newest_leagues(session)]
    beside, other = aliased(League), aliased(LeagueLine)
    wanted = (
        select(LeagueLine.officer_id, League, LeagueLine, other)
        .join(League, League.id == LeagueLine.league_id)
        .join(beside, beside.beside_id == League.id)
        .join(other, (other.league_id == beside.id) & (other.officer_id == LeagueLine.officer_id))
        .where(League.id.in_(newest), LeagueLine.officer_id.in_(sorted(officers)))
        .where(LeagueLine.adjusted.is_(True), other.adjusted.is_(True))
        .order_by(League.last_day, League.id)
    )
    return [(officer, league, line, with_held) for officer, league, line, with_held in session.execute(wanted)]
