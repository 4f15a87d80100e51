"""What was brought in about units for a year under one version of a ruleset."""

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.unit_components import UnitComponents


def unit_components(
    session: ScopedSession, *, year: int, key: str, version: str, held: bool = False
) -> dict[int, UnitComponents]:
    """Return the rows by unit (one statement); `held` until the transaction ends, in the order of the units."""
    row = UnitComponents
    wanted = select(row).where(row.year == year, row.ruleset_key == key, row.ruleset_version == version)
    if not held:
        return {one.unit_id: one for one in session.scalars(wanted)}
    wanted = wanted.order_by(row.unit_id).with_for_update()
    fresh = {"populate_existing": True}
    return {one.unit_id: one for one in session.scalars(wanted, execution_options=fresh)}
