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
    "gunicorn": "import sys; sys.argv = ['gunicorn', '--no-control-socket', '-b', '127.0.0.1:{port}', '-w', '2', "
    "'-k', 'gthread', '--threads', '8', '{module}:app']; from gunicorn.app.wsgiapp import run; run()",
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
    return sum(sum(map(int, fields[11:13])) for fields in _of_group(group)) / TICKS


def memory(group: int) -> float:
    """Return the resident memory of a group, in MiB (shared pages count in each process)."""
    return sum(int(fields[21]) for fields in _of_group(group)) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _of_group(group: int) -> Iterator[list[str]]:
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()  # from the state on: the name may hold anything
            if int(fields[2]) == group:
                yield fields


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if running.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
