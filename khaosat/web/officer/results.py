"""An officer looks at their own released results, or reads why there are none yet."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config import ZONE
from khaosat.policy import Permission
from khaosat.services.appraisal_own import own_files
from khaosat.services.complaints import verified_about
from khaosat.services.own_results import OwnResults, own_results
from khaosat.web import guard, texts_complaints
from khaosat.web.charts import distribution_of, trend_of
from khaosat.web.means import means
from khaosat.web.officer import pages
from khaosat.web.period_chooser import asked_period, chooser
from khaosat.web.pictures import Pair, Row, intervals_of
from khaosat.web.texts_charts import words

A_YEAR = "12-thang"  # one person's answers come slowly


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything `officer/home.html` shows: the figures and their pictures."""

    results: OwnResults
    bar: Pair
    distribution: Pair
    trend: Pair


@pages.get("/cua-toi", needs=Permission.OFFICER_RESULTS)
def home() -> str | Response:
    """Show the officer their own figures."""
    today = guard.now().astimezone(ZONE).date()
    period = asked_period(today=today, default=A_YEAR)
    if "tu" in request.args:
        return redirect(url_for("officer.home", ky=period.key))
    with means() as found:
        shown = own_results(guard.session(), means=found, officer_id=guard.person().officer_id, period=period)
    years = own_files(guard.session(), officer_id=guard.person().officer_id)
    complaints = verified_about(guard.session(), officer_id=guard.person().officer_id)
    return render_template(
        "officer/home.html",
        page=_page(shown),
        chooser=chooser(period, today=today),
        years=years,
        complaints=complaints,
        complaint_words=texts_complaints,
    )


def _page(shown: OwnResults) -> OwnPage:
    return OwnPage(
        shown,
        bar=intervals_of("tong", [Row("", shown.mean)], title=words("mean")),
        distribution=distribution_of(shown.distribution),
        trend=trend_of(shown.trend, title=words("mean_by_month")),
    )
