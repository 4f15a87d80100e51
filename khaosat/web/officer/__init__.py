"""The pages of one audience: officer."""

from khaosat.web.audience import Audience

pages = Audience("officer", __name__)

from khaosat.web.officer import appraisal, results  # noqa: E402, F401  they add their routes
