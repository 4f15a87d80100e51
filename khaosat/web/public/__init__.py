"""What is open to everybody: the newest seal; published results come with their own issue."""

from flask import Response, render_template

from khaosat.access import Scope, open_session
from khaosat.policy import Permission
from khaosat.services import publishing
from khaosat.web import guard
from khaosat.web.audience import Audience

pages = Audience("public", __name__)
YEAR = 366


@pages.get("/cong-khai", needs=Permission.PUBLIC)
def home() -> str:
    """Show the newest seal, for anybody to copy down."""
    with open_session(guard.engine(), Scope.seal_reader()) as session:
        seal = publishing.published_seal(session)
    return render_template("public/home.html", seal=seal)


@pages.get("/cong-khai/niem-phong", needs=Permission.PUBLIC)
def seals() -> str:
    """Show the newest year of roots, to compare a proof with."""
    with open_session(guard.engine(), Scope.seal_reader()) as session:
        found = publishing.published_roots(session)
    return render_template("public/seals.html", seals=found[:YEAR], total=len(found))


@pages.get("/cong-khai/niem-phong.txt", needs=Permission.PUBLIC)
def seals_text() -> Response:
    """Hand every root out as lines of text: sequence, day, revision, root, digest."""
    with open_session(guard.engine(), Scope.seal_reader()) as session:
        found = publishing.published_roots(session)
    lines = (f"{one.sequence} {one.day} {one.revision} {one.root.hex()} {one.digest.hex()}" for one in reversed(found))
    return Response("".join(f"{line}\n" for line in lines), mimetype="text/plain")
