"""Sizes of annex I: paper, margins, fonts; one number, one rule."""

from typing import Final

from docx.shared import Cm, Mm, Pt

FONT: Final = "Times New Roman"
PAPER: Final = (Mm(210), Mm(297))
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(20), Mm(30), Mm(20)  # 20–25, 20–25, 30–35, 15–20 mm
TEXT_WIDTH: Final = PAPER[0] - LEFT - RIGHT
PAGE_NUMBER: Final = Pt(13)  # 13–14, centred in the top margin, from page 2
HEAD: Final = Pt(12)  # state, governing and issuing body 12–13
NUMBER: Final = Pt(13)
MOTTO: Final = Pt(13)  # 13–14
PLACE_AND_DAY: Final = Pt(13)  # 13–14, italic
TITLE: Final = Pt(14)  # 13–14, bold
BODY: Final = Pt(14)  # 13–14
SIGNATURE: Final = Pt(14)  # 13–14, capitals, bold
RECIPIENTS: Final = Pt(12)  # bold italic
RECIPIENT: Final = Pt(11)
CELL, CAPTION = Pt(12), Pt(12)
FIRST_LINE: Final = Cm(1.27)  # 1–1.27 cm
SPACING: Final = Pt(6)  # at least
