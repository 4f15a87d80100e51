"""People who move files of the yearly appraisal, each in a session of their own roles, as the pages give them one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.account import Account
from khaosat.models.appraisal import Appraisal, AppraisalStep
from khaosat.policy import Role
from khaosat.queries.grants import working_grants
from khaosat.services import appraisal_moves
from khaosat.services.acts import Actor
from khaosat.services.appraisal_moves import Mover, Wish
from khaosat.services.person import powers_of
from tests.factories.people import person
from tests.factories.province import SmallProvince

WHO: dict[str, tuple[tuple[Role, ...], str | None, str | None]] = {
    "an": ((Role.UNIT_HEAD,), "19330", None),
    "ha": ((Role.UNIT_HEAD,), "19357", None),
    "chief": ((Role.UNIT_HEAD,), "QT", None),
    "binh": ((Role.OFFICER,), "19330", "19330"),
    "chi": ((Role.AFFAIRS,), None, None),
    "cuc": ((Role.AFFAIRS,), None, None),
    "duc": ((Role.DECIDER,), None, None),
    "em": ((Role.APPEAL,), None, None),
    "all": ((Role.UNIT_HEAD, Role.AFFAIRS, Role.DECIDER, Role.APPEAL), "19330", None),
    "head_and_officer": ((Role.UNIT_HEAD, Role.OFFICER), "19330", "19330"),
}
NOW = datetime(2027, 1, 11, 9, 0, tzinfo=ZONE)
VERBS: dict[str, Callable[..., None]] = {
    "propose": appraisal_moves.propose, "verify": appraisal_moves.verify, "return": appraisal_moves.send_home,
    "decide": appraisal_moves.decide, "send_back": appraisal_moves.send_back, "cosign": appraisal_moves.cosign,
    "refuse": appraisal_moves.refuse, "take_back": appraisal_moves.take_back, "tell": appraisal_moves.tell,
    "appeal": appraisal_moves.appeal, "withdraw": appraisal_moves.withdraw,
    "decide_appeal": appraisal_moves.decide_appeal,
}  # fmt: skip  # a table


@dataclass
class Movers:
    """The cast at one file (`file_id`, Bình's): `movers.does("an", "propose", "good")`."""

    engine: Engine
    made: SmallProvince
    file_id: int
    accounts: dict[str, int] = field(default_factory=dict)

    def account(self, name: str) -> int:
        """The account of that person."""
        if name not in self.accounts:
            roles, unit, officer = WHO[name]
            unit_id = self.made.units[unit] if unit else None
            officer_id = self.made.officers[officer][0] if officer else None
            self.accounts[name] = person(self.engine, name, *roles, unit_id=unit_id, officer_id=officer_id)
        return self.accounts[name]

    def powers(self, name: str) -> tuple[Scope, Mover]:
        """Whose files they see, and what they may do."""
        with open_session(self.engine, Scope.system("powers of a test's people")) as session:
            found = session.get_one(Account, self.account(name))
            grants = tuple(working_grants(session, account_id=found.id))
            permissions, scope = powers_of(session, found, grants, NOW)
            return scope, Mover(permissions, found.officer_id, scope.writes)

    def does(self, name: str, verb: str, word: str | None = None, reason: str = "", **more: Any) -> None:  # noqa: ANN401  of a wish, and `at`
        """Let somebody do something to the file (or `file_id=`, or several `files=`)."""
        at = more.pop("at", NOW)
        files = more.pop("files", [more.pop("file_id", self.file_id)])
        wishes = [Wish(file, word, reason, **more) for file in files]
        scope, who = self.powers(name)
        with open_session(self.engine, scope) as session:
            VERBS[verb](session, wishes=wishes, who=who, by=Actor(self.account(name), name), at=at)

    def go(self, *moves: tuple[Any, ...]) -> None:
        """Do these one after the other."""
        for move in moves:
            self.does(*move)

    def file(self, file_id: int | None = None) -> Appraisal:
        """The file as it stands."""
        with open_session(self.engine, Scope.system("a look at a file")) as session:
            return session.get_one(Appraisal, file_id or self.file_id)

    def steps(self, file_id: int | None = None) -> list[AppraisalStep]:
        """Its steps."""
        with open_session(self.engine, Scope.system("a look at a file")) as session:
            wanted = select(AppraisalStep).where(AppraisalStep.appraisal_id == (file_id or self.file_id))
            return list(session.scalars(wanted.order_by(AppraisalStep.id)))


AGREED = (("an", "propose", "good"), ("chi", "verify"), ("duc", "decide", "good"), ("chi", "tell"))
LOWERED = (("an", "propose", "good"), ("chi", "verify"), ("duc", "decide", "completed", "việc trễ hạn"))
