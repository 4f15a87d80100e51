"""The pages of one audience: account."""

from khaosat.web.audience import Audience

pages = Audience("account", __name__)
