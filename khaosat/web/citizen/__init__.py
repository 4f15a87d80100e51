"""The citizen's pages: a code, five faces, two short pages, a receipt. No cookie, no script, no account."""

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from khaosat.web.audience import Audience
from khaosat.web.headers import citizen_script, citizen_style, inline

pages = Audience("citizen", __name__)

MOST_BYTES = 64 * 1024  # of a form: a comment five times too long still comes back to who typed it
MOST_FIELDS = 100


@pages.before_request
def _limit() -> None:
    request.max_content_length = MOST_BYTES
    request.get_data()  # kept, so that a comment broken on its way can be told from one that says "%F4"
    if len(request.form) > MOST_FIELDS:
        raise RequestEntityTooLarge


@pages.after_request
def _keep_nothing(response: Response) -> Response:
    """No age, so that nothing old is shown; never no-store: Back would bring a new token, and a second answer."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@pages.app_context_processor
def _style() -> dict[str, object]:
    return {"citizen_style": lambda: inline(citizen_style()), "citizen_script": lambda: inline(citizen_script())}


from khaosat.web.citizen import address, entry, later, notice, proof, rating, receipt, refusals  # noqa: E402, F401  routes on `pages`
