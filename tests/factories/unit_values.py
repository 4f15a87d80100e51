"""Components of units as somebody would bring them in: lines of a file under one of the rulesets for units."""

from datetime import date, datetime

from sqlalchemy import Engine

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.services.acts import Actor
from khaosat.services.importing import Report
from khaosat.services.unit_components import Wanted, take

TT, QD = "tt-01-2018-unit:1", "qd-766-2022:1"
NINE = "Mã đơn vị,time,unit_times,contacts,bodies,at_the_desk,public,attitude,feedback,online"
FIVE = "Mã đơn vị,openness,progress,digitised,online,satisfaction"
EXACTLY_15, JUST_BELOW = "2,2,2,2,2,2,2,1.0,0.0", "2,2,2,2,2,2,2,0.99,0.0"
CLOSED = date(2026, 11, 20)
AT = datetime(2026, 11, 29, 9, 0, tzinfo=ZONE)
CHI = Actor(None, "chi")


def csv(*rows: str, head: str = NINE) -> bytes:
    """Return a file of these lines."""
    return "\n".join([head, *rows]).encode()


def wanted(ruleset: str = TT, year: int = 2026) -> Wanted:
    """Return what the file is of."""
    return Wanted(year, ruleset, CLOSED)


def bring_in(engine: Engine, *rows: str, head: str = NINE, ruleset: str = TT, year: int = 2026) -> Report:
    """Bring these lines in."""
    with open_session(engine, Scope.system("a test brings in")) as session:
        content = csv(*rows, head=head)
        return take(session, wanted(ruleset, year), content=content, filename="a.csv", by=CHI, at=AT)
