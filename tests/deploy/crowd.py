"""A day of citizens in front of a real server: each has an address, a browser and a moment of their own."""

import http.client
import json
import random
import re
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from urllib.parse import urlencode
from uuid import UUID

from khaosat.services import receipts
from khaosat.services.tokens import NONCE_BYTES

PHONES = 8  # at once
UNCHECKED = ssl._create_unverified_context()  # noqa: S323  our own certificate, made a moment ago


@dataclass(frozen=True)
class Citizen:
    """Who nobody may find again."""

    address: str
    browser: str
    code: str
    taps: int = 1


@dataclass
class Crowd:
    """Sends citizens to a server, in order; `came` are the ids of their answers as they were acknowledged."""

    port: int
    came: list[UUID] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def visit(self, citizens: list[Citizen]) -> None:
        """Let all of them rate, some at once, as they stand in the list."""
        with ThreadPoolExecutor(PHONES) as phones:
            list(phones.map(self._rate, citizens))

    def _rate(self, one: Citizen) -> None:
        with self._connected(one) as ask:
            for _ in range(one.taps):
                page = ask("GET", f"/P/{one.code}", None)
                token = re.search(r'name="?t"? value="?([\w-]+)', page)
                assert token, page
                said = ask("POST", f"/p/{one.code}/cham", urlencode({"t": token[1], "diem": random.choice("12345")}))  # noqa: S311  any face
                found = re.search(r"\b\w{4}-\w{4}-\w{4}-\w{5}\b", said)
                assert found, said
                with self._lock:
                    self.came.append(receipts.answer_id_of(receipts.typed(found[0])))
                    self.receipts.append(found[0])

    def press(self, one: Citizen, enrolment: str, *, presses: int, day: date, slot: int) -> None:
        """Enrol a tablet and let it send what was pressed on it."""
        with self._connected(one) as ask:
            form = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', ask("GET", f"/kiosk/{one.code}", None))
            assert form
            ask("POST", f"/kiosk/{one.code}/ghi-danh", urlencode({"code": enrolment, "csrf_token": form[1]}))
            tokens = json.loads(ask("GET", f"/kiosk/{one.code}/trang-thai?can={presses}", None))["tokens"]
            for token in tokens:
                said = {
                    "token": token,
                    "score": 4,
                    "language": "vi",
                    "day": day.isoformat(),
                    "slot": slot,
                    "sure": True,
                }
                kept = json.loads(ask("POST", f"/kiosk/{one.code}/phieu", json.dumps({"answers": [said]})))["kept"]
                assert kept == [token]
                self.came.append(answer_of(token))

    @contextmanager
    def _connected(self, one: Citizen) -> Iterator[Callable[[str, str, str | None], str]]:
        line = http.client.HTTPSConnection(
            "localhost", self.port, timeout=60, context=UNCHECKED, source_address=(one.address, 0)
        )
        cookies: dict[str, str] = {}

        def ask(method: str, path: str, body: str | None) -> str:
            cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
            kind = "application/json" if body and body[0] == "{" else "application/x-www-form-urlencoded"
            said = {
                "User-Agent": one.browser,
                "Content-Type": kind,
                "Cookie": cookie,
                "Referer": f"https://localhost:{self.port}/",
            }
            line.request(method, path, body, said)
            response = line.getresponse()
            for each in response.headers.get_all("Set-Cookie") or ():
                name, _, value = each.partition(";")[0].partition("=")
                cookies[name] = value
            page = response.read().decode()
            assert response.status in {200, 303}, (method, response.status, page[:300])
            return page

        try:
            yield ask
        finally:
            line.close()


def answer_of(token: str) -> UUID:
    """Return the id of the answer that a token makes."""
    from base64 import urlsafe_b64decode  # noqa: PLC0415  next to its only use

    return receipts.answer_id_of(receipts.receipt_of(urlsafe_b64decode(token + "==")[:NONCE_BYTES]))


def citizens(count: int, codes: list[str], draw: random.Random) -> list[Citizen]:
    """Return citizens of all offices, each with an address and a browser of their own."""

    def one(number: int) -> Citizen:
        address = f"127.{draw.randint(1, 250)}.{draw.randint(0, 250)}.{draw.randint(2, 250)}"
        return Citizen(address, f"Phone/{number}.{draw.randint(0, 10**9)}", draw.choice(codes))

    return [one(number) for number in range(count)]
