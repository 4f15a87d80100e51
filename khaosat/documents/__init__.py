"""Results in, bytes out: charts, placards and sheets. Knows neither Flask nor the database nor Vietnamese.

Everything is loaded when it is first asked for: importing this package costs a citizen's process nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from khaosat.documents.charts.axes import Axis, count_axis, rounded_axis
    from khaosat.documents.charts.bars import Bar, BarWords, bars
    from khaosat.documents.charts.distribution import Level, distribution
    from khaosat.documents.charts.drawing import Caption
    from khaosat.documents.charts.funnel import FunnelPoint, FunnelWords, Limits, Standing, funnel
    from khaosat.documents.charts.inline import inline_interval, inline_scale
    from khaosat.documents.charts.intervals import IntervalRow, intervals
    from khaosat.documents.charts.marks import Estimate, Reference, Tone
    from khaosat.documents.charts.sparkline import sparkline
    from khaosat.documents.charts.trend import MethodChange, Month, trend
    from khaosat.documents.checking import UnreadableError, check_pdf, check_pictures, read_pdf
    from khaosat.documents.official.layout import official_docx
    from khaosat.documents.official.parts import (
        Heading,
        Letterhead,
        Official,
        Paragraph,
        Picture,
        Table,
        official_from,
        official_json,
    )
    from khaosat.documents.placards import KINDS, Poster, code_groups, pack_pdf, pack_pictures, posters_pdf
    from khaosat.documents.plain_tables import csv_table
    from khaosat.documents.qr import qr_matrix, qr_png, qr_svg
    from khaosat.documents.sheets import Cell, Column, Formatted, Sheet, template_workbook, workbook
    from khaosat.documents.slip_sheets import SlipSheet, slips_pdf
    from khaosat.documents.svg_as_png import png_apart, png_of

__all__ = [
    "KINDS",
    "Axis",
    "Bar",
    "BarWords",
    "Caption",
    "Cell",
    "Column",
    "Estimate",
    "Formatted",
    "FunnelPoint",
    "FunnelWords",
    "Heading",
    "IntervalRow",
    "Letterhead",
    "Level",
    "Limits",
    "MethodChange",
    "Month",
    "Official",
    "Paragraph",
    "Picture",
    "Poster",
    "Reference",
    "Sheet",
    "SlipSheet",
    "Standing",
    "Table",
    "Tone",
    "UnreadableError",
    "bars",
    "check_pdf",
    "check_pictures",
    "code_groups",
    "count_axis",
    "csv_table",
    "distribution",
    "funnel",
    "inline_interval",
    "inline_scale",
    "intervals",
    "official_docx",
    "official_from",
    "official_json",
    "pack_pdf",
    "pack_pictures",
    "png_apart",
    "png_of",
    "posters_pdf",
    "qr_matrix",
    "qr_png",
    "qr_svg",
    "read_pdf",
    "rounded_axis",
    "slips_pdf",
    "sparkline",
    "template_workbook",
    "trend",
    "workbook",
]

_HOMES: Final = {
    "charts.axes": ("Axis", "count_axis", "rounded_axis"),
    "charts.bars": ("Bar", "BarWords", "bars"),
    "charts.distribution": ("Level", "distribution"),
    "charts.drawing": ("Caption",),
    "charts.funnel": ("FunnelPoint", "FunnelWords", "Limits", "Standing", "funnel"),
    "charts.inline": ("inline_interval", "inline_scale"),
    "charts.intervals": ("IntervalRow", "intervals"),
    "charts.marks": ("Estimate", "Reference", "Tone"),
    "charts.sparkline": ("sparkline",),
    "charts.trend": ("MethodChange", "Month", "trend"),
    "checking": ("UnreadableError", "check_pdf", "check_pictures", "read_pdf"),
    "official.layout": ("official_docx",),
    "official.parts": (
        "Heading",
        "Letterhead",
        "Official",
        "Paragraph",
        "Picture",
        "Table",
        "official_from",
        "official_json",
    ),
    "placards": ("KINDS", "Poster", "code_groups", "pack_pdf", "pack_pictures", "posters_pdf"),
    "slip_sheets": ("SlipSheet", "slips_pdf"),
    "svg_as_png": ("png_apart", "png_of"),
    "qr": ("qr_matrix", "qr_png", "qr_svg"),
    "plain_tables": ("csv_table",),
    "sheets": ("Cell", "Column", "Formatted", "Sheet", "template_workbook", "workbook"),
}
_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load the module that has ``name`` (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
