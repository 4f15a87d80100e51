"""The sealed list: every closed day, in order of sealing."""

from flask import render_template, request

from khaosat.policy import Permission
from khaosat.services import audit as keeping
from khaosat.web import guard
from khaosat.web.affairs import pages


@pages.get("/thi-dua/niem-phong", needs=Permission.AFFAIRS_SEALS)
def seals() -> str:
    """Show one page of the sealed list, newest first."""
    found = keeping.sealed(guard.session(), page=request.args.get("trang", 1, type=int))
    return render_template("affairs/seals.html", sealed=found)
