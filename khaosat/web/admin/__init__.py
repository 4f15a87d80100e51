"""The pages of one audience: admin."""

from khaosat.web.audience import Audience

pages = Audience("admin", __name__)
