"""An officer's own files of the yearly appraisal: what has been told, the way to it, and the term of appeal."""

from dataclasses import dataclass

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.models.appraisal import UNTOLD, Appraisal, AppraisalYear
from khaosat.queries.appraisal_ways import files_of_officer
from khaosat.rules.appeals import AppealTerm, appeal_term_on
from khaosat.services.appraisal_desk import Asker, Way, way_of
from khaosat.services.appraisal_files import SheetView, sheet_view
from khaosat.services.appraisal_flow import Move
from khaosat.services.days import day_of


@dataclass(frozen=True)
class OwnFile:
    """One of the own files in short: `quality_class` what stands, None until it has been told."""

    year: AppraisalYear
    file: Appraisal
    quality_class: str | None

    @property
    def told(self) -> bool:
        """Whether a class has been told."""
        return self.file.state not in UNTOLD


@dataclass(frozen=True)
class OwnView:
    """The own file of a year: its evidence sheet, its way (shown once told), the term and how sure we are of it."""

    short: OwnFile
    sheet: SheetView
    way: Way
    term: AppealTerm

    @property
    def may_appeal(self) -> bool:
        """Whether an appeal is open."""
        return any(one.move is Move.APPEAL for one in self.way.offers)

    @property
    def may_withdraw(self) -> bool:
        """Whether an appeal waits that could be taken back."""
        return any(one.move is Move.WITHDRAW for one in self.way.offers)


def own_files(session: ScopedSession, *, officer_id: int | None) -> list[OwnFile]:
    """Return the own files, the newest year first."""
    if officer_id is None:
        return []
    return [_short(year, filed.file) for year, filed in files_of_officer(session, officer_id=officer_id)]


def own_view(session: ScopedSession, asker: Asker, *, year: int) -> OwnView:
    """Return the own file of that year; raises NotFoundFailure."""
    if asker.who.officer_id is None:
        raise NotFoundFailure(what="officer")
    for known, filed in files_of_officer(session, officer_id=asker.who.officer_id):
        if known.year == year:
            sheet = sheet_view(session, year=year, officer_key=filed.officer_key)
            way = way_of(session, asker, known, filed.file)
            told = next((day_of(step.at) for step in way.steps if step.move == Move.TELL), asker.today)
            return OwnView(_short(known, filed.file), sheet, way, appeal_term_on(told))
    raise NotFoundFailure(what="appraisal", year=year)


def _short(year: AppraisalYear, file: Appraisal) -> OwnFile:
    told = None if file.state in UNTOLD else file.final_class or file.decided_class
    return OwnFile(year, file, told)
