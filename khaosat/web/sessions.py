"""Flask's signed session cookie: it carries the staff's form token; whoever has none does not pay for reading one."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class StaffSessions(SecureCookieSessionInterface):
    """Opens a session from its cookie; a citizen's request has no cookie at all and needs no signer."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of the cookie, an empty one where the browser sent no cookie."""
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()


def install(app: Flask) -> None:
    """Let the program open its sessions so."""
    app.session_interface = StaffSessions()
