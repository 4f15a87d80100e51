"""A page printed once and filled in for each visitor: what differs is the token and the receipt."""

from collections.abc import Hashable
from secrets import token_hex

from flask import render_template, request

from khaosat.web.citizen import desk
from khaosat.web.languages import language

TOKEN, RECEIPT = f"token-{token_hex(8)}", f"receipt-{token_hex(8)}"  # blanks nobody can type


def filled(template: str, page: object, *key: Hashable, token: str, receipt: str = "") -> str:
    """Return the page with its blanks filled; `key` holds whatever else it depends on, for a few seconds."""

    def print_it() -> str:
        return render_template(template, page=page)

    text = desk.remembered((template, request.method, language(), *key), print_it)
    return text.replace(TOKEN, token).replace(RECEIPT, receipt)
