"""A page printed once and filled in for each visitor: what differs is token, receipt, slip."""

from collections.abc import Hashable
from secrets import token_hex

from flask import render_template, request

from khaosat.web.citizen import desk
from khaosat.web.languages import language

TOKEN, RECEIPT, SLIP = (f"{name}-{token_hex(8)}" for name in ("token", "receipt", "slip"))  # blanks nobody can type


def printed(template: str, page: object, *key: Hashable) -> str:
    """Return the page with its blanks; `key` holds whatever it depends on beside the language, for a few seconds."""

    def print_it() -> str:
        return render_template(template, page=page)

    return desk.remembered((template, request.method, language(), *key), print_it)


def filled(text: str, *, token: str, receipt: str = "", slip: str = "") -> str:
    """Return the printed page with its blanks filled."""
    return text.replace(TOKEN, token).replace(RECEIPT, receipt).replace(SLIP, slip)
