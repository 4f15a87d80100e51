"""What is open to everybody: the newest seal; published results come with their own issue."""

from flask import render_template

from khaosat.access import Scope, open_session
from khaosat.policy import Permission
from khaosat.services import publishing
from khaosat.web import guard
from khaosat.web.audience import Audience

pages = Audience("public", __name__)


@pages.get("/cong-khai", needs=Permission.PUBLIC)
def home() -> str:
    """Show the newest seal, for anybody to copy down."""
    with open_session(guard.engine(), Scope.seal_reader()) as session:
        seal = publishing.published_seal(session)
    return render_template("public/home.html", seal=seal)
