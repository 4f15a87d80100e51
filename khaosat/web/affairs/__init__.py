"""The pages of one audience: affairs."""

from khaosat.web.audience import Audience

pages = Audience("affairs", __name__)

from khaosat.web.affairs import (  # noqa: E402  they add their routes
    audit,  # noqa: F401
    complaints,  # noqa: F401
    findings,  # noqa: F401
    grants,  # noqa: F401
    held,  # noqa: F401
    league_asking,  # noqa: F401
    league_taking,  # noqa: F401
    officers,  # noqa: F401
    placards,  # noqa: F401
    seals,  # noqa: F401
    trials,  # noqa: F401
    units,  # noqa: F401
    year_units,  # noqa: F401
    years,  # noqa: F401
)
