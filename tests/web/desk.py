"""What a signed-in person does at a desk: fill in a form, with the token its page carries."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from khaosat.access import Scope, ScopedSession, open_session
from tests.cast import Cast


def token_of(client: FlaskClient) -> str:
    """The token of this browser's forms, from the own account's page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/tai-khoan").text)
    assert found is not None
    return found[1]


def post(client: FlaskClient, address: str, fields: Mapping[str, object], *, follow: bool = False) -> TestResponse:
    """Post a form to the address as its page would."""
    data = {"csrf_token": token_of(client), **fields}
    return client.post(address, data=data, follow_redirects=follow)


@contextmanager
def seen_by(cast: Cast) -> Iterator[ScopedSession]:
    """Open a session that sees everything, to look at what an act left."""
    with open_session(cast.app.extensions["engine"], Scope.system("a test looks").reading()) as session:
        yield session
