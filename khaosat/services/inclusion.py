"""The proof that one answer is in its day's seal: a path of digests that a stranger can check without us.

It holds the answer's id and the two salted digests its leaf is made of: nothing of what it says follows from them.
docs/security.md has ten lines that check it against a published root.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, Final
from uuid import UUID

from khaosat.access import ScopedSession
from khaosat.queries.day_answers import day_answers
from khaosat.queries.seal_list import Seal, newest_seal_of
from khaosat.services import leaves
from khaosat.services.leaves import Step

DAYS_REMEMBERED: Final = 8


@dataclass(frozen=True)
class Proof:
    """One answer's way to the root of its day. `state` is counted, held, voided or withdrawn.

    What is not counted has a second leaf in the day that says so: `mark` is the way from it, None for a counted one.
    """

    answer_id: UUID
    state: str
    scores: bytes
    comment: bytes
    path: tuple[Step, ...]
    mark: tuple[Step, ...] | None
    seal: Seal

    def as_json(self) -> dict[str, Any]:
        """Return what a file of proof holds; digests in hexadecimal."""
        found: dict[str, Any] = {
            "id": self.answer_id.hex,
            "scores": self.scores.hex(),
            "comment": self.comment.hex(),
            "path": _steps(self.path),
            "day": self.seal.day.isoformat(),
            "root": self.seal.root.hex(),
            "sequence": self.seal.sequence,
            "revision": self.seal.revision,
            "digest": self.seal.digest.hex(),
        }
        return found if self.mark is None else found | {"mark": self.state, "mark_path": _steps(self.mark)}


def _steps(path: tuple[Step, ...]) -> list[list[str]]:
    return [["left" if step.left else "right", step.digest.hex()] for step in path]


@dataclass(frozen=True)
class _Day:
    """The leaves of a sealed day, in order, and what each answer's are made of."""

    leaves: tuple[bytes, ...]
    answers: Mapping[UUID, tuple[str, bytes, bytes]]


class Days:
    """The last sealed days somebody asked a proof of; a day is put together once, by one at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[date, bytes], _Day | None] = OrderedDict()
        self._lock = Lock()

    def of(self, session: ScopedSession, seal: Seal) -> _Day | None:
        """Return the day as that seal has it, None where its answers have changed and it waits to be sealed again."""
        key = (seal.day, seal.root)
        with self._lock:
            if key not in self._kept:
                found = _day(session, seal.day)
                self._kept[key] = found if leaves.merkle_root(found.leaves) == seal.root else None
            day = self._kept[key]
            if day is None:
                del self._kept[key]  # tonight's sealing makes it right
            while len(self._kept) > DAYS_REMEMBERED:
                self._kept.popitem(last=False)
        return day


def _day(session: ScopedSession, day: date) -> _Day:
    rows = day_answers(session, day)
    found = sorted(leaf for row in rows for leaf in leaves.answer_leaves(row))
    return _Day(tuple(found), {row["id"]: (row["state"], *leaves.digests(row)) for row in rows})


def prove(session: ScopedSession, *, days: Days, answer_id: UUID, day: date) -> Proof | None:
    """Return the proof of an answer of that day, None while the day is not sealed as it stands.

    Needs a session that reads every answer and the seals.
    """
    seal = newest_seal_of(session, day)
    found = days.of(session, seal) if seal else None
    if seal is None or found is None or answer_id not in found.answers:
        return None
    state, scores, comment = found.answers[answer_id]
    path = leaves.inclusion_path(found.leaves, leaves.leaf(answer_id, scores, comment))
    mark = None if state == "counted" else leaves.inclusion_path(found.leaves, leaves.mark_leaf(answer_id, state))
    return Proof(answer_id, state, scores, comment, path, mark, seal)
