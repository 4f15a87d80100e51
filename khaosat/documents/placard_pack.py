"""From what hangs in the offices to posters: the step between a placard's row and its page."""

from collections.abc import Iterable

from khaosat.documents.placards import Poster
from khaosat.services.placards import PlacardLine, text_of_code

VERSION = "1"  # of the poster's layout: what a person reads on paper when asking which print they hold


def posters(lines: Iterable[PlacardLine], *, public_url: str, demo: bool) -> tuple[Poster, ...]:
    """Return one poster a placard, in their order; dates as d/m/yyyy."""
    return tuple(_poster(line, public_url, demo=demo) for line in lines)


def _poster(line: PlacardLine, public_url: str, *, demo: bool) -> Poster:
    issued = line.issued_at
    return Poster(
        address=text_of_code(public_url, line.code),
        printed_address=public_url.split("://", 1)[1].lower() + "/p",
        code=line.code,
        unit_name=line.unit_name,
        parent_name=line.parent_name or "",
        office_name=line.office_name,
        counter_label=line.counter_name,
        issued_on=f"{issued.day}/{issued.month}/{issued.year}",
        version=VERSION,
        demo=demo,
        bookmark=line.unit_name if line.counter_name is None else f"{line.unit_name} · {line.counter_name}",
    )
