"""The yearly appraisal: its rules, its years and files, and moving them."""

from khaosat.web.audience import Audience

pages = Audience("appraisal", __name__)

from khaosat.web.appraisal import (  # noqa: E402  routes on `pages`
    checking,  # noqa: F401
    components,  # noqa: F401
    desk,  # noqa: F401
    moves,  # noqa: F401
    papers,  # noqa: F401
    rules,  # noqa: F401
    sheet,  # noqa: F401
    signing,  # noqa: F401
    unit_components,  # noqa: F401
    years,  # noqa: F401
)
