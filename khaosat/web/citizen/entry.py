"""The front door and the page to type a code on."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import slips
from khaosat.web.citizen import desk, pages
from khaosat.web.citizen.address import with_language


@pages.get("/", needs=Permission.PUBLIC)
def front() -> str:
    """Show the way in: a code to type, the receipt, the staff door."""
    return render_template("citizen/front.html")


@pages.route("/P", methods=["GET"], needs=Permission.PUBLIC)
@pages.route("/p", methods=["GET", "POST"], needs=Permission.PUBLIC)
def find() -> str | Response:
    """Take a typed code, or code and receipt slip, to its page; a mistyped one comes back with what it may be."""
    typed = request.form.get("ma", "")
    if not typed.strip():
        return render_template("citizen/find.html")
    code, slip = slips.apart(typed)
    found = desk.find(code).placard.code
    endpoint, place = ("page", {"code": found}) if slip is None else ("slip", {"code": found, "slip": slip})
    return redirect(url_for(f"citizen.{endpoint}", **with_language(**place)), 303)
