"""What the environment says, read once; every mistake is named at start.

The two things outside the database that the product rests on live here too: the one clock and the keys.
"""

import json
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parent
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HEARTBEAT = timedelta(seconds=5)  # how often a running demo writes its clock down
SEEN_ALIVE = timedelta(seconds=15)  # a demo clock not written for longer stands still


class ConfigError(Exception):
    """Every mistake found in the environment, one a line."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True)
class Settings:
    """The product's settings; names are those of the environment in lower case."""

    database_url: str
    public_url: str
    host: str
    port: int
    instance: Path
    demo: bool
    demo_today: date | None
    trusted_proxies: int
    redis_url: str | None = None
    operator: str = ""
    operator_contact: str = ""
    legal_basis: str = ""

    @property
    def keys(self) -> Path:
        """The folder of the signing keys: outside the database, never in a backup of it."""
        return self.instance / "keys"

    @property
    def demo_folder(self) -> Path:
        """Where the demo keeps its clock and the generator's truth, beside the database."""
        return self.instance / "demo"


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment; raises ConfigError naming every mistake at once."""
    mistakes: list[str] = []
    instance = Path(environ.get("INSTANCE") or ROOT / "instance").absolute()
    host = environ.get("HOST", "127.0.0.1")
    port = _number("PORT", environ.get("PORT", "8000"), 1, 65535, mistakes)
    public_url = environ.get("PUBLIC_URL", f"http://{host}:{port}").rstrip("/")
    parts = urlsplit(public_url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
        mistakes.append(f"PUBLIC_URL must be http(s)://host[:port] without a path, not {public_url!r}")
    database_url = environ.get("DATABASE_URL", f"sqlite:///{instance / 'khaosat.db'}")
    if not database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        mistakes.append("DATABASE_URL must start with sqlite:/// or postgresql+psycopg://")
    demo_today = _date("DEMO_TODAY", environ.get("DEMO_TODAY"), mistakes)
    demo = _switch("DEMO", environ.get("DEMO", "0"), mistakes)
    trusted_proxies = _number("TRUSTED_PROXIES", environ.get("TRUSTED_PROXIES", "0"), 0, 5, mistakes)
    redis_url = environ.get("REDIS_URL") or None
    if redis_url and not redis_url.startswith(("redis://", "rediss://", "unix://")):
        mistakes.append("REDIS_URL must start with redis://, rediss:// or unix://")
    if mistakes:
        raise ConfigError(mistakes)
    told = (environ.get(name, "").strip() for name in ("OPERATOR", "OPERATOR_CONTACT", "LEGAL_BASIS"))
    return Settings(database_url, public_url, host, port, instance, demo, demo_today, trusted_proxies, redis_url, *told)


def _number(name: str, text: str, low: int, high: int, mistakes: list[str]) -> int:
    if text.isascii() and text.isdigit() and low <= int(text) <= high:
        return int(text)
    mistakes.append(f"{name} must be a whole number from {low} to {high}, not {text!r}")
    return low


def _switch(name: str, text: str, mistakes: list[str]) -> bool:
    if text not in {"0", "1"}:
        mistakes.append(f"{name} must be 0 or 1, not {text!r}")
    return text == "1"


def _date(name: str, text: str | None, mistakes: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        mistakes.append(f"{name} must be a date such as 2026-11-22, not {text!r}")
        return None


class Clock:
    """The one clock. Days are decided in Asia/Ho_Chi_Minh."""

    def now(self) -> datetime:
        """Return the current moment, aware, in the product's time zone."""
        return datetime.now(ZONE)


class DemoClock(Clock):
    """A clock kept in a file, so that web, worker and commands agree; it stands still while nothing runs.

    The file holds the demo's moment and the real moment it was written. A running program rewrites it
    every HEARTBEAT; a reader adds the real time since then, SEEN_ALIVE at most.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def now(self) -> datetime:
        """Return the demo's moment; raises FileNotFoundError before the demo has been made."""
        kept = json.loads(self.file.read_text(encoding="utf-8"))
        elapsed = timedelta(seconds=max(0.0, time.time() - kept["real"]))
        return datetime.fromisoformat(kept["demo"]) + min(elapsed, SEEN_ALIVE)

    def set(self, moment: datetime) -> None:
        """Write the demo's moment down, whole or not at all."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"demo": moment.astimezone(ZONE).isoformat(), "real": time.time()})
        beside = self.file.with_name(f"{self.file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.file)

    def beat(self) -> None:
        """Keep the clock going while a program runs."""
        self.set(self.now())


def clock_of(settings: Settings) -> Clock:
    """Return the demo's clock in demo mode, the system's otherwise."""
    return DemoClock(settings.demo_folder / "clock.json") if settings.demo else Clock()


def key_ring(folder: Path, name: str) -> tuple[bytes, ...]:
    """Return the secrets of that name, newest first; the first is made once, at the first need, and kept.

    Rotating a key means putting a new line on top of the file: what the older ones signed stays valid.
    """
    file = folder / f"{name}.keys"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = folder / f".{name}.{secrets.token_hex(8)}"
        beside.touch(mode=0o600)
        beside.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        try:
            os.link(beside, file)  # the first of several starting processes wins, the others read its key
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return tuple(bytes.fromhex(line) for line in file.read_text(encoding="ascii").split())
