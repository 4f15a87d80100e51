"""The year 2026 of the small province, whole: opened on a real league, brought in, proposed, decided, told, signed."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.appraisal import Appraisal
from khaosat.models.officer import Officer
from khaosat.services import appraisal_signing, settling
from khaosat.services.acts import Actor
from khaosat.services.appraisal_suggestion import suggestion_of
from khaosat.services.appraisal_years import known_year, open_year, rules_of
from tests.factories import movers as cast
from tests.factories.league import a_league
from tests.factories.movers import NOW, Movers
from tests.factories.province import small_province

YEAR = 2026
SEALED = datetime(2025, 11, 6, 9, 0, tzinfo=ZONE)  # the first days of the year are sealed: a list to rest on
POINTS = {"excellent": "65", "good": "50", "completed": "30"}  # of tasks, beside 28 general
TEST = Scope.system("a test's year")


def opened(engine: Engine) -> Movers:
    """The year opened under NĐ 335/2025 with every component there; `file_id` is Bình's."""
    made = small_province(engine)
    a_league(engine, made)
    movers = Movers(engine, made, 0)
    by = Actor(movers.account("chi"), "chi")
    with open_session(engine, TEST) as session:
        open_year(session, year=YEAR, key="nd-335-2025", version="1", by=by, at=NOW)
        rules = rules_of(session, known_year(session, year=YEAR))
        for number, file in enumerate(session.scalars(select(Appraisal).order_by(Appraisal.id))):
            tasks = list(POINTS.values())[number % 3]
            file.components = {"general": "28", "tasks": tasks, "disciplined": False}
            found = suggestion_of(rules, file.components, file.evidence)
            file.suggestion, file.suggested_class = found.suggestion, found.quality_class
        session.commit()
    movers.file_id = ids(movers)[f"cc-{cast.WHO['binh'][2]}-1"]
    return movers


def ids(movers: Movers) -> dict[str, int]:
    """The files' ids by officer key."""
    with open_session(movers.engine, TEST.reading()) as session:
        rows = session.execute(select(Officer.key, Appraisal.id).join(Appraisal, Appraisal.officer_id == Officer.id))
        return {row[0]: row[1] for row in rows}


def told(engine: Engine) -> Movers:
    """The same, decided and told: Bình lowered and co-signed, everybody else as the rule suggests."""
    movers = opened(engine)
    for word in POINTS:
        with open_session(engine, TEST.reading()) as session:
            wanted = select(Appraisal.id).where(Appraisal.suggested_class == word, Appraisal.id != movers.file_id)
            files = list(session.scalars(wanted))
        heads: dict[str, Any] = {"files": files}
        movers.does("chief", "propose", word, "đã cân nhắc kết quả khảo sát", **heads)
        movers.does("chi", "verify", **heads)
        movers.does("duc", "decide", word, **heads)
        movers.does("chi", "tell", **heads)
    movers.go(
        ("an", "propose", movers.file().suggested_class, "như đề xuất của quy tắc"), ("chi", "verify"),
        ("duc", "decide", "not_completed", "trễ hạn nhiều hồ sơ"), ("cuc", "cosign"), ("chi", "tell"),
    )  # fmt: skip  # one story
    return movers


def signed(engine: Engine, keys: Path) -> Movers:
    """The same, appealed by Bình, heard by Em, signed by Đức on a settled and sealed list."""
    movers = told(engine)
    movers.go(
        ("binh", "appeal", None, "hồ sơ trễ do cơ quan khác"), ("em", "decide_appeal", "completed", "đúng như ông nói"),
        ("chi", "tell"),
    )  # fmt: skip  # one story
    sign(movers, keys)
    return movers


def sign(movers: Movers, keys: Path, *, days: int = 20) -> bytes:
    """Let Đức sign, that many days after the telling."""
    with open_session(movers.engine, TEST) as session:
        settling.settle_due(session, now=SEALED, keys=keys)
    scope, _ = movers.powers("duc")
    by, at = Actor(movers.account("duc"), "duc"), NOW + timedelta(days=days)
    with open_session(movers.engine, scope) as session, keeper(movers.engine) as wide:
        return appraisal_signing.sign(session, wide=wide, year=YEAR, keys=keys, by=by, at=at)


def keeper(engine: Engine) -> Any:  # noqa: ANN401  a context of a session
    """A session that freezes and checks."""
    return open_session(engine, Scope.year_keeper())
