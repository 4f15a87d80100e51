"""The demo's year in the midst of its work: some proposed, verified, decided, one to be co-signed, one appealed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

import config
from khaosat.access import Everything, Scope, ScopedSession, open_session
from khaosat.demo.filling import ELSEWHERE, Say, people_of
from khaosat.demo.officers import PRINTED
from khaosat.demo.sources import table
from khaosat.models.account import Account
from khaosat.policy import Permission
from khaosat.queries.accounts import account_by_name
from khaosat.queries.appraisal_ways import steps_of
from khaosat.queries.appraisals import Filed, appraisal_years, files
from khaosat.queries.unit_names import unit_names
from khaosat.services import appraisal_moves as moves
from khaosat.services.acts import Actor
from khaosat.services.appraisal_flow import Move
from khaosat.services.appraisal_moves import Mover, Wish
from khaosat.services.appraisal_years import rules_of
from khaosat.services.dated_tree import DatedTree

Verb = Callable[..., None]
PROPOSED, VERIFIED, DECIDED, TOLD = 8, 6, 4, 6  # files of the head elsewhere, in this order; the rest waits
VERBS: Final[dict[Move, Verb]] = {
    Move.PROPOSE: moves.propose, Move.VERIFY: moves.verify, Move.RETURN: moves.send_home, Move.DECIDE: moves.decide,
    Move.COSIGN: moves.cosign, Move.TELL: moves.tell, Move.APPEAL: moves.appeal,
}  # fmt: skip  # a table
EVERYTHING: Final = frozenset(Permission)
"""Of a generator that stands for people of every role; who may not act twice is still judged."""


@dataclass(frozen=True)
class Stage:
    """The session, the people by name, the order of the classes, the words, and the moment."""

    session: ScopedSession
    people: dict[str, Account]
    classes: Sequence[str]
    words: dict[str, str]
    now: datetime

    def act(self, name: str, move: Move, found: Sequence[Filed], *, lower: int = 0, why: str = "") -> None:
        """Let somebody move these files; a class is the suggested one, or so many below it."""
        if not found:
            return
        person = self.people[name]
        wishes = [Wish(one.file.id, self._class(one, move, lower), self.words.get(why, "")) for one in found]
        who = Mover(EVERYTHING, person.officer_id, Everything("the demo's people"), person.display_name)
        VERBS[move](self.session, wishes=wishes, who=who, by=Actor(person.id, person.name), at=self.now)

    def _class(self, one: Filed, move: Move, lower: int) -> str | None:
        if move not in {Move.PROPOSE, Move.DECIDE} or one.file.suggested_class is None:
            return None
        place = self.classes.index(one.file.suggested_class) + lower
        return self.classes[min(max(place, 0), len(self.classes) - 1)]


def enliven(engine: Engine, *, now: datetime, say: Say) -> None:
    """Move some files of the newest open year, unless somebody has moved one already."""
    with open_session(engine, Scope.system("the demo's people move files")) as session:
        years = appraisal_years(session)
        found = files(session, year=years[0].year) if years else []
        names = [person.name for person in people_of(PRINTED)]
        people = {name: account for name in names if (account := account_by_name(session, name))}
        moved = any(steps_of(session, files=[one.file.id for one in found]).values())
        if not found or moved or len(people) < len(names):
            return
        rules = rules_of(session, years[0])
        classes = [one.key for one in sorted(rules.classes, key=lambda one: one.rank)]
        words = {row["name"]: row["text"] for row in table("appraisal")}
        tree = DatedTree(unit_names(session), first=years[0].first_day, last=now.astimezone(config.ZONE).date())
        stage = Stage(session, people, classes, words, now)
        ready = [one for one in found if one.file.suggested_class is not None]
        _at_the_printed_office(stage, [one for one in ready if one.file.unit_id == tree.find(PRINTED)])
        below = {tree.find(ELSEWHERE), *tree.below(tree.find(ELSEWHERE))}
        _elsewhere(stage, [one for one in ready if one.file.unit_id in below and not _asks(one)])
        say(f"appraisal {years[0].year}: under way, one decision to be co-signed, one appealed")


def _asks(one: Filed) -> bool:
    """Whether the survey asks for a reason: left to the visitor."""
    return (one.file.suggestion or {}).get("reason_asked_from") is not None


def _at_the_printed_office(stage: Stage, found: Sequence[Filed]) -> None:
    """Bình's class was lowered, co-signed, told and appealed; one file is proposed, one returned, the rest waits."""
    binh = stage.people["binh"].officer_id
    own, others = ([one for one in found if (one.file.officer_id == binh) is which] for which in (True, False))
    stage.act("an", Move.PROPOSE, [*own, *others[:2]], why="proposed")
    stage.act("chi", Move.VERIFY, own)
    stage.act("duc", Move.DECIDE, own, lower=1, why="lowered")
    stage.act("cuc", Move.COSIGN, own)
    stage.act("chi", Move.TELL, own)
    stage.act("binh", Move.APPEAL, own, why="appealed")
    stage.act("chi", Move.RETURN, others[1:2], why="returned")


def _elsewhere(stage: Stage, found: Sequence[Filed]) -> None:
    lowered = [one for one in found if one.file.suggested_class == stage.classes[1]][:1]
    raised = [one for one in found if one.file.suggested_class == stage.classes[1] and one not in lowered][:1]
    plain = iter([one for one in found if one not in (*lowered, *raised)])
    proposed, verified, decided, told = (list(_some(plain, most)) for most in (PROPOSED, VERIFIED, DECIDED, TOLD))
    agreed = [*verified, *decided, *told, *lowered]
    stage.act("ha", Move.PROPOSE, [*proposed, *agreed])
    stage.act("ha", Move.PROPOSE, raised, lower=-1, why="raised")
    stage.act("chi", Move.VERIFY, agreed)
    stage.act("duc", Move.DECIDE, [*decided, *told])
    stage.act("duc", Move.DECIDE, lowered, lower=1, why="lowered")
    stage.act("chi", Move.TELL, told)


def _some(rest: Iterator[Filed], most: int) -> Iterator[Filed]:
    for one, _number in zip(rest, range(most), strict=False):
        yield one
