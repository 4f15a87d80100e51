"""The pages of one audience: affairs."""

from khaosat.web.audience import Audience

pages = Audience("affairs", __name__)

from khaosat.web.affairs import audit, grants, held, league_taking, officers, placards, seals, trials, units, years  # noqa: E402, F401  they add their routes
