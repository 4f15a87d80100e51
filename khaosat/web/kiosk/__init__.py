"""The tablet at the exit: enrolled once, then five faces, one tap, and back to the start."""

from flask import Response, request

from khaosat.web.audience import Audience

pages = Audience("kiosk", __name__)

MOST_BYTES = 64 * 1024  # of a post: fifty taps fill a sixth of it


@pages.before_request
def _limit() -> None:
    request.max_content_length = MOST_BYTES


@pages.after_request
def _ask_again(response: Response) -> Response:
    """Nothing is used without asking the server first; without a network the service worker shows what it kept."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response


from khaosat.web.kiosk import entrance, wire  # noqa: E402, F401  routes on `pages`
