"""The documented deployment on free ports: nginx, gunicorn and Redis, each with its file of docs/deploy."""

import getpass
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Engine

import config
from bench.citizen_servers import free_port

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs/deploy"
INSTALL = "is missing: install your system's packages 'nginx-light' and 'redis-server' (as root `make test` does)"


@dataclass(frozen=True)
class Stand:
    """A running deployment: where citizens knock, where Redis answers, and the folder that holds all logs."""

    port: int
    redis_url: str
    folder: Path
    settings: config.Settings

    def logs(self) -> str:
        """Return everything that any of the servers has written down in its folder."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and path.suffix not in {".conf", ".db"}]
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)

    def files_of_redis(self) -> list[str]:
        """Return what Redis keeps on the disk."""
        return [path.name for path in self.folder.iterdir() if path.suffix in {".rdb", ".aof"} or "append" in path.name]


def nginx_file(folder: Path, port: int, behind: int) -> str:
    """Return the documented nginx file with the names in capitals, the ports and the folders filled in."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for written, here in (
        ("user www-data;", f"user {getpass.getuser()};"), ("/run/nginx.pid", f"{folder}/nginx.pid"),
        ("/var/log/nginx", str(folder)), ("/run/khaosat-nginx", str(folder)),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("listen 80", f"listen 127.0.0.1:{free_port()}"), ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("/etc/ssl/HOST.EXAMPLE.pem", f"{folder}/tls.pem"), ("/etc/ssl/private/HOST.EXAMPLE.key", f"{folder}/tls.key"),
        ("HOST.EXAMPLE", "localhost"),
    ):  # fmt: skip  # a table
        assert written in text, f"{written} no longer stands in docs/deploy/nginx.conf"
        text = text.replace(written, here)
    return text


@contextmanager
def stand(
    folder: Path, engine: Engine, *, nginx: Callable[[str], str] = lambda text: text, redis: str = ""
) -> Iterator[Stand]:
    """Run the deployment on that database, in demo mode so that its clock can be moved; ends what it started.

    `nginx` may spoil the configuration, `redis` is added to that of Redis: so a fault is planted.
    """
    port, behind, memory = free_port(), free_port(), free_port()
    url = f"redis://127.0.0.1:{memory}/0"
    environment = {
        "DATABASE_URL": engine.url.render_as_string(hide_password=False), "REDIS_URL": url, "DEMO": "1",
        "INSTANCE": str(folder / "instance"), "PUBLIC_URL": f"https://localhost:{port}", "PORT": str(behind),
        "TRUSTED_PROXIES": "1",
    }  # fmt: skip  # a table
    settings = config.read(environment)
    (folder / "nginx.conf").write_text(nginx(nginx_file(folder, port, behind)), encoding="utf-8")
    own = (DEPLOY / "redis.conf").read_text(encoding="utf-8").replace("port 6379", f"port {memory}")
    (folder / "redis.conf").write_text(f"{own}\ndir {folder}\n{redis}\n", encoding="utf-8")
    _certificate(folder)
    move(settings, datetime.now(config.ZONE))
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", str(DEPLOY / "gunicorn.conf.py"), "wsgi:app"]
    running: list[subprocess.Popen[bytes]] = []
    try:
        running.append(_start("redis-server", [_found("redis-server"), str(folder / "redis.conf")], folder, memory))
        running.append(_start("gunicorn", gunicorn, folder, behind, environment))
        line = [_found("nginx"), "-e", str(folder / "start.log"), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        running.append(_start("nginx", line, folder, port))
        yield Stand(port, url, folder, settings)
    finally:
        for child in reversed(running):
            child.terminate()
        for child in running:
            child.wait(20)


def move(settings: config.Settings, moment: datetime) -> None:
    """Set the one clock."""
    clock = config.clock_of(settings)
    assert isinstance(clock, config.DemoClock)
    clock.set(moment)


def _found(program: str) -> str:
    for place in (*os.environ.get("PATH", "").split(":"), "/usr/sbin", "/usr/local/sbin"):
        if (Path(place) / program).exists():
            return str(Path(place) / program)
    raise RuntimeError(f"{program} {INSTALL}")


def _start(
    name: str, line: list[str], folder: Path, port: int, environment: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    with (folder / f"{name}.log").open("wb") as log:
        child = subprocess.Popen(line, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=log, stderr=log)
    until = time.monotonic() + 60
    while time.monotonic() < until and child.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return child
    child.kill()
    raise RuntimeError(f"{name} did not start: {(folder / f'{name}.log').read_text()[-2000:]}")


def _certificate(folder: Path) -> None:
    """Make a certificate of one day for localhost."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(config.ZONE)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    plain = serialization.NoEncryption()
    written = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "tls.key").write_bytes(written)
    (folder / "tls.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


def names_an_address(text: str) -> set[str]:
    """Return the loopback addresses in a text that are not the servers' own."""
    return set(re.findall(r"\b127\.(?!0\.0\.1\b)\d+\.\d+\.\d+\b", text))
