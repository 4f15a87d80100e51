"""After an act: go to a page that says what happened, done or why not."""

from collections.abc import Callable

from flask import flash, redirect
from werkzeug.wrappers import Response

from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.web.texts_accounts import problem


def led_on(action: Callable[[], Response], *, back: str) -> Response:
    """Run an act that leads on by itself; where something stands in the way, go `back` with its sentence."""
    try:
        return action()
    except (InvalidFailure, ConflictFailure) as failure:
        flash(problem(failure).sentence, "error")
        return redirect(back)


def outcome(action: Callable[[], object], *, done: str, to: str) -> Response:
    """Run an act and lead on to `to`: with `done`, or with the sentence of what stood in the way."""
    try:
        action()
    except (InvalidFailure, ConflictFailure) as failure:
        flash(problem(failure).sentence, "error")
    else:
        flash(done, "done")
    return redirect(to)
