"""Words of measures: the factor each answers, and how far it is."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.services.measures import Standing
from khaosat.web.texts_comments import topics

_: Callable[..., str] = gettext  # the library has no types


def factors() -> dict[str, str]:
    """Return what the factors are called, by their letters."""
    return topics()


def standings() -> dict[Standing, str]:
    """Return how far a measure may be."""
    return {
        Standing.OPEN: _("Đang làm"),
        Standing.OVERDUE: _("Quá hạn"),
        Standing.DONE: _("Đã xong"),
        Standing.CARRIED: _("Chuyển kỳ sau"),
    }
