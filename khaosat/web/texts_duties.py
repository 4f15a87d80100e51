"""What a group of like duties is called: rosters are imported with a name, or with a key that stands for one."""

from collections.abc import Callable

from flask import Flask
from flask_babel import gettext

_: Callable[..., str] = gettext  # the library has no types


def duty_group(name: str) -> str:
    """Return a duty group by name: a key that is known as what it stands for, anything else as it was imported."""
    return {"tiep-nhan": _("Tiếp nhận và trả kết quả")}.get(name, name)


def install(app: Flask) -> None:
    """Make the word known to templates."""
    app.jinja_env.filters["duty_group"] = duty_group
