"""An act: one transaction and, where the act is defined, the audit event it leaves.

A verb that writes is decorated with `@act("placards:revoke")`, takes `by` and `at`, and calls `record` with
what was before and after. The decorator commits once the event is there; a failed act leaves nothing.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from khaosat.access import ScopedSession
from khaosat.errors import AccessFailure
from khaosat.models.event import Event

Given = ParamSpec("Given")
Result = TypeVar("Result")
Verb = Callable[Concatenate[ScopedSession, Given], Result]


@dataclass(frozen=True)
class Actor:
    """Who acts: a person's account, or a command or job by its name."""

    account_id: int | None
    name: str


ACTS: dict[str, str] = {}  # act → the verb that leaves it


def act(name: str) -> Callable[[Verb[Given, Result]], Verb[Given, Result]]:
    """Make a verb one transaction that leaves the audit event `name` (noun:verb)."""

    def declare(verb: Verb[Given, Result]) -> Verb[Given, Result]:
        place = f"{verb.__module__}.{verb.__qualname__}"
        if ACTS.setdefault(name, place) != place:
            raise ValueError(f"act {name} is declared by {ACTS[name]} and by {place}")

        @functools.wraps(verb)
        def run(session: ScopedSession, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
            actor, at = kwargs["by"], kwargs["at"]
            if not isinstance(actor, Actor) or not isinstance(at, datetime):
                raise TypeError(f"{place} takes by=Actor and at=datetime")
            session.info["act"] = _Current(name, actor, at)
            try:
                result = verb(session, *args, **kwargs)
                if not session.info["act"].recorded:
                    raise AccessFailure(what="act without its event", act=name)  # noqa: TRY301  undone like any failure
                session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                del session.info["act"]
            return result

        return run

    return declare


def own_record(because: str) -> Callable[[Verb[Given, Result]], Verb[Given, Result]]:
    """Make a verb one transaction without an audit event; `because` says what stands in its place."""
    if not because:
        raise ValueError("say why no event is left")

    def declare(verb: Verb[Given, Result]) -> Verb[Given, Result]:
        @functools.wraps(verb)
        def run(session: ScopedSession, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
            try:
                result = verb(session, *args, **kwargs)
                session.commit()
            except BaseException:
                session.rollback()
                raise
            return result

        return run

    return declare


def record(
    session: ScopedSession,
    *,
    subject: str,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
) -> None:
    """Leave the event of the running act; `subject` such as 'placard:QT7K2', values as JSON knows them."""
    current: _Current = session.info["act"]
    current.recorded = True
    session.add(
        Event(
            at=current.at,
            act=current.name,
            actor_id=current.by.account_id,
            actor=current.by.name,
            subject=subject,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
        )
    )


@dataclass
class _Current:
    name: str
    by: Actor
    at: datetime
    recorded: bool = False
