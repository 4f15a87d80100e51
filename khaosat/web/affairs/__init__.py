"""The pages of one audience: affairs."""

from khaosat.web.audience import Audience

pages = Audience("affairs", __name__)
