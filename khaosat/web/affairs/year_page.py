"""The page of a year's league under a ruleset: rows with their interval, ceilings with the names they concern."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final

from markupsafe import Markup

from khaosat import documents
from khaosat.documents import Axis, Caption, Reference
from khaosat.services.standing import Level, Stand, YearView
from khaosat.services.standing_places import Pool
from khaosat.services.standing_view import Ceilinged
from khaosat.web import texts_rules, texts_standing
from khaosat.web.affairs.league_page import WIDTH, Interval, tone_of, unit_words
from khaosat.web.filters import number
from khaosat.web.texts_charts import words
from khaosat.web.texts_duties import duty_group
from khaosat.web.texts_league import state_name

LEVELS: Final = {"don-vi": Level.UNIT, "nhom": Level.GROUP, "tinh": Level.PROVINCE}


@dataclass(frozen=True, slots=True)
class YearRow:
    """One officer; `interval` and `picture` are None for who has too few answers, `with_held` for who stays."""

    stand: Stand
    unit: str
    interval: Interval | None
    picture: Markup | None
    says: tuple[str, ...]
    more: str
    with_held: str | None
    spells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One group under a ceiling, with the names of who is inside, at the border, beyond."""

    name: str
    pool: Pool
    inside: tuple[str, ...]
    border: tuple[str, ...]
    beyond: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CeilingPart:
    """A ceiling at the level chosen: groups in which somebody is wanted, and those in which nobody is."""

    name: str
    share: float
    note: str
    certainty: str
    wanted: tuple[PoolRow, ...]
    others: tuple[PoolRow, ...]
    over: int
    without: int


@dataclass(frozen=True, slots=True)
class YearPage:
    """Everything `affairs/year.html` shows; `parts` are the words of the address beside the page's number."""

    view: YearView
    scale: Markup | None
    groups: tuple[tuple[str, tuple[YearRow, ...]], ...]
    ceilings: tuple[CeilingPart, ...]
    movers: tuple[YearRow, ...]
    parts: Mapping[str, str]


def year_page(view: YearView) -> YearPage:
    """Return the page in the language of the request; of a year without a league its choices alone."""
    if view.league is None or view.rules is None:
        return YearPage(view, None, (), (), (), _parts(view))
    mu = view.league.results["adjusted" if view.chosen.adjusted else "plain"]["mu"]
    held = Reference(mu, f"{words('common')} {number(mu, 2)}")
    axis = None
    if view.spread:
        axis = documents.rounded_axis([*view.spread, mu], partial(number, digits=1), count=8, within=(1.0, 5.0))
    scale = Caption("thang", words("scale"), words("scale"))
    rows = [_row(view, one, axis, held) for one in view.stands]
    return YearPage(
        view=view,
        scale=documents.inline_scale(scale, axis=axis, reference=held, width=WIDTH) if axis else None,
        groups=tuple((state, tuple(its)) for state, its in groupby(rows, key=lambda row: str(row.stand.line.state))),
        ceilings=tuple(_ceiling(view, one) for one in view.ceilings),
        movers=tuple(_row(view, one, None, held) for one in (view.held.movers if view.held else ())),
        parts=_parts(view),
    )


def _row(view: YearView, one: Stand, axis: Axis | None, held: Reference) -> YearRow:
    assert view.rules is not None  # noqa: S101  a page with rows has rules
    assert view.league is not None  # noqa: S101  and a league
    line, interval, picture = one.line, None, None
    if line.n >= view.league.rules["minimum"]:
        interval = Interval.of(line.posterior_mean, line.posterior_sd)
        if axis is not None:
            caption = Caption(f"cc-{line.officer_id}", line.name, f"{number(interval.value, 2)} ({interval.between})")
            picture = documents.inline_interval(
                interval.estimate, caption, axis=axis, reference=held, tone=tone_of(line.state), width=WIDTH
            )
    elsewhere = one.with_held is not None and one.with_held.state != line.state
    return YearRow(
        stand=one,
        unit=unit_words(one.unit),
        interval=interval,
        picture=picture,
        says=tuple(texts_standing.ruled_words(view.rules, one.ruled)),
        more=texts_standing.more_answers(one),
        with_held=state_name(one.with_held.state) if elsewhere and one.with_held else None,
        spells=tuple(texts_standing.spell_words(spell, unit_words(spell.unit)) for spell in one.spells),
    )


def _ceiling(view: YearView, found: Ceilinged) -> CeilingPart:
    assert view.rules is not None  # noqa: S101  a ceiling has rules
    rows = [
        PoolRow(_pool_name(pool, unit_words(unit) if unit else None, view), pool, *_names(pool, found))
        for pool, unit in found.pools
    ]
    return CeilingPart(
        name=texts_rules.quality_class(view.rules, found.ceiling.quality_class),
        share=float(found.ceiling.share),
        note=texts_rules.said(found.ceiling.note),
        certainty=texts_rules.certainty(found.ceiling.certainty),
        wanted=tuple(row for row in rows if row.pool.seated.wanted),
        others=tuple(row for row in rows if not row.pool.seated.wanted),
        over=sum(row.pool.beyond > 0 for row in rows),
        without=sum(row.pool.places == 0 for row in rows),
    )


def _pool_name(pool: Pool, unit: str | None, view: YearView) -> str:
    name = unit or texts_standing.level_name(Level.PROVINCE)
    return f"{name} · {duty_group(pool.duty_group)}" if pool.duty_group and len(view.groups) > 1 else name


def _names(pool: Pool, found: Ceilinged) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    seated = pool.seated

    def named(ids: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(found.people[one].line.name for one in ids)

    return named(seated.inside), named(seated.border), named(seated.beyond)


def _parts(view: YearView) -> dict[str, str]:
    """The address' words; what is as it is anyway is left out."""
    chosen = view.chosen
    found = {
        "quy-tac": chosen.ruleset,
        "tran": next(word for word, level in LEVELS.items() if level is chosen.level),
        "nhom": chosen.duty_group if view.groups and chosen.duty_group != view.groups[0].duty_group else "",
        "don-vi": chosen.unit_key,
        "trang-thai": chosen.state,
        "hieu-chinh": "" if chosen.adjusted else "0",
    }
    return {name: value for name, value in found.items() if value and (name, value) != ("tran", "don-vi")}
