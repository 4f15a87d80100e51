"""The pages of one audience: citizen."""

from khaosat.web.audience import Audience

pages = Audience("citizen", __name__)
