"""Visits become answers, as the service that stores real ones takes them."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import numpy as np

from khaosat.demo import visits
from khaosat.demo.calendar import days
from khaosat.demo.officers import offices, posts
from khaosat.demo.sources import table
from khaosat.demo.stuffing import stuffed_of
from khaosat.services.answering import Answer
from khaosat.services.catalogue import OfficePlace, Places
from khaosat.services.checking import PUNCTUALITY, REASONS

PAPER = frozenset({"paper", "assisted"})  # no placard was scanned
KINDS = ("person", "business")


def by_office(first: date, last: date, places: Places, *, share: float = 1.0) -> Iterator[tuple[str, list[Answer]]]:
    """Yield each office's key with its answers from first to last day; silent offices are left out."""
    made = [(visits.visits_of(day, share=share), stuffed_of(day)) for day in days(first, last)]
    every = np.concatenate([part for both in made for part in both])
    office = visits.office_of()[every["post"]]
    order = np.argsort(office, kind="stable")
    starts = np.searchsorted(office[order], np.arange(len(offices()) + 1))
    fields = [places.fields[key] for key in visits.fields()]
    for place, key in enumerate(offices()):
        rows = every[order[starts[place] : starts[place + 1]]]
        if len(rows):
            columns = {name: rows[name].tolist() for name in visits.Visit.names or () if name != "id"}
            ids = rows["id"].tobytes()
            yield (
                key,
                [
                    _answer(ids[16 * number : 16 * number + 16], values, places.offices[key], fields)
                    for number, values in enumerate(_across(columns))
                ],
            )


def _across(columns: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def _answer(its_id: bytes, said: Mapping[str, Any], office: OfficePlace, fields: list[int]) -> Answer:
    post, mode, overall = posts()[said["post"]], visits.MODES[said["mode"]], said["scores"][0]
    desk = post.counter if said["at_counter"] and post.counter in office.placards else ""
    return Answer(
        id=UUID(bytes=its_id, version=4),
        day=date.fromordinal(said["day"]),
        slot=said["slot"],
        scores={code: score for code, score in zip(visits.ITEMS, said["scores"], strict=True) if score >= 0},
        mode=mode,
        language="en" if said["english"] else "vi",
        placard_id=None if mode in PAPER else office.placards[desk][0],
        kind=KINDS[said["kind"]] if said["kind"] >= 0 else None,
        officer_id=office.officers[post.key] if said["named"] else None,
        field_id=fields[said["field"]] if said["field_known"] else None,
        verified=said["verified"],
        held_reason="repeated" if said["held"] else None,
        repeat_of_day=2 if said["held"] else None,
        trips=said["trips"] if said["trips"] > 0 else None,
        punctuality=PUNCTUALITY[said["punctuality"]] if said["punctuality"] >= 0 else None,
        reasons=_reasons(said["reasons"]),
        comment=_comment(overall, said["comment"]),
        watched=bool(said["watched"]) if said["watched"] >= 0 else None,
    )


@cache
def _reasons(mask: int) -> tuple[str, ...]:
    """Return one or two reasons out of a mask."""
    return tuple(reason for place, reason in enumerate(REASONS) if mask >> place & 1)[:2]


@cache
def _comments(mood: str) -> tuple[str, ...]:
    return tuple(row["text"] for row in table("comments") if row["mood"] == mood)


def _comment(overall: int, number: int) -> str | None:
    if number < 0:
        return None
    offered = _comments("good" if overall >= 4 else "middle" if overall == 3 else "bad")  # noqa: PLR2004  the scale's halves
    return offered[number % len(offered)]
