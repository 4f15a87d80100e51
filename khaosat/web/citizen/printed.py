"""A page printed once and filled in for each visitor: what differs is token, receipt, slip."""

from collections.abc import Hashable
from secrets import token_hex

from flask import render_template, request

from khaosat.web.citizen import desk
from khaosat.web.languages import language

TOKEN, RECEIPT, SLIP = (f"{name}-{token_hex(8)}" for name in ("token", "receipt", "slip"))  # blanks nobody can type


def filled(template: str, page: object, *key: Hashable, token: str, receipt: str = "", slip: str = "") -> str:
    """Return the page with its blanks filled; `key` holds whatever else it depends on, for a few seconds."""

    def print_it() -> str:
        return render_template(template, page=page)

    text = desk.remembered((template, request.method, language(), *key), print_it)
    return text.replace(TOKEN, token).replace(RECEIPT, receipt).replace(SLIP, slip)
