"""After an act: go to a page that says what happened, done or why not."""

from collections.abc import Callable

from flask import flash, redirect
from werkzeug.wrappers import Response

from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.web.texts_accounts import problem


def outcome(action: Callable[[], object], *, done: str, to: str) -> Response:
    """Run an act and lead on to `to`: with `done`, or with the sentence of what stood in the way."""
    try:
        action()
    except (InvalidFailure, ConflictFailure) as failure:
        flash(problem(failure).sentence, "error")
    else:
        flash(done, "done")
    return redirect(to)
