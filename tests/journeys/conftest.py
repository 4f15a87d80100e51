"""A real server in a process of its own and a real Chromium; both end with the test that asked for them."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PLACES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str:
    """Where the system's Chromium is."""
    found = next((path for place in PLACES if (path := shutil.which(place))), None)
    assert found, "no Chromium on this machine: `make test` installs it or says how"
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, a module long (idle it takes a tenth of a core); without one a test fails."""
    found = chromium_path()
    with sync_playwright() as playwright:
        # Playwright switches the back-forward cache off; a test of Back must meet a phone's behaviour.
        browser = playwright.chromium.launch(
            executable_path=found, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """A small phone with scripts off."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True, has_touch=True,
        java_script_enabled=False, locale="vi-VN",
    )  # fmt: skip
    yield context
    context.close()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    """A desk's browser; any violation of the content security policy fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    violations: list[str] = []

    def listen(page: Page) -> None:
        page.on(
            "console", lambda said: violations.append(said.text) if "Content Security Policy" in said.text else None
        )

    context.on("page", listen)
    yield context
    context.close()
    assert violations == []


def free_port() -> int:
    """A port nobody uses now; each test takes its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(environment: dict[str, str], *words: str) -> str:
    """Run `flask --app wsgi …` as an operator would; returns what it printed."""
    ran = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def answers(address: str, seconds: float = 60) -> bool:
    """Wait until that address answers 200."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310  our own server
                if response.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
