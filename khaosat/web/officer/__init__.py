"""The pages of one audience: officer."""

from khaosat.web.audience import Audience

pages = Audience("officer", __name__)
