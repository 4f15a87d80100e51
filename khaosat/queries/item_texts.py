"""What do the factor items and the fields of procedure read like? In every language, as data."""

from collections.abc import Collection
from typing import Final, NamedTuple

from sqlalchemy import bindparam, select

from khaosat.access import ScopedSession
from khaosat.models.office import Field
from khaosat.models.questionnaire import Item


class FactorItem(NamedTuple):
    """A factor item: its code, its factor's letter and its question by language."""

    code: str
    factor: str
    texts: dict[str, str]


_FACTORS: Final = (
    select(Item.code, Item.factor, Item.texts)
    .where(Item.code.in_(bindparam("codes", expanding=True)), Item.about == "factor")
    .order_by(Item.id)
)
_FIELDS: Final = select(Field.id, Field.names)


def factor_items(session: ScopedSession, *, codes: Collection[str]) -> list[FactorItem]:
    """Return the items of those codes, in the questionnaire's order, the newest version's words (one statement)."""
    rows = session.execute(_FACTORS, {"codes": sorted(codes)})
    newest = {row[0]: FactorItem(row[0], row[1] or "", row[2]) for row in rows}
    return [newest[code] for code in sorted(newest)]


def field_names(session: ScopedSession) -> dict[str, dict[str, str]]:
    """Return every field's names by language, keyed by its id as text (one statement)."""
    return {str(row[0]): row[1] for row in session.execute(_FIELDS)}
