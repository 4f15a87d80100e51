"""The demo's year of appraisal: five points of the survey where the law says none, and invented components."""

from datetime import datetime
from io import StringIO
from typing import Final

import numpy as np
from sqlalchemy import Engine

import config
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.demo import appraisal_ways, unit_values
from khaosat.demo.filling import BY, Say
from khaosat.demo.officers import SEED, posts
from khaosat.demo.sources import table
from khaosat.rules.reading import shipped
from khaosat.services import appraisal_components, rulesets
from khaosat.services.appraisal_files import openable
from khaosat.services.appraisal_years import open_year

KEY, VERSION = "nd-335-2025", "minh-hoa"
POINTS: Final = 5
GENERAL, TASKS = (23.0, 1.0, 17.0, 25.0), (60.0, 3.5, 40.0, 70.0)  # mean, spread, least, most
DISCIPLINED_IN: Final = 120
NOTES: Final = ("vi", "en")


def prepare(engine: Engine, *, now: datetime, say: Say) -> None:
    """Load the amended ruleset and open the year the newest league ended in, unless it is there; needs a league.

    Then its people begin their work, unless somebody has.
    """
    with open_session(engine, Scope.system("the demo's year of appraisal")) as session:
        if not any((one.rules.key, one.rules.version) == (KEY, VERSION) for one in rulesets.rulesets(session)):
            rulesets.load(session, text=amended(), reason=_words()["reason"], by=BY, at=now)
        _open(session, now=now, say=say)
    appraisal_ways.enliven(engine, now=now, say=say)


def amended() -> str:
    """Return NĐ 335/2025 with POINTS points of the survey, which its notes call what they are: set for the demo."""
    (law,) = (one for one in shipped() if one.key == KEY)
    text = law.text.replace('version = "1"', f'version = "{VERSION}"', 1).replace(
        "value = 0\n", f"value = {POINTS}\n", 1
    )
    said = _words()
    (parameter,) = (one for one in law.parameters if one.key == "survey_points")
    for language in NOTES:
        text = text.replace(parameter.note[language], said[f"note_{language}"], 1)
        text = text.replace(law.title[language], said[f"title_{language}"], 1)
    return text


def _words() -> dict[str, str]:
    return {row["name"]: row["text"] for row in table("appraisal")}


def _open(session: ScopedSession, *, now: datetime, say: Say) -> None:
    offered = openable(session, today=now.astimezone(config.ZONE).date())
    chosen = next((one for one in offered if (one[1].rules.key, one[1].rules.version) == (KEY, VERSION)), None)
    if chosen is None:
        return
    year = chosen[0]
    files = open_year(session, year=year, key=KEY, version=VERSION, by=BY, at=now)
    report = appraisal_components.take(
        session, year=year, content=components(), filename="thanh-phan.csv", by=BY, at=now
    )
    say(f"appraisal {year}: {files} files, {len(report.changed)} components")
    unit_values.bring_in(session, year=year, now=now, say=say)


def components() -> bytes:
    """Return a file of invented components for every officer: the same ones in every demo."""
    draw = np.random.default_rng([SEED, 335])
    out = StringIO("officer_key,general,tasks,disciplined\n")
    out.seek(0, 2)
    for post in posts():
        general, tasks = (
            round(4 * min(max(draw.normal(mean, spread), least), most)) / 4
            for mean, spread, least, most in (GENERAL, TASKS)
        )
        disciplined = "yes" if draw.integers(DISCIPLINED_IN) == 0 else "no"
        out.write(f"{post.key},{general:g},{tasks:g},{disciplined}\n")
    return out.getvalue().encode()
