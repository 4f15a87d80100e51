"""Documents of a year, each to whoever may read what is inside; who took what stands in the trail."""

from typing import Final

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from khaosat.access import Scope, open_session
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import appraisal_papers, taking, year_snapshots
from khaosat.services.appraisal_papers import YearPaper
from khaosat.services.appraisal_years import known_year
from khaosat.services.own_veil import own_untold
from khaosat.services.printing import YearPapers
from khaosat.services.year_snapshots import Version
from khaosat.web import guard, print_orders, texts_papers
from khaosat.web.appraisal import pages
from khaosat.web.paper_files import DOCX, XLSX, file_of, notice_file
from khaosat.web.print_orders import OrderPage
from khaosat.web.texts_papers import ANNEX, LIST, REPORT, SUBMISSION

P = Permission
WHOLE: Final = frozenset({P.APPRAISAL_OPEN, P.APPRAISAL_CHECK})
GROUPS: Final = WHOLE | {P.APPRAISAL_DECIDE, P.APPRAISAL_PROPOSE}
LONGEST: Final = 60
MANY: Final = 60
"""Files above which a document is laid out by the worker: in the request that takes a second and more."""
READ: Final = P.APPRAISAL_READ


@pages.get("/thi-dua/<int:year>/van-ban", needs=P.APPRAISAL_READ)
def year_papers(year: int) -> str:
    """Offer the documents of a year."""
    return render_template(
        "appraisal/papers.html",
        year=known_year(guard.session(), year=year),
        offered=_offered(),
        laid=[one for one in print_orders.own(READ) if _is_of(one, year)],
        own_apart=year in own_untold(guard.session()),
        units=appraisal_papers.units_with_files(guard.session(), year=year),
        whole=_sees_decided(),
        words=texts_papers,
        docx=DOCX,
        xlsx=XLSX,
    )


@pages.post("/thi-dua/<int:year>/van-ban", needs=P.APPRAISAL_READ)
def take_paper(year: int) -> Answer:
    """Hand out one document of a year, of one unit or of all that the person sees; a long one is followed on a page."""
    name, _, extension = request.form.get("tep", "")[:LONGEST].partition(".")
    unit_key = request.form.get("don-vi", "")[:LONGEST]
    if name not in _offered() or (name, extension) not in {*((one, DOCX) for one in _offered()), (LIST, XLSX)}:
        raise InvalidFailure(field="tep", reason="unknown", value=name)
    found = _found(year, unit_key)
    with open_session(guard.engine(), Scope.year_keeper()) as wide:
        versions = tuple(year_snapshots.versions(wide, year=year)) if name == REPORT and _sees_all() else ()
    late = extension == DOCX and len(found.lines) > MANY
    made = None if late else file_of(name, extension, found, decided=_sees_decided(), versions=versions)
    taking.note_taken(
        guard.session(),
        subject=f"unit:{unit_key}" if unit_key else f"appraisal_year:{year}",
        period=str(year),
        kind=f"{name}.{extension}",
        by=guard.actor(),
        at=guard.now(),
    )
    return made or _ordered(name, found, versions, unit_key)


@pages.get("/thi-dua/<int:year>/van-ban/<print_id>", needs=READ)
def paper_order(year: int, print_id: str) -> str:
    """Show how far a document is that the worker lays out."""
    return render_template("appraisal/paper.html", page=_one(year, print_id), year=year, words=texts_papers)


@pages.get("/thi-dua/<int:year>/van-ban/<print_id>/tep", needs=READ)
def paper_file(year: int, print_id: str) -> Response:
    """Hand out the finished document."""
    _one(year, print_id)
    return print_orders.fetch(print_id, READ)


@pages.post("/thi-dua/<int:year>/ho-so/<officer_key>/van-ban", needs=P.APPRAISAL_VERIFY)
def take_notice(year: int, officer_key: str) -> Response:
    """Hand out the notice to an officer, once they were told."""
    found = appraisal_papers.officer_paper(
        guard.session(), year=year, officer_key=officer_key, corrected=_corrected(year)
    )
    return notice_file(found, year=year)


def _ordered(name: str, found: YearPaper, versions: tuple[Version, ...], unit_key: str) -> Answer:
    """Shape the document as the files stand now, and send it to the worker to be laid out."""
    from khaosat.documents import official_json  # noqa: PLC0415  a library only this needs
    from khaosat.web.papers import paper  # noqa: PLC0415  as above

    year, demo, today = found.year.year, guard.settings().demo, guard.now().date()
    return print_orders.lay(
        YearPapers(year, name, unit_key),
        READ,
        follow=lambda print_id: url_for("appraisal.paper_order", year=year, print_id=print_id),
        content=official_json(paper(name, found, today=today, demo=demo, versions=versions)),
    )


def _one(year: int, print_id: str) -> OrderPage:
    """The order, while who asked may still take such a document; raises NotFoundFailure."""
    page = print_orders.one(print_id, READ)
    if not _is_of(page, year):
        raise NotFoundFailure(what="paper")
    return page


def _is_of(page: OrderPage, year: int) -> bool:
    wanted = page.order.wanted
    return (
        isinstance(wanted, YearPapers)
        and wanted.year == year
        and wanted.name in _offered()
        and (bool(wanted.unit_key) or _sees_decided())
    )


def _found(year: int, unit_key: str) -> YearPaper:
    if not unit_key and not _sees_decided():
        raise InvalidFailure(field="don-vi", reason="missing")
    return appraisal_papers.year_paper(
        guard.session(),
        year=year,
        unit_key=unit_key,
        whole=_sees_all() or P.APPRAISAL_PROPOSE in guard.person().permissions,
        corrected=_corrected(year),
    )


def _corrected(year: int) -> dict[str, str]:
    with open_session(guard.engine(), Scope.year_keeper()) as wide:
        return year_snapshots.corrected_classes(wide, year=year)


def _offered() -> tuple[str, ...]:
    """Who hears appeals sees single files, no group; what was decided is for who decides, checks or keeps the year."""
    if GROUPS.isdisjoint(guard.person().permissions):
        raise NotFoundFailure(what="papers")
    return (SUBMISSION, LIST, ANNEX, *((REPORT,) if _sees_decided() else ()))


def _sees_all() -> bool:
    return not WHOLE.isdisjoint(guard.person().permissions)


def _sees_decided() -> bool:
    return _sees_all() or P.APPRAISAL_DECIDE in guard.person().permissions
