"""A unit's results and their trend, as its page shows them."""

from typing import Annotated, Literal

from pydantic import Field

from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import results as reading
from khaosat.services.periods import Period, parse
from khaosat.services.unit_figures import UnitResults
from khaosat.web import guard
from khaosat.web.api.catalogue import today
from khaosat.web.api.resource import Given, resource
from khaosat.web.api.shapes import Results, Trend
from khaosat.web.means import means

A_PERIOD = (
    r"^([1-9][0-9]?-thang|thang-([1-9]|1[0-2])-20[0-9]{2}|quy-[1-4]-20[0-9]{2}|nam-20[0-9]{2}"
    r"|20[0-9]{2}-(0[1-9]|1[0-2])_20[0-9]{2}-(0[1-9]|1[0-2]))$"
)
PeriodKey = Annotated[str, Field(pattern=A_PERIOD, examples=["3-thang", "quy-3-2026", "2026-01_2026-06"])]
NEEDS = Permission.API_RESULTS


class AskedPeriod(Given):
    """Of which period."""

    period: PeriodKey = "3-thang"


class AskedResults(AskedPeriod):
    """Of which period, and how divided."""

    split: Literal["kind", "mode", "field", "verified"] = "kind"


def period_of(key: str) -> Period:
    """Return the period of that name; one that is well named and out of the calendar is not there."""
    try:
        return parse(key, today=today())
    except InvalidFailure as failure:
        raise NotFoundFailure(period=key) from failure


@resource("GET", "/units/<unit_key>/results", needs=NEEDS, asked=AskedResults, answer=Results)
def unit_results(unit_key: str, asked: AskedResults) -> Results:
    """Answer one unit in one period."""
    return Results.model_validate(_found(unit_key, asked.period, asked.split))


@resource("GET", "/units/<unit_key>/trend", needs=NEEDS, asked=AskedPeriod, answer=Trend)
def unit_trend(unit_key: str, asked: AskedPeriod) -> Trend:
    """Answer one unit month by month."""
    return Trend.model_validate(_found(unit_key, asked.period, "kind"))


def _found(unit_key: str, period: str, split: str) -> UnitResults:
    with means() as found:
        return reading.unit_results(
            guard.session(), means=found, unit_key=unit_key, period=period_of(period), split=split
        )
