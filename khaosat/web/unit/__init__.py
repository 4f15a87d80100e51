"""The pages of one audience: unit."""

from khaosat.web import texts_deciding, texts_response, texts_results, texts_screen
from khaosat.web.audience import Audience

pages = Audience("unit", __name__)
texts_results.lend_to(pages)
texts_response.lend_to(pages)
texts_screen.lend_to(pages)
texts_deciding.lend_to(pages)

from khaosat.web.unit import (  # noqa: E402, F401  they add their routes
    cases,
    comments,
    crossed,
    measures,
    pictures,
    placards,
    prints,
    reports,
    results,
    tablets,
    taking,
)
