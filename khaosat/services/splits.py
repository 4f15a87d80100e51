"""The chapters of a unit's page that stand in blocks of their own: factors, splits, what was told of the visit."""

from collections.abc import Mapping, Sequence
from typing import Final

from khaosat.queries.item_texts import FactorItem, factor_items, field_names
from khaosat.queries.released_levels import LevelSum
from khaosat.services import figures
from khaosat.services.asked import Asked, overlaid
from khaosat.services.deciding import OUTCOME, Handled
from khaosat.services.figures import Counts, Figure, Method, Withheld, withheld
from khaosat.services.sorting import sort_key
from khaosat.services.unit_figures import Factors, ItemFigure, LevelFigure, MissingLevel, Split, Told

LEVELS: Final = {
    "kind": ("person", "business"),
    "mode": ("placard", "kiosk", "link", "paper", "assisted", "recheck"),
    "verified": ("yes", "no"),
}
REST = "other"  # rare and unknown levels, folded together
ERROR: Final = 0.05  # of all factors compared together


def factors_of(asked: Asked, handled: Handled) -> Factors:
    """Return the factor items and all of them together, in the questionnaire's order.

    Where others decided most of the dossiers, the outcome is not held against the other items.
    """
    sums = {level.level: level for level in asked.levels("item")}
    everybody = sums.pop("", None)
    if everybody is None:
        return Factors((), withheld(Method.POOLED, Withheld.NO_ANSWERS), None)
    items = factor_items(asked.session, codes=sums)
    shares = figures.percents([sums[item.code].counts for item in items])
    against = _against(everybody, sums)
    return Factors(
        tuple(_item(item, share, against[item.code], handled) for item, share in zip(items, shares, strict=True)),
        figures.pooled_percent(everybody.pooled, n=_answering(everybody, [sums[item.code].counts for item in items])),
        everybody.blocks,
    )


def _item(item: FactorItem, share: Figure, against: Figure, handled: Handled) -> ItemFigure:
    if item.factor != OUTCOME:
        return ItemFigure(item.code, item.factor, item.texts, share, against, None)
    if handled.mostly_elsewhere:
        against = withheld(Method.AGAINST, Withheld.DECIDED_ELSEWHERE, n=against.n)
    return ItemFigure(item.code, item.factor, item.texts, share, against, handled.share_elsewhere)


def _against(everybody: LevelSum, sums: Mapping[str, LevelSum]) -> dict[str, Figure]:
    """Each item against the others; nothing where the sums beside them are not those of the same persons."""
    _, _, ss, st, tt = everybody.pooled
    whole = tuple(map(sum, zip(*(level.beside or (0, 0, 0, 0) for level in sums.values()), strict=True)))
    found = {}
    for code, level in sums.items():
        others = [other.counts for name, other in sums.items() if name != code]
        found[code] = figures.against_rest(
            level.counts,
            everybody.pooled,
            level.beside if whole == (ss, st, st, tt) else (),
            persons=max(map(sum, others), default=0),  # as many at least answered another item
            level=1 - ERROR / len(sums),
        )
    return found


def _answering(everybody: LevelSum, table: list[Counts]) -> int:
    """Persons who answered some factor item: the cell counts everybody, so the least that its sums allow is taken.

    As many as answered the commonest item, and as sum t and sum t² need (Cauchy's inequality).
    """
    _, answered, _, _, squares = everybody.pooled
    least = max([*map(sum, table), -(-(answered**2) // squares) if squares else 0])
    return min(least, everybody.n)


def told_of(asked: Asked, handled: Handled) -> Told:
    """Return what people told of their visit."""
    sums = {level.level: level for level in asked.levels("visit")}
    trips, punctuality = (
        tuple(figures.shares(sums[code].counts)) if code in sums else () for code in ("trips", "punctuality")
    )
    return Told(trips, punctuality, overlaid(level.blocks for level in sums.values()), handled.share_elsewhere)


def splits_of(asked: Asked, names: Sequence[str]) -> list[Split]:
    """Return those splits, the levels of each in a fixed order and the rest of them last."""
    fields = field_names(asked.session) if "field" in names else {}
    return [_split(asked, name, fields if name == "field" else {}) for name in names]


def _split(asked: Asked, split: str, names: Mapping[str, Mapping[str, str]]) -> Split:
    sums = {level.level: level for level in asked.levels(split)}
    standing = asked.standings().get(split)
    since = standing.levels if standing else {}
    known = sums.keys() | since.keys()
    order = LEVELS.get(split) or sorted(known, key=lambda level: sort_key(names.get(level, {}).get("vi") or level))
    ordered = [level for level in order if level in known and level != REST]
    levels = [level for level in [*ordered, *sorted(known - set(ordered))] if level in sums]
    shares = figures.percents([sums[level].counts for level in levels])
    return Split(
        split,
        tuple(LevelFigure(level, names.get(level, {}), share) for level, share in zip(levels, shares, strict=True)),
        overlaid(level.blocks for level in sums.values()),
        standing.whole.last if standing else None,
        standing.whole.waiting if standing else 0,
        tuple(
            MissingLevel(level, names.get(level, {}), since[level].last, since[level].waiting)
            for level in ordered
            if level not in sums
        ),
    )
