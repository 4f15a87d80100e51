"""The pages of one audience: account."""

from khaosat.web.audience import Audience

pages = Audience("account", __name__)

from khaosat.web.account import entrance, own, password, second_factor, today  # noqa: E402, F401  they add their routes
