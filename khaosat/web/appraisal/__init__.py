"""The yearly appraisal: its rules, for everybody whom they concern."""

from khaosat.web.audience import Audience

pages = Audience("appraisal", __name__)

from khaosat.web.appraisal import components, rules, sheet, years  # noqa: E402, F401  routes on `pages`
