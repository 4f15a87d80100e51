"""What every answer of the server says to the browser, and the one inline style allowed by its hash."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256

from flask import Flask, Response, request
from markupsafe import Markup

from config import ROOT

STAFF_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
KIOSK_POLICY = STAFF_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")  # a kiosk's shell may frame it
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@cache
def citizen_style() -> str:
    """Return the citizen pages' style, squeezed: it stands inline in every page, so each byte counts."""
    text = (ROOT / "static/css/citizen.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};:,>]) ?", r"\1", text).replace(";}", "}").strip()


@cache
def citizen_script() -> str:
    """Return the script that keeps a tap when the network is lost, squeezed like the style."""
    text = (ROOT / "static/js/retry.js").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\n\s*", "", text)  # every statement ends in a semicolon or a brace
    return re.sub(r" ?([{}();:,=<>?|&+!]) ?", r"\1", text).replace(";}", "}").strip()


def inline(text: str) -> Markup:
    """Mark our own static text as safe to stand in a page; never used with what people wrote."""
    return Markup(text)  # noqa: S704  the project's own file


def digest(text: str) -> str:
    """Return the CSP source that allows exactly this inline text."""
    return "'sha256-" + b64encode(sha256(text.encode()).digest()).decode() + "'"


@cache
def citizen_policy() -> str:
    """Return the policy of the citizen's pages: one style and one script stand inline, which sends to us alone."""
    return (
        f"default-src 'none'; style-src {digest(citizen_style())}; script-src {digest(citizen_script())}; "
        "connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def for_citizens() -> bool:
    """Return whether this request gets the citizen's layout: their pages, and what is missing beneath them."""
    return request.blueprint == "citizen" or request.path.lower().startswith(("/p/", "/bien-nhan"))


def install(app: Flask, *, secure: bool) -> None:
    """Add the headers to every response; what a page has said itself stands."""
    always = ALWAYS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})
    citizens = always | {"Content-Security-Policy": citizen_policy()}
    kiosks = always | {"Content-Security-Policy": KIOSK_POLICY}
    staff = always | {"Content-Security-Policy": STAFF_POLICY}

    @app.after_request
    def add(response: Response) -> Response:
        wanted = citizens if for_citizens() else kiosks if request.blueprint == "kiosk" else staff
        if request.blueprint not in {None, "citizen"}:
            wanted = {"Cache-Control": "private, no-store", **wanted}
        said = {name.lower() for name, _value in response.headers}  # `setdefault` costs four times as much
        response.headers.extend({name: value for name, value in wanted.items() if name.lower() not in said})
        return response
