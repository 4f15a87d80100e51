"""What is sealed of an answer: its leaf, the tree of a day, and the path that proves a leaf is in it.

Nothing here reads a database or a key. docs/security.md describes the encodings with examples, so that
somebody else can check a seal with a program of their own.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import UUID

from khaosat.errors import InvalidFailure

PLACES: Final = tuple(f"s{place:02d}" for place in range(1, 41))
SCORED: Final = (
    "office_id", "placard_id", "round_id", "questionnaire_id", "day", "slot", "mode", "language", "kind", "officer_id",
    "field_id", "verified", "repeat_of_day", "changes", "trips", "punctuality", "reasons", "watched", "demanded",
    *PLACES,
)  # fmt: skip
"""Everything an answer says but its comment, and where it was given: to move an answer is to change it."""
SHORTEST_SALT: Final = 16
"""Bytes; without a salt the leaf would give the answer away, there are so few."""
MARKED: Final = ("held", "voided", "withdrawn")
"""States that get a leaf of their own: an answer cannot be taken out of the count unseen."""

_OPENINGS: Final = tuple((name, f'"{name}":') for name in sorted(SCORED))
_JSON: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=date.isoformat)


def tagged_hash(what: str, *parts: bytes) -> bytes:
    """SHA-256 over 'khaosat:<what>:1', a zero byte and the parts: no digest can stand for one of another kind."""
    return hashlib.sha256(_tag(what) + b"".join(parts)).digest()


@cache
def _tag(what: str) -> bytes:
    return b"khaosat:" + what.encode("ascii") + b":1\0"


def canonical(values: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no spaces, ASCII only; what is None is left out, dates are ISO texts."""
    kept = {name: value for name, value in values.items() if value is not None}
    return _JSON.encode(kept).encode("ascii")


def canonical_scores(row: Mapping[str, Any]) -> bytes:
    """Return `canonical` of what SCORED names, in a third of the time: a day has fifty thousand of them.

    A column that the row does not hold is empty.
    """
    said, held = [], row.get
    for name, opening in _OPENINGS:
        value = held(name)
        if value is None:
            continue
        kind = type(value)
        if kind is int:
            said.append(f"{opening}{value}")
        elif kind is bool:
            said.append(f"{opening}true" if value else f"{opening}false")
        elif kind is date:
            said.append(f'{opening}"{value.isoformat()}"')
        else:
            said.append(opening + _JSON.encode(value))
    return ("{" + ",".join(said) + "}").encode("ascii")


def _salt(row: Mapping[str, Any], name: str) -> bytes:
    salt = row[name]
    if not isinstance(salt, bytes) or len(salt) < SHORTEST_SALT:
        raise InvalidFailure(field=name, reason="salt", id=str(row.get("id")))
    return salt


def digest_scores(row: Mapping[str, Any]) -> bytes:
    """Return H(salt ‖ everything but the comment) of a row of answers with all SCORED columns, 32 bytes.

    Raises InvalidFailure where the salt is missing or shorter than 128 bits.
    """
    return tagged_hash("scores", _salt(row, "salt_scores"), canonical_scores(row))


def digest_comment(row: Mapping[str, Any]) -> bytes:
    """Return H(salt ‖ comment), 32 bytes; no comment and an empty one differ. Raises as digest_scores."""
    comment = row["comment"]
    text = b"\0" if comment is None else b"\1" + comment.encode("utf-8")
    return tagged_hash("comment", _salt(row, "salt_comment"), text)


def leaf(answer: UUID, scores: bytes, comment: bytes) -> bytes:
    """Return the leaf of an answer from its id and its two digests, 32 bytes."""
    return tagged_hash("leaf", answer.bytes, scores, comment)


def mark_leaf(answer: UUID, state: str) -> bytes:
    """Return the leaf that says an answer is 'held', 'voided' or 'withdrawn'. Raises InvalidFailure for others."""
    if state not in MARKED:
        raise InvalidFailure(field="state", reason="unmarked", state=state)
    return tagged_hash("mark", answer.bytes, state.encode("ascii"))


def withdrawal_leaf(answer: UUID) -> bytes:
    """Return the leaf that a withdrawal adds; the answer's own leaf stays."""
    return mark_leaf(answer, "withdrawn")


def digests(row: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return the two digests of a row's leaf, the kept ones where what they are of is gone. Raises InvalidFailure."""
    scores = row["digest_scores"] if row["state"] == "withdrawn" else digest_scores(row)
    return scores, row["digest_comment"] or digest_comment(row)


def answer_leaves(row: Mapping[str, Any]) -> list[bytes]:
    """Return the leaves of one row of answers: its own and, unless it is counted, the mark of its state.

    A withdrawn row needs its two kept digests, any other SCORED, comment and both salts; a forgotten comment has its
    kept digest in place of comment and salt. Raises InvalidFailure.
    """
    own = leaf(row["id"], *digests(row))
    return [own] if row["state"] == "counted" else [own, mark_leaf(row["id"], row["state"])]


@dataclass(frozen=True)
class Step:
    """One neighbour on the way from a leaf to the root; `left` where it stands to the left."""

    digest: bytes
    left: bool


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Return the root of the tree over the leaves in order of their digests (never of arrival), 32 bytes.

    Neighbours are joined pair by pair, level by level; a last one without a neighbour moves up as it is.
    """
    level = sorted(leaves)
    if not level:
        return tagged_hash("empty")
    while len(level) > 1:
        level = _joined(level)
    return level[0]


def _joined(level: list[bytes]) -> list[bytes]:
    pairs = zip(level[::2], level[1::2], strict=False)
    return [tagged_hash("node", left, right) for left, right in pairs] + level[len(level) // 2 * 2 :]


def inclusion_path(leaves: Iterable[bytes], wanted: bytes) -> tuple[Step, ...]:
    """Return the neighbours that lead from one leaf to the root. Raises InvalidFailure where it is no leaf."""
    level = sorted(leaves)
    if wanted not in level:
        raise InvalidFailure(field="leaf", reason="absent")
    place, path = level.index(wanted), []
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            path.append(Step(level[beside], left=beside < place))
        level, place = _joined(level), place // 2
    return tuple(path)


def root_from_path(wanted: bytes, path: Iterable[Step]) -> bytes:
    """Return the root that a leaf and its path lead to: what a citizen compares with the published one."""
    digest = wanted
    for step in path:
        digest = tagged_hash("node", step.digest, digest) if step.left else tagged_hash("node", digest, step.digest)
    return digest


@dataclass(frozen=True)
class DaySeal:
    """What a day amounts to: how many answers were given, how many of them withdrawn, and the root over all."""

    answers: int
    withdrawn: int
    root: bytes


def day_seal(answers: Sequence[Mapping[str, Any]]) -> DaySeal:
    """Return what the rows of a day amount to. Raises InvalidFailure where a salt is missing."""
    withdrawn = sum(row["state"] == "withdrawn" for row in answers)
    root = merkle_root(leaf for row in answers for leaf in answer_leaves(row))
    return DaySeal(len(answers), withdrawn, root)
