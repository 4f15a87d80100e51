"""Styles and scripts of staff pages and kiosks: compressed once, kept by browsers under a name of their own.

The staff's stylesheet is made at first use: what our templates use of Bootstrap's file, then ours
(docs/decisions/0016).
A name with the digest of its content (`css/staff.0123456789ab.css`) never means anything else, so it is never asked for
again; a plain name is asked for each time and answered 304 as long as nothing has changed.
"""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from flask import Flask, Response, abort, request, url_for

from config import ROOT
from khaosat.web import stylesheet

MIMETYPES = {".css": "text/css", ".js": "text/javascript"}
STAFF = "css/staff.css"
PARTS = ("tokens", "base", "parts", "staff")  # of the staff's stylesheet, in this order
FOREVER, ASK = "public, max-age=31536000, immutable", "no-cache"
GZIP = 16 + zlib.MAX_WBITS
_HASHED = re.compile(r"\.([0-9a-f]{12})(\.[a-z]+)$")


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    name: str
    body: bytes

    @cached_property
    def digest(self) -> str:
        """The first twelve digits of the content's SHA-256."""
        return sha256(self.body).hexdigest()[:12]

    @cached_property
    def squeezed(self) -> bytes:
        """The content as gzip, squeezed as hard as it goes: once, for everybody."""
        squeezer = zlib.compressobj(9, zlib.DEFLATED, GZIP)
        return squeezer.compress(self.body) + squeezer.flush()

    @property
    def hashed_name(self) -> str:
        """The name that changes with the content."""
        stem, _, ending = self.name.rpartition(".")
        return f"{stem}.{self.digest}.{ending}"


def install(app: Flask) -> None:
    """Serve the files in place of Flask's own view; templates ask for `asset(name)`."""
    app.view_functions["static"] = serve
    app.jinja_env.globals["asset"] = address


def address(name: str) -> str:
    """Return where a browser finds the file as it is now. Raises KeyError for a file that is not there."""
    return url_for("static", filename=_assets()[name].hashed_name)


def serve(filename: str) -> Response:
    """Send one file; a page of an older version gets today's content, to be asked for again."""
    hashed = _HASHED.search(filename)
    asset = _assets().get(_HASHED.sub(r"\2", filename))
    if asset is None:
        abort(404)
    gzipped = bool(request.accept_encodings["gzip"])
    response = Response(asset.squeezed if gzipped else asset.body, mimetype=MIMETYPES[Path(asset.name).suffix])
    response.headers["Cache-Control"] = FOREVER if hashed and hashed[1] == asset.digest else ASK
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{asset.digest}{'-gzip' if gzipped else ''}")
    if gzipped:
        response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response


@cache
def _assets() -> Mapping[str, Asset]:
    """Return every file by its plain name, read once a process."""
    found = {}
    for file in (ROOT / "static").rglob("*"):
        if file.suffix in MIMETYPES:
            name = file.relative_to(ROOT / "static").as_posix()
            found[name] = Asset(name, file.read_bytes())
    ours = "".join(_tight(found[f"css/{part}.css"].body.decode()) for part in PARTS)
    found[STAFF] = Asset(STAFF, f"{bootstrap_used()}\n{ours}".encode())
    return found


def _tight(css: str) -> str:
    """Return our own styles without comments and the white space between tokens."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css)).replace(";}", "}").strip()


def bootstrap_whole() -> str:
    """Return Bootstrap's stylesheet as its package holds it, without loading the package."""
    package = find_spec("flask_bootstrap")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("flask_bootstrap")
    folder = Path(package.submodule_search_locations[0])
    return (folder / "static/bootstrap5/css/bootstrap.min.css").read_text(encoding="utf-8")


def bootstrap_used() -> str:
    """Return the rules our templates can meet, under Bootstrap's own notice of copyright."""
    whole = bootstrap_whole()
    notice = re.search(r"/\*!.*?\*/", whole, re.DOTALL)
    written = [file.read_text(encoding="utf-8") for file in (ROOT / "templates").rglob("*.html")]
    words = frozenset(word for text in written for word in stylesheet.WORD.findall(text))
    return (notice[0] if notice else "") + stylesheet.used(whole, words)
