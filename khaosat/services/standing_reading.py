"""Leagues of a year read whole: lines, files, postings, and the leagues with held answers beside them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from khaosat.access import ScopedSession
from khaosat.models.league import STATES, League
from khaosat.queries import kept_leagues as kept
from khaosat.queries.kept_leagues import Line, Narrowing
from khaosat.queries.peer_postings import PeerPosting, peer_postings
from khaosat.queries.standing_lines import Stood, answers_needed, league_beside, stood
from khaosat.queries.unit_names import unit_names
from khaosat.queries.year_files import YearFile, year_files
from khaosat.rules.ruleset import Ruleset
from khaosat.services.dated_tree import DatedTree
from khaosat.services.standing_rules import ruled, survey_for
from khaosat.services.standing_view import Held, Spell, Stand, YearView

TWO: Final = 2  # postings: one needs no word


def by_state(states: Iterable[str]) -> dict[str, int]:
    """Return how many are in each state, every state named."""
    numbers = Counter(states)
    return {state: numbers[state] for state in STATES}


class Reading:
    """What is read once for all the leagues of the year."""

    def __init__(self, session: ScopedSession, view: YearView, rules: Ruleset, *, first: date, last: date) -> None:
        self.session, self.view, self.rules = session, view, rules
        self.tree = DatedTree(unit_names(session), first=first, last=last)
        self.files: Mapping[int, YearFile] = year_files(session, view.year)
        self.spells: dict[int, list[PeerPosting]] = {}
        for one in peer_postings(session, first=first, last=last):
            self.spells.setdefault(one.officer_id, []).append(one)
        self.beside: dict[int, League | None] = {}

    def stands(self, league: League) -> list[Stand]:
        """Return everybody of a league, by state and in alphabetical order."""
        adjusted = self.view.chosen.adjusted
        found = kept.lines(self.session, league.id, Narrowing(adjusted), limit=None)
        needed = answers_needed(self.session, league.id, adjusted=adjusted)
        beside = self.beside[league.id] = league_beside(self.session, league.id)
        more = stood(self.session, beside.id, adjusted=adjusted) if beside else {}
        return [self._stand(line, league, needed.get(line.officer_id), more.get(line.officer_id)) for line in found]

    def asked(self, stands: Iterable[Stand], unit: int | None) -> list[Stand]:
        """Return those asked for: in one state, in one unit and what is below it."""
        state = self.view.chosen.state
        below = self.tree.below(unit) if unit is not None else None
        return [
            one
            for one in stands
            if (not state or one.line.state == state) and (below is None or one.line.unit_id in below)
        ]

    def held(self, league: League, everybody: list[Stand]) -> Held | None:
        """Return both leagues side by side, None where no league with held answers was kept."""
        beside = self.beside[league.id]
        if beside is None:
            return None
        states = by_state(one.with_held.state for one in everybody if one.with_held)
        movers = tuple(one for one in everybody if one.with_held and one.with_held.state != one.line.state)
        return Held(int(beside.results["held"]), states, movers)

    def _stand(self, line: Line, league: League, needed: int | None, with_held: Stood | None) -> Stand:
        file = self.files.get(line.officer_id)
        survey = survey_for(line, file)
        return Stand(
            line=line,
            unit=self.tree.label(line.unit_id),
            ruled=ruled(self.rules, survey, file),
            needed=league.rules["minimum"] if line.state == "too_few" else needed,
            with_held=with_held,
            spells=self._spells(line.officer_id),
            counted_in=file.unit_id if file else line.unit_id,
            duty_group=league.duty_group,
            file=file,
            survey=survey,
        )

    def _spells(self, officer_id: int) -> tuple[Spell, ...]:
        found = self.spells.get(officer_id, [])
        if len(found) < TWO:
            return ()
        return tuple(Spell(self.tree.label(one.unit_id), one.since, one.until) for one in found)
