"""What each refusal looks like to a citizen: a plain page that says what happened and what comes next."""

from flask import render_template, request

from khaosat.errors import ConflictFailure, PlacardRevokedFailure, PlacardUnknownFailure, RoundClosedFailure
from khaosat.services.checking import without_controls
from khaosat.web.citizen import pages

SHOWN_BACK = 40  # characters of what was typed as a code
Answer = tuple[str, int]


@pages.errorhandler(PlacardUnknownFailure)
def unknown(failure: PlacardUnknownFailure) -> Answer:
    """Show what was typed, and the codes it may have been."""
    typed = request.form.get("ma") or (request.view_args or {}).get("code", "")
    shown = {"typed": without_controls(typed)[:SHOWN_BACK], "near": failure.details["near"], "unknown": True}
    return render_template("citizen/find.html", **shown), 404


@pages.errorhandler(PlacardRevokedFailure)
def revoked(failure: PlacardRevokedFailure) -> Answer:
    """Lead on from a placard that was taken down."""
    return render_template("citizen/revoked.html", **failure.details), 410


@pages.errorhandler(RoundClosedFailure)
def round_closed(_failure: RoundClosedFailure) -> Answer:
    """Say that no survey is open."""
    return render_template("citizen/round_closed.html"), 409


@pages.errorhandler(ConflictFailure)
def withdrawn(_failure: ConflictFailure) -> Answer:
    """Say that the answer takes nothing more: it was withdrawn, or asked something else."""
    return render_template("citizen/over.html"), 409
