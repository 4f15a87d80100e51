"""The pages of one audience: officer."""

from khaosat.web.audience import Audience

pages = Audience("officer", __name__)

from khaosat.web.officer import results  # noqa: E402, F401  it adds its routes
