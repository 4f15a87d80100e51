"""The cast: one person a role, known by name in every test (`design/architecture.md`, style 14).

They stand in the small province: An heads UBND phường Đông Giang, Bình serves there, Hà heads the other ward called
"UBND phường 1" in another town.
"""

from datetime import timedelta
from secrets import token_urlsafe

from flask import Flask
from flask.testing import FlaskClient

from khaosat.access import Scope, open_session
from khaosat.models.account import SignIn
from khaosat.policy import Role
from khaosat.services.person import digest_of
from khaosat.web import guard
from tests.conftest import StillClock
from tests.factories.people import person
from tests.factories.province import SmallProvince

ROLES: dict[str, tuple[Role, str | None]] = {
    "an": (Role.UNIT_HEAD, "19330"),
    "ha": (Role.UNIT_HEAD, "19357"),
    "binh": (Role.OFFICER, "19330"),
    "chi": (Role.AFFAIRS, None),
    "cuc": (Role.AFFAIRS, None),
    "duc": (Role.DECIDER, None),
    "em": (Role.APPEAL, None),
    "giang": (Role.INSPECTOR, None),
    "dung": (Role.ADMINISTRATOR, None),
    "thu": (Role.COLLECTOR, None),
}
CITIZEN = "citizen"  # nobody: not signed in


class Cast:
    """Signed-in browsers of the cast; a person's account is made when first asked for."""

    def __init__(self, app: Flask, clock: StillClock, province: SmallProvince) -> None:
        self.app, self.clock, self.province = app, clock, province
        self.accounts: dict[str, int] = {}

    def account(self, name: str) -> int:
        """The account of that member of the cast."""
        if name not in self.accounts:
            role, unit = ROLES[name]
            officer = self.province.officers["19330"][0] if role is Role.OFFICER else None
            unit_id = self.province.units[unit] if unit else None
            engine = self.app.extensions["engine"]
            self.accounts[name] = person(engine, name, role, unit_id=unit_id, officer_id=officer)
        return self.accounts[name]

    def browser(self, name: str) -> FlaskClient:
        """A browser in which they have signed in, second factor and all; the citizen's carries no cookie."""
        client = self.app.test_client()
        if name == CITIZEN:
            return client
        account_id, token, now = self.account(name), token_urlsafe(32), self.clock.now()
        with open_session(self.app.extensions["engine"], Scope.sign_in_desk()) as desk:
            row = SignIn(token_digest=digest_of(token), account_id=account_id, started_at=now)
            row.second_factor_at, row.ends_at = now, now + timedelta(hours=12)
            desk.add(row)
            desk.commit()
        client.set_cookie(guard.COOKIE, token, domain="localhost")
        return client
