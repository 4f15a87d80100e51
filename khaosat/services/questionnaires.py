"""Questionnaires as data: the files of `khaosat/questionnaires/` brought into the database, once and for good."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from khaosat.access import ScopedSession
from khaosat.errors import ImmutableFailure, NotFoundFailure
from khaosat.models.questionnaire import Item, Questionnaire
from khaosat.queries import questionnaire as ask
from khaosat.queries.questionnaire import QuestionnaireView
from khaosat.services.acts import Actor, act, record

FOLDER = Path(__file__).parents[1] / "questionnaires"
ABOUT = ("service", "officer", "factor")
MOST_ITEMS = 40


class ItemFile(BaseModel):
    """One question of a file; `texts` by language, Vietnamese and English at least."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    about: str
    texts: dict[str, str]
    factor: str | None = None
    may_skip: bool = False


class QuestionnaireFile(BaseModel):
    """One version of a questionnaire as written down; items stand in their order, the overall one first."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    version: int
    titles: dict[str, str]
    source: str
    items: tuple[ItemFile, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> "QuestionnaireFile":
        codes = [item.code for item in self.items]
        about = [item.about for item in self.items]
        if not 1 <= len(codes) <= MOST_ITEMS or len(set(codes)) < len(codes):
            raise ValueError("item codes are unique, 1 to 40 of them")
        if about[0] != "service" or about.count("service") != 1 or about.count("officer") > 1:
            raise ValueError("the first item, and no other, is about the service; at most one about the officer")
        if any(item.about not in ABOUT or (item.about == "factor") != (item.factor is not None) for item in self.items):
            raise ValueError("an item about a factor names it, no other does")
        if any({"vi", "en"} - texts.keys() for texts in (self.titles, *(item.texts for item in self.items))):
            raise ValueError("every text is Vietnamese and English at least")
        return self


def names() -> tuple[str, ...]:
    """Return the names of the questionnaires that come with the product, sorted."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def read(name: str) -> QuestionnaireFile:
    """Return the file of that name; raises NotFoundFailure, or pydantic's ValidationError where it is not sound."""
    file = FOLDER / f"{name}.toml"
    if name not in names():
        raise NotFoundFailure(questionnaire=name)
    return QuestionnaireFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


def ensure(session: ScopedSession, *, file: QuestionnaireFile, by: Actor, at: datetime) -> QuestionnaireView:
    """Bring the questionnaire in unless it stands there already, word for word; returns it as it stands.

    The session needs the whole catalogue to write and the answers to read. Raises ImmutableFailure where
    it stands differently and has been answered: then it needs a new version.
    """
    standing = ask.questionnaire_by_key(session, file.key, file.version)
    if standing is not None and _says(standing) == file:
        return standing
    if standing is not None and ask.is_answered(session, standing.id):
        raise ImmutableFailure(questionnaire=file.key, version=file.version)
    session.rollback()  # what was read stands in no transaction of the act
    write_down(session, file=file, by=by, at=at)
    found = ask.questionnaire_by_key(session, file.key, file.version)
    assert found is not None  # noqa: S101  it was written a line above
    return found


@act("questionnaires:write_down")
def write_down(session: ScopedSession, *, file: QuestionnaireFile, by: Actor, at: datetime) -> None:  # noqa: ARG001  the act reads them
    """Write a version, or an unanswered version anew; the database refuses to touch one that was answered."""
    row = ask.questionnaire_row(session, file.key, file.version)
    before = None if row is None else {"items": [item.code for item in row.items]}
    if row is None:
        row = Questionnaire(key=file.key, version=file.version)
        session.add(row)
    row.titles, row.source = dict(file.titles), file.source
    for old in row.items if before else ():
        session.delete(old)
    session.flush()
    for place, item in enumerate(file.items, start=1):
        session.add(Item(questionnaire_id=row.id, place=place, **item.model_dump()))
    session.flush()
    session.expire(row)
    subject = f"questionnaire:{file.key}:{file.version}"
    record(session, subject=subject, before=before, after={"items": [item.code for item in file.items]})


def _says(standing: QuestionnaireView) -> QuestionnaireFile:
    items = tuple(
        ItemFile(code=item.code, about=item.about, texts=dict(item.texts), factor=item.factor, may_skip=item.may_skip)
        for item in standing.items
    )
    return QuestionnaireFile.model_construct(
        key=standing.key, version=standing.version, titles=dict(standing.titles), source=standing.source, items=items
    )
