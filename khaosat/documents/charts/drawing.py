"""A tiny writer of SVG: what people wrote is escaped, numbers are short, nothing is random.

Units are SVG user units, which are CSS pixels at the picture's natural size; ``y`` grows downwards.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from khaosat.documents.charts import palette

Attribute = str | float | None

_FORBIDDEN_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AN_ID = re.compile(r"[A-Za-z][\w.-]*")


@dataclass(frozen=True, slots=True)
class Caption:
    """The words every picture needs; ``id_prefix`` must be unique on the page.

    ``title`` says what the picture shows, ``desc`` the same at length for who does not see it, and
    ``empty`` stands in the picture's place when there is nothing to draw.
    """

    id_prefix: str
    title: str
    desc: str
    empty: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for a prefix that cannot begin an id."""
        if not _AN_ID.fullmatch(self.id_prefix):
            raise ValueError(f"not the beginning of an id: {self.id_prefix!r}")


def number(value: float) -> str:
    """``value`` with one decimal at most, without a trailing zero and never ``-0``.

    Raises ValueError for what is not finite: such a number would make the whole picture unreadable.
    """
    if not math.isfinite(value):
        raise ValueError(f"cannot be drawn: {value}")
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def element(name: str, *content: str, **attributes: Attribute) -> Markup:
    """One XML element; content that is not Markup is escaped, attributes that are None are left out.

    Underscores in attribute names become hyphens (``text_anchor`` is ``text-anchor``).
    """
    written = "".join([_attribute(key, value) for key, value in attributes.items() if value is not None])
    inside = "".join(_safe(part) for part in content)
    whole = f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"
    return Markup(whole)  # noqa: S704  every part has passed _safe()


@lru_cache(maxsize=8192, typed=True)  # Markup is not written as the same words unmarked
def _attribute(key: str, value: str | float) -> str:
    """One attribute as it is written: of a page's many thousands most have been written before."""
    return f' {key.replace("_", "-")}="{_safe(value) if isinstance(value, str) else number(value)}"'


def words(x: float, y: float, text: str, **attributes: Attribute) -> Markup:
    """``text`` with its baseline at ``y``; size and colour are those around it."""
    return element("text", text, x=x, y=y, **attributes)


def small(content: Iterable[Markup], *, fill: str = palette.SOFT, text_anchor: str | None = None) -> Markup:
    """Words in the small size, together."""
    return element("g", *content, font_size=palette.SMALL, fill=fill, text_anchor=text_anchor)


def haloed(content: Iterable[Markup]) -> Markup:
    """Small words that stay readable on whatever lies under them."""
    halo: dict[str, Attribute] = {"stroke": palette.WHITE, "stroke_width": 3, "stroke_linejoin": "round"}
    return element("g", *content, font_size=palette.SMALL, paint_order="stroke", **halo)


def titled(name: str, title: str, **attributes: Attribute) -> Markup:
    """An element that says ``title`` when pointed at."""
    return element(name, element("title", title), **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Attribute) -> Markup:
    """A straight stroke, by default a hairline."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **({"stroke": palette.LINE} | attributes))


def path_through(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """The ``d`` of a polyline through ``points``."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if closed else "")


def picture(
    caption: Caption, content: Iterable[Markup], *, width: float, height: float, units: float | None = None
) -> Markup:
    """The whole ``<svg>``: natural size ``width`` × ``height`` pixels, scaled by whoever shows it.

    ``units`` across, where the content is not drawn in pixels.
    """
    title, desc = f"{caption.id_prefix}-t", f"{caption.id_prefix}-d"
    across, down = (width, height) if units is None else (units, units * height / width)
    root: dict[str, Attribute] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "role": "img",
        "viewBox": f"0 0 {number(across)} {number(down)}",
        "width": width,
        "height": height,
        "aria_labelledby": f"{title} {desc}",
        "font_family": palette.FONTS,
        "font_size": palette.TEXT,
        "font_variant": "tabular-nums",
        "fill": palette.INK,
    }
    names = element("title", caption.title, id=title) + element("desc", caption.desc, id=desc)
    return element("svg", names, *content, **root)


def empty_picture(caption: Caption, *, width: float, height: float = 96) -> Markup:
    """A quiet frame with ``caption.empty`` in it: visibly nothing to show, and not broken."""
    frame: dict[str, Attribute] = {"fill": palette.WASH, "stroke": palette.LINE, "stroke_dasharray": "4 4"}
    box = element("rect", x=1, y=1, width=width - 2, height=height - 2, rx=6, **frame)
    middle = words(width / 2, height / 2 + 5, caption.empty, text_anchor="middle", fill=palette.SOFT)
    return picture(caption, [box, middle], width=width, height=height)


def _safe(text: str) -> Markup:
    if isinstance(text, Markup):
        return text
    return escape(_FORBIDDEN_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text))
