"""The pages of one audience: unit."""

from khaosat.web.audience import Audience

pages = Audience("unit", __name__)
