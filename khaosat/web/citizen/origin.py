"""Where a post came from: another site's is saved and held, because its sender may not have seen our page."""

from urllib.parse import urlsplit

from flask import request

from khaosat.web import guard

OWN = frozenset({"same-origin", "none"})


def held_reason() -> str | None:
    """Return `cross_site` for a post that another site sent, else None.

    The browser's own word (Sec-Fetch-Site) goes before the Origin it gives; a browser that says neither is
    believed: the token already shows that the page was ours.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return None if site in OWN else "cross_site"
    origin = request.headers.get("Origin")
    if origin is None or urlsplit(origin).netloc.lower() in _own_hosts():
        return None
    return "cross_site"


def _own_hosts() -> set[str]:
    return {request.host.lower(), urlsplit(guard.settings().public_url).netloc.lower()}
