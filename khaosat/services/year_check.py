"""Checking a signed year: everything is worked out again and held against what was signed and what stands now."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, NotFoundFailure
from khaosat.models.appraisal import SIGNED, AppraisalSnapshot, AppraisalYear
from khaosat.models.league import LeagueLine
from khaosat.queries import frozen_years as kept
from khaosat.queries.appraisals import appraisal_year
from khaosat.queries.seal_list import Seal, seal_list
from khaosat.services.acts import Actor, act, record
from khaosat.services.code_version import code_version
from khaosat.services.rulesets import ruleset
from khaosat.services.seal_chain import fault_of, is_signed, public_keys
from khaosat.services.year_body import NODES, Body, body_of, digest_of, plain
from khaosat.services.year_recount import CLOSE, Difference, recount, said, unlike
from khaosat.services.year_snapshots import MADE_BY

NOT_COMPARED: Final = {"name", "unit_key"}
"""What a catalogue may change afterwards: an officer's name as shown; the ids beside them are compared."""


@dataclass(frozen=True)
class Check:
    """What a check found; no `differences` is what one hopes for.

    `files` and `lines` are how many were worked out again, `seals` how many entries of the sealed list were followed.
    `signed_code` and `code` differ where another version of the program recounts: then a difference may be its.
    """

    year: int
    version: int
    digest: str
    files: int
    lines: int
    seals: int
    signed_code: str
    code: str
    differences: tuple[Difference, ...]


def check(wide: ScopedSession, *, year: int, keys: Path) -> Check:
    """Work a signed year out again and name every difference; `wide` is a session of `Scope.year_keeper()`.

    Raises NotFoundFailure for a year that was never opened, ConflictFailure(reason='unsigned') for one not signed.
    """
    row = appraisal_year(wide, year=year)
    if row is None:
        raise NotFoundFailure(what="appraisal_year", year=year)
    known = kept.snapshots(wide, year=year)
    if row.state != SIGNED and not known:
        raise ConflictFailure(what="appraisal_year", reason="unsigned", year=year)
    found = [*_of_versions(wide, year, known, keys)]
    if not known or (body := _read(newest := known[-1])) is None:
        return Check(year, len(known), "", 0, 0, 0, "", code_version(), tuple(found))
    try:
        found += [*recount(body), *_of_rows(wide, row, body), *_of_seal(body, seal_list(wide), keys)]
    except (KeyError, TypeError, ValueError, AttributeError, NotFoundFailure) as error:  # written over by hand
        found.append(Difference("snapshot", "", f"version {newest.version}/body", "", f"unreadable: {error}"))
    return Check(
        year=year,
        version=newest.version,
        digest=newest.digest.hex(),
        files=len(body["files"]),
        lines=sum(len(one["lines"]) for one in body["leagues"].values()),
        seals=body["seal"]["sequence"] if body["seal"] else 0,
        signed_code=newest.code_version,
        code=code_version(),
        differences=tuple(found),
    )


@act("appraisals:check")
def note_checked(session: ScopedSession, *, found: Check, by: Actor, at: datetime) -> None:  # noqa: ARG001  the act takes who and when
    """Leave the event that somebody checked a year, with what came of it."""
    after = {"version": found.version, "digest": found.digest, "differences": len(found.differences)}
    record(session, subject=f"appraisal_year:{found.year}", before=None, after=after)


def _of_versions(
    wide: ScopedSession, year: int, known: Sequence[AppraisalSnapshot], keys: Path
) -> Iterator[Difference]:
    """Each version for itself, the chain they make, and the trail that knows them."""
    if not known:
        yield Difference("snapshot", "", "version", said(1), said(None))
    by, before = public_keys(keys), None
    for number, row in enumerate(known, start=1):
        yield from _of_version(row, number, before, by)
        before = row.digest
    told = kept.told_digests(wide, year=year, acts=MADE_BY)
    yield from unlike("audit", "", told, [row.digest.hex() for row in known])


def _of_version(
    row: AppraisalSnapshot, number: int, before: bytes | None, by: tuple[bytes, ...]
) -> Iterator[Difference]:
    place = f"version {number}"
    if (now := digest_of(row.body)) != row.digest:
        yield Difference("snapshot", "", f"{place}/digest", row.digest.hex(), now.hex())
    if row.signature is None or not is_signed(row.digest, row.signature, by):
        yield Difference("snapshot", "", f"{place}/signature", "", said(plain(row.signature)))
    body = _read(row)
    if body is None:
        yield Difference("snapshot", "", f"{place}/body", "", "unreadable")
        return
    made = body["made"]
    written = {
        "version": body["version"], "previous": body["previous"], "reason": made["reason"], "made_by": made["account"],
        "made_at": made["at"], "code_version": made["code"], "seal": body["seal"] and body["seal"]["digest"],
    }  # fmt: skip  # what stands beside the body
    stands = {
        "version": number, "previous": plain(before),
        **{name: plain(getattr(row, name)) for name in ("reason", "made_by", "made_at", "code_version", "seal")},
    }  # fmt: skip  # the same from its row
    for one in unlike("snapshot", "", written, stands):
        yield Difference(one.about, "", f"{place}/{one.field}", one.before, one.now)


def _of_rows(wide: ScopedSession, row: AppraisalYear, body: Body) -> Iterator[Difference]:
    """What stands in the tables now, against what was signed."""
    now = body_of(wide, wide, row, ruleset(wide, key=row.ruleset_key, version=row.ruleset_version).rules)
    yield from unlike("year", "", body["year"], now["year"])
    yield from unlike("rules", "", _digests(body["rules"]), _digests(now["rules"]))
    for officer in sorted({*body["files"], *now["files"]}):
        yield from unlike("file", officer, *(_compared(each["files"].get(officer)) for each in (body, now)))
    for number in sorted({*body["leagues"], *now["leagues"]}, key=int):
        yield from _of_league(number, body["leagues"].get(number), now["leagues"].get(number))
    yield from unlike("ceiling", "", body["ceilings"], now["ceilings"])
    yield from _chances(wide, row, now)


def _digests(rules: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: f"{one['key']} {one['version']} {digest_of(one['text']).hex()}" for name, one in rules.items()}


def _compared(file: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if file is None else {name: value for name, value in file.items() if name not in NOT_COMPARED}


def _of_league(number: str, before: Any, now: Any) -> Iterator[Difference]:  # noqa: ANN401  parts of a body
    if before is None or now is None:
        yield from unlike("league", "", {number: before and "…"}, {number: now and "…"})
        return
    about = ({name: value for name, value in each.items() if name != "lines"} for each in (before, now))
    yield from _placed(number, unlike("league", "", *about))
    for name in sorted({*before["lines"], *now["lines"]}):
        officer, side = name.rsplit("/", 1)
        lines = (each["lines"].get(name) for each in (before, now))
        yield from _placed(f"{number}/{side}", unlike("league", officer, *lines))


def _placed(place: str, found: Iterator[Difference]) -> Iterator[Difference]:
    for one in found:
        yield Difference(one.about, one.officer, f"{place}/{one.field}", one.before, one.now)


def _chances(wide: ScopedSession, row: AppraisalYear, now: Body) -> Iterator[Difference]:
    """P(among the first) is the sum over the kept nodes: worked out from the league, where they are kept."""
    officers = {file["officer_id"] for file in now["files"].values()}
    lines = kept.league_lines(wide, league_ids=set(row.leagues.values()), officers=officers)
    for line, officer in lines:
        value = _chance(line)
        if value is not None and abs(value - line.p_top) > CLOSE:
            side = "adjusted" if line.adjusted else "plain"
            yield Difference("league", officer, f"{line.league_id}/{side}/p_top", said(line.p_top), said(value))


def _chance(line: LeagueLine) -> float | None:
    nodes = line.working.get(NODES)
    if not nodes:
        return None
    return float(sum(w * p for w, p in zip(nodes["weight"], nodes["probability"], strict=True)))


def _of_seal(body: Body, entries: Sequence[Seal], keys: Path) -> Iterator[Difference]:
    """The sealed list up to the entry the year rests on: unbroken, signed, and that very entry."""
    if body["seal"] is None:
        return
    by, before = public_keys(keys), None
    for entry in entries[: body["seal"]["sequence"]]:
        if fault := fault_of(entry, before, by):
            yield Difference("seal", "", f"{entry.sequence}/{fault}", entry.digest.hex(), "")
        before = entry
    head = before.digest.hex() if before and before.sequence == body["seal"]["sequence"] else None
    yield from unlike("seal", "", {"head": body["seal"]["digest"]}, {"head": head})


def _read(row: AppraisalSnapshot) -> Body | None:
    try:
        body: Body = json.loads(row.body)
    except ValueError:
        return None
    wanted = {
        "kind",
        "version",
        "previous",
        "made",
        "seal",
        "year",
        "rules",
        "files",
        "leagues",
        "ceilings",
        "corrections",
    }
    return body if isinstance(body, dict) and wanted <= body.keys() else None
