"""The pages of one audience: collector. Paper forms and assisted interviews, by keyboard alone."""

from khaosat.web.audience import Audience

pages = Audience("collector", __name__)

from khaosat.web.collector import entry, home  # noqa: E402, F401  they add their routes
