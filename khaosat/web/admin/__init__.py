"""The pages of one audience: admin."""

from khaosat.web.audience import Audience

pages = Audience("admin", __name__)

from khaosat.web.admin import (  # noqa: E402, F401  they add their routes
    accounts,
    forward,
    grants,
    home,
    imports,
    offices,
    placards,
    prints,
    tablets,
    tokens,
)
