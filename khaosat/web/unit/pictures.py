"""The pictures of a unit's page as PNG, for slides and letters."""

from flask import Response

from khaosat.errors import NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import results
from khaosat.web import guard
from khaosat.web.means import means
from khaosat.web.period_chooser import asked_period
from khaosat.web.printing import attachment
from khaosat.web.unit import pages
from khaosat.web.unit.results import today


@pages.get("/ket-qua/<unit_key>/hinh/<picture>.png", needs=Permission.UNIT_RESULTS)
def picture(unit_key: str, picture: str) -> Response:
    """Hand one picture of the page out, drawn from the same SVG (a split by its name)."""
    from khaosat.documents import png_apart  # noqa: PLC0415  typst only where something is drawn
    from khaosat.web.report_content import every_picture  # noqa: PLC0415  as above

    period = asked_period(today=today())
    split = picture if picture in results.SPLITS else results.SPLITS[0]
    with means() as found:
        shown = results.unit_results(guard.session(), means=found, unit_key=unit_key, period=period, split=split)
    drawn = every_picture(shown, {shown.split.name: shown.split}).get(picture)
    if drawn is None:
        raise NotFoundFailure(what="picture")
    return attachment(png_apart(drawn.svg), f"{unit_key}-{period.key}-{picture}.png")
