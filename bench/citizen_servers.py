"""Real servers in process groups of their own, for the loads that stand beside this file."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
SERVERS = {
    "waitress": "from waitress import serve; from {module} import app; "
    "serve(app, host='127.0.0.1', port={port}, threads=8)",
    "gunicorn": "import os, sys; os.environ['PORT'] = '{port}'; sys.argv = ['gunicorn', '-c', "
    "'docs/deploy/gunicorn.conf.py', '{module}:app']; from gunicorn.app.wsgiapp import run; run()",
}
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port of the loopback nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(kind: str, url: str, folder: Path, port: int, *, module: str = "wsgi") -> Iterator[subprocess.Popen[bytes]]:
    """Run `module`'s app on that database and port; the whole group is killed behind its user."""
    environment = {**os.environ, "DATABASE_URL": url, "INSTANCE": str(folder), "PUBLIC_URL": "http://khaosat.example"}
    with (folder / "server.log").open("ab") as log:
        running = subprocess.Popen(
            [sys.executable, "-c", SERVERS[kind].format(port=port, module=module)], cwd=ROOT, env=environment,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip  # one call
    try:
        _wait(port, running)
        yield running
    finally:
        kill(running)


def kill(running: subprocess.Popen[bytes]) -> None:
    """Send SIGKILL to the whole process group."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait(10)


def processor_seconds(group: int) -> float:
    """Return the processor time that the processes of a group have used so far, in seconds."""
    return sum(sum(map(int, fields[11:13])) for _, fields in _of_group(group)) / TICKS


def processor_seconds_below(parent: int) -> float:
    """Return the processor time of a process, its children, and those that have ended: a database and its backends."""
    used = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()
            if parent in {int(entry.parent.name), int(fields[1])}:
                used += sum(map(int, fields[11:15]))
    return used / TICKS


def memory(group: int) -> float:
    """Return the memory of a group, in MiB; a page that processes share counts once (PSS)."""
    kilobytes = 0
    for entry, _ in _of_group(group):
        with suppress(OSError):
            shares = (entry.parent / "smaps_rollup").read_text().splitlines()
            kilobytes += sum(int(line.split()[1]) for line in shares if line.startswith("Pss:"))
    return kilobytes / 1024


def _of_group(group: int) -> Iterator[tuple[Path, list[str]]]:
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()  # from the state on: the name may hold anything
            if int(fields[2]) == group:
                yield entry, fields


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if running.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
