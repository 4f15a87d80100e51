"""One meaning a colour. The dark red is kept for the lowest level and for what needs action."""

from typing import Final

BRAND: Final = "#0b4f6c"
BAND: Final = "#dbe7ed"
LEVELS: Final = ("#1f5f99", "#6aa5cf", "#7d8894", "#d9824f", "#a8371f")
"""The five levels, the best first: apart for colour-blind eyes."""
ALERT: Final = LEVELS[-1]
MUTED: Final = LEVELS[2]
INK: Final = "#1b2430"
SOFT: Final = "#5a6675"
LINE: Final = "#d8dee6"
WASH: Final = "#f4f6f8"
WHITE: Final = "#fff"

FONTS: Final = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
TEXT: Final = 15
SMALL: Final = 13
