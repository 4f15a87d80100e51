"""Snapshots of a signed year: the first at sign-off, a correction as a new version beside it; none is ever changed.

A snapshot holds its body, the body's digest, and a signature by the key of the seals, which lives outside the database:
who can write to every table still cannot make a snapshot that was never signed. Each version names the digest of the
one before it. A correction names officers and better classes with a reason: like an appeal it never makes worse.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.appraisal import SIGNED, AppraisalSnapshot, AppraisalYear
from khaosat.queries import frozen_years as kept
from khaosat.queries.seal_list import newest_seal
from khaosat.rules.reading import read
from khaosat.services.acts import Actor, act, record
from khaosat.services.appraisal_years import known_year, rules_of
from khaosat.services.code_version import code_version
from khaosat.services.own_veil import refuse_own
from khaosat.services.seal_chain import sign as signature_of
from khaosat.services.year_body import Body, body_of, canonical_text, digest_of, plain

LONGEST_REASON: Final = 2000
MADE_BY: Final = ("appraisals:sign", "appraisals:correct")
"""The acts that leave the digest of a snapshot in the audit trail."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One officer's better class."""

    officer_key: str
    quality_class: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version as a reader sees it; `digest` and `previous` as hex, `corrections` new in this one."""

    version: int
    reason: str
    made_by: str
    made_at: datetime
    code_version: str
    seal: str | None
    digest: str
    corrections: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What one version made of one officer's class: from which to which, when and why."""

    version: int
    made_at: datetime
    reason: str
    before: str | None
    after: str


def freeze(
    session: ScopedSession, wide: ScopedSession, row: AppraisalYear, *, keys: Path, by: Actor, at: datetime
) -> bytes:
    """Keep the first version of a year that is being signed, within the act that signs it; returns its digest.

    Every file must be in the session's reach, and what is signed flushed. Raises ConflictFailure where the text of the
    ruleset changed.
    """
    body = body_of(session, wide, row, rules_of(session, row)) | {"corrections": []}
    return _keep(session, wide, body, before=None, reason="", keys=keys, by=by, at=at)


@act("appraisals:correct")
def correct(
    session: ScopedSession,
    *,
    wide: ScopedSession,
    year: int,
    corrections: Mapping[str, str],
    reason: str,
    keys: Path,
    by: Actor,
    at: datetime,
) -> int:
    """Keep a new version in which these officers (by key) have a better class; returns its number.

    Raises NotFoundFailure for a year or officer not there, ConflictFailure(reason='unsigned') for one not signed
    or (reason='own_appraisal') for the own class,
    InvalidFailure for the fields `reason` ('missing', 'too_long') and `class` ('unknown', 'same', 'lower').
    """
    row = known_year(session, year=year)
    known = kept.snapshots(session, year=year)
    if row.state != SIGNED or not known:
        raise ConflictFailure(what="appraisal_year", reason="unsigned", year=year)
    if not corrections:
        raise InvalidFailure(field="class", reason="unknown")
    why = reason.strip()
    if not 0 < len(why) <= LONGEST_REASON:
        raise InvalidFailure(field="reason", reason="too_long" if why else "missing")
    newest = known[-1]
    body: Body = json.loads(newest.body)
    given = [_one(session, body, officer, chosen) for officer, chosen in sorted(corrections.items())]
    version = newest.version + 1
    body["corrections"] = [*body["corrections"], *(one | {"version": version} for one in given)]
    digest = _keep(session, wide, body, before=newest, reason=why, keys=keys, by=by, at=at)
    said = {"version": version, "digest": digest.hex(), "reason": why}
    record(
        session,
        subject=f"appraisal_year:{year}",
        before={one["officer"]: one["before"] for one in given},
        after=said | {one["officer"]: one["after"] for one in given},
    )
    return version


def classes_of(body: Body) -> dict[str, str | None]:
    """Return the class every officer (by key) has by that body, corrections in."""
    found: dict[str, str | None] = {key: file["final_class"] for key, file in body["files"].items()}
    return found | {one["officer"]: one["after"] for one in body["corrections"]}


def corrected_classes(wide: ScopedSession, *, year: int) -> dict[str, str]:
    """Return the class of each officer (by key) whose class was corrected after the year was signed."""
    known = kept.snapshots(wide, year=year)
    corrections = json.loads(known[-1].body)["corrections"] if known else []
    return {one["officer"]: one["after"] for one in corrections}


def corrections_of(wide: ScopedSession, *, year: int, officer_key: str) -> list[Corrected]:
    """Return what was corrected of one officer's class since the year was signed, the newest first.

    `wide` reads whole snapshots: whoever asks must have been shown that officer's file.
    """
    return [
        Corrected(one.version, one.made_at, one.reason, each["before"], each["after"])
        for one in map(_version, reversed(kept.snapshots(wide, year=year, after=1)))
        for each in one.corrections
        if each["officer"] == officer_key
    ]


def versions(session: ScopedSession, *, year: int) -> list[Version]:
    """Return every version of the year the session may read, the newest first."""
    return [_version(row) for row in reversed(kept.snapshots(session, year=year))]


def body_text(session: ScopedSession, *, year: int, version: int) -> str:
    """Return a version's body byte for byte; raises NotFoundFailure."""
    for row in kept.snapshots(session, year=year):
        if row.version == version:
            return row.body
    raise NotFoundFailure(what="appraisal_snapshot", year=year, version=version)


@act("appraisals:export")
def note_exported(session: ScopedSession, *, year: int, version: int, text: str, by: Actor, at: datetime) -> None:  # noqa: ARG001  the act takes who and when
    """Leave the event that somebody took a version along; `text` is what they took, named by its digest."""
    taken = text.encode("utf-8")
    after = {"version": version, "digest": digest_of(text).hex(), "bytes": len(taken)}
    record(session, subject=f"appraisal_year:{year}", before=None, after=after)


def _version(row: AppraisalSnapshot) -> Version:
    try:
        body = json.loads(row.body)
        by = str(body["made"]["by"])
        new = tuple(one for one in body["corrections"] if one["version"] == row.version)
    except (ValueError, KeyError, TypeError):  # written over by hand: `year_check` says so
        by, new = "?", ()
    seal = row.seal.hex() if row.seal else None
    return Version(row.version, row.reason, by, row.made_at, row.code_version, seal, row.digest.hex(), new)


def _one(session: ScopedSession, body: Body, officer: str, chosen: str) -> dict[str, Any]:
    stands = classes_of(body)
    if officer not in stands:
        raise NotFoundFailure(what="appraisal", officer=officer)
    refuse_own(session, body["files"][officer]["officer_id"])
    ranks = {one.key: one.rank for one in read(body["rules"]["year"]["text"]).classes}
    if chosen not in ranks:
        raise InvalidFailure(field="class", reason="unknown")
    before = stands[officer]
    if before is not None and ranks[chosen] >= ranks[before]:
        raise InvalidFailure(field="class", reason="same" if chosen == before else "lower")
    return {"officer": officer, "before": before, "after": chosen}


def _keep(
    session: ScopedSession,
    wide: ScopedSession,
    body: Body,
    *,
    before: AppraisalSnapshot | None,
    reason: str,
    keys: Path,
    by: Actor,
    at: datetime,
) -> bytes:
    """Keep that body as the version after `before`; returns its digest."""
    seal, version = newest_seal(wide), before.version + 1 if before else 1
    body["version"], body["previous"] = version, plain(before.digest if before else None)
    body["made"] = {"by": by.name, "account": by.account_id, "at": plain(at), "reason": reason, "code": code_version()}
    body["seal"] = {"sequence": seal.sequence, "day": plain(seal.day), "digest": seal.digest.hex()} if seal else None
    text = canonical_text(body)
    digest = digest_of(text)
    session.add(
        AppraisalSnapshot(
            year=body["year"]["year"],
            version=version,
            reason=reason,
            made_by=by.account_id,
            made_at=at,
            code_version=code_version(),
            seal=seal.digest if seal else None,
            body=text,
            digest=digest,
            signature=signature_of(keys, digest),
        )
    )
    session.flush()
    return digest
