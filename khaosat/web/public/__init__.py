"""The pages of one audience: public."""

from khaosat.web.audience import Audience

pages = Audience("public", __name__)
