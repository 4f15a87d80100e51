"""A simulation as lines of text."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from khaosat import stats
from khaosat.services.simulating import Side, Simulation

if TYPE_CHECKING:
    from khaosat.stats.awards import Rate


def simulated(found: Simulation) -> Iterator[str]:
    """Yield a simulation line by line: classes, moves, rates with their Monte Carlo error."""
    yield f"{found.view.year}: {found.officers} officers; {_name(found.before)} before, {_name(found.after)} after"
    if found.assumed is not None:
        yield f"assumed: {found.assumed} % of every component that was not brought in, alike for everybody"
    for side in (found.before, found.after):
        yield from _side(side)
    if found.up is not None and found.moves:
        yield f"up {found.up}, down {found.down}, same {found.same}"
    yield from (f"  {here} -> {there}: {number}" for (here, there), number in sorted(found.moves.items())
                if here != there)  # fmt: skip  # one sentence
    yield (f"rates count the survey's error alone, by {stats.awards.DRAWS} draws of the true scores (seed "
           f"{stats.awards.SEED}); other components are taken as true")  # fmt: skip  # one sentence


def _side(side: Side) -> Iterator[str]:
    classes = ", ".join(f"{key} {number}" for key, number in side.classes.items())
    yield f"{_name(side)}: {classes}"
    yield from (f"  not classed, {key} missing: {number}" for key, number in side.missing.items())
    for one in side.borders:
        key = side.rules.classes[one.rank].key
        yield f"  {key} or better: false awards {_rate(one.award)}; false penalties {_rate(one.penalty)}"
    for name, share in (("supported", side.supported), ("asked for a reason", side.asked)):
        if share is not None and share.wrong is not None:
            yield f"  {name}: {share.number}, of them wrongly {share.wrong:.1%}"
    if side.rules.ceilings:
        yield f"  ceilings by unit: {side.over} exceeded, by {side.beyond} officers"


def _name(side: Side) -> str:
    return f"{side.rules.key}:{side.rules.version}"


def _rate(one: "Rate") -> str:
    if one.value is None:
        return "of nobody"
    return f"{one.value:.1%} (± {one.error:.1%}; {one.wrong:.1f} officers, 90 %: {one.wrong_low}-{one.wrong_high})"
