"""The page of a placard opened again within two seconds: answered before Flask is asked, with a token of its own.

Two plain openings of one placard's page differ in their token and in nothing else: what Flask has answered, head and
text, is remembered and filled anew. Whatever is not plain (an address with more in it, a cookie) goes to Flask.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, request

from khaosat.services.days import day_of
from khaosat.services.visiting import PlacardView
from khaosat.web.citizen import desk, printed, scans
from khaosat.web.citizen.brief import brief_of
from khaosat.web.compression import squeezed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REMEMBERED: Final = 2.0  # seconds
PLACARDS: Final = ("/P/", "/p/")
OF_ONE_BODY: Final = frozenset({"content-length"})  # said anew with each
WEIGHED: Final = frozenset(";*")
_LAID_DOWN: Final = "khaosat.doorstep"


@dataclass(frozen=True)
class Kept:
    """A page as it was answered: its head, its text with the token's blank, and whether it left squeezed."""

    placard: PlacardView
    text: str
    head: tuple[tuple[str, str], ...]
    is_squeezed: bool


def lay_down(placard: PlacardView, text: str) -> None:
    """Leave the printed page for who opens it next; the blank is still in it."""
    laid: list[tuple[PlacardView, str]] | None = request.environ.get(_LAID_DOWN)
    if laid is not None:
        laid.append((placard, text))


class Doorstep:
    """The program with this before its door; `app.wsgi_app = Doorstep(app, app.wsgi_app)`."""

    def __init__(self, app: Flask, inside: "WSGIApplication") -> None:
        self._app, self._inside = app, inside

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from memory, or let Flask answer and remember what it said."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PLACARDS) or not _is_plain(environ):
            return self._inside(environ, start_response)
        now = self._app.extensions["clock"].now()
        brief, what = brief_of(self._app.extensions), (path, _takes_gzip(environ), day_of(now))
        kept: Kept | None = brief.recall(what)
        if kept is None:
            return self._remembering(environ, start_response, what)
        scans.note(self._app, kept.placard)
        token = desk.fresh_token(self._app, kept.placard, at=now)
        body = printed.filled(kept.text, token=token).encode()
        if kept.is_squeezed:
            body = squeezed(body)
        start_response("200 OK", [*kept.head, ("Content-Length", str(len(body)))])
        return [body]

    def _remembering(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", what: tuple[Any, ...]
    ) -> Iterable[bytes]:
        brief = brief_of(self._app.extensions)
        changes = brief.changes
        laid: list[tuple[PlacardView, str]] = environ.setdefault(_LAID_DOWN, [])

        def start(status: str, head: list[tuple[str, str]], *error: Any) -> Any:  # noqa: ANN401  WSGI's own
            if laid and status.startswith("200"):
                said = tuple(one for one in head if one[0].lower() not in OF_ONE_BODY)
                is_squeezed = any(name.lower() == "content-encoding" for name, _value in said)
                brief.keep(
                    what, Kept(*laid[0], head=said, is_squeezed=is_squeezed), seconds=REMEMBERED, changes=changes
                )
            return start_response(status, head, *error)

        return self._inside(environ, start)


def _is_plain(environ: "WSGIEnvironment") -> bool:
    """Return whether nothing but address and compression can matter to the answer."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and not environ.get("SCRIPT_NAME")
        and environ.get("CONTENT_LENGTH", "") in {"", "0"}
        and "HTTP_COOKIE" not in environ
        and not WEIGHED.intersection(environ.get("HTTP_ACCEPT_ENCODING", ""))
    )


def _takes_gzip(environ: "WSGIEnvironment") -> bool:
    """Return whether the browser names gzip; who weighs one against another is Flask's to understand."""
    return "gzip" in {one.strip().lower() for one in environ.get("HTTP_ACCEPT_ENCODING", "").split(",")}
