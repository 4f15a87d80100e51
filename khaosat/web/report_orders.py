"""A unit's report as a worker's order: shaped as the figures stand now, in the session of whoever asks, and noted."""

from khaosat.services import measures, taking
from khaosat.services.days import day_of
from khaosat.services.periods import Period
from khaosat.services.printing import Report
from khaosat.web import guard
from khaosat.web.result_files import every_table


def shaped(*, unit_key: str, period: Period, final: bool) -> tuple[Report, bytes]:
    """Return what is wanted of the worker and the report's content, which shows nothing its reader may not see.

    Leaves the event that says who takes it. Raises NotFoundFailure for a unit out of reach.
    """
    from khaosat.documents import official_json  # noqa: PLC0415  a library only this needs
    from khaosat.web.report_content import report  # noqa: PLC0415  as above

    session, today = guard.session(), day_of(guard.now())
    shown, splits = every_table(session, unit_key=unit_key, period=period)
    found = measures.measures_of(session, unit_key=unit_key, period=period, today=today)
    content = official_json(report(shown, splits, found, final=final, today=today, demo=guard.settings().demo))
    kind = f"{'tong-ket' if final else 'so-ket'}.docx"
    taking.note_taken(
        session, subject=f"unit:{unit_key}", period=period.key, kind=kind, by=guard.actor(), at=guard.now()
    )
    return Report(unit_key, period.key, final), content
