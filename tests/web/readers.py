"""Somebody who reads everything they can get: pages and what they link to, filters, files, and the API."""

import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.desk import token_of

LINK = re.compile(r'<a [^>]*?href="([^"#]+)["#]')
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
ACTION = re.compile(r'action="([^"]*)"')
CHOICE = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
OPTION = re.compile(r'<option value="([^"]*)"')
BUTTON = re.compile(r'<button[^>]*name="([^"]+)" value="([^"]+)"')
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"|&quot;csrf[^,]*')
TAKEN = ("/tai-ve",)  # forms that hand out a file; every other POST is an act
STAYS_OUT = ("/dang-xuat", "/tai-khoan", "/static/")
MOST, ALIKE = 80, 6  # addresses in all; of one path with the same words, whatever they say


def everything(browser: FlaskClient, starts: list[str], *, depth: int = 3) -> dict[str, str]:
    """Return by address what each answer says, as a digest: pages, filters one at a time, files of each kind.

    Follows links and forms that far from where it starts, no more than MOST addresses and ALIKE of one kind.
    """
    found: dict[str, str] = {}
    waiting = deque((start, 0) for start in starts)
    seen, alike = set(starts), Counter[tuple[str, ...]]()
    token = token_of(browser)
    while waiting and len(found) < MOST:
        address, far = waiting.popleft()
        answer = browser.get(address)
        found[address] = said(answer)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for name, content in _files(browser, answer.text, address, token):
            found.setdefault(name, content)
        for link in _links(answer.text, address) if far < depth else ():
            if link not in seen and alike[_kind(link)] < ALIKE:
                seen.add(link)
                alike[_kind(link)] += 1
                waiting.append((link, far + 1))
    return found


def _kind(address: str) -> tuple[str, ...]:
    parts = urlsplit(address)
    return (parts.path, *(name for name, _ in parse_qsl(parts.query)))


def _links(html: str, here: str) -> Iterator[str]:
    for link in LINK.findall(html):
        address = unescape(link)
        if address.startswith("?"):
            address = here.partition("?")[0] + address
        if address.startswith("/") and not address.startswith(STAYS_OUT) and "lang=" not in address:
            yield _sorted(address)
    for form in FORM.findall(html):
        if 'method="post"' in form:
            continue
        action = ACTION.search(form)
        target = unescape(action[1]) if action and action[1] else here
        for name, options in CHOICE.findall(form):
            for value in OPTION.findall(options):
                yield _sorted(_with(target, {name: unescape(value)}))


def _with(address: str, more: dict[str, str]) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{urlencode(dict(parse_qsl(parts.query)) | more)}"


def _sorted(address: str) -> str:
    parts = urlsplit(address)
    query = urlencode(sorted((name, value) for name, value in parse_qsl(parts.query) if value))
    return f"{parts.path}?{query}" if query else parts.path


def _files(browser: FlaskClient, html: str, here: str, token: str) -> Iterator[tuple[str, str]]:
    for form in FORM.findall(html):
        action = ACTION.search(form)
        target = unescape(action[1]) if action and action[1] else here
        if 'method="post"' in form and urlsplit(target).path.endswith(TAKEN):
            for name, value in BUTTON.findall(form):
                answer = browser.post(target, data={"csrf_token": token, name: value})
                yield f"POST {_sorted(target)} {value}", said(answer)


def said(answer: TestResponse) -> str:
    """Return what an answer says as a digest: without the form's token, and of a packed file what is in it."""
    content = bytes(answer.data)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\0".join(
                name.encode() + b"\0" + packed.read(name) for name in packed.namelist() if name != "docProps/core.xml"
            )
    elif answer.mimetype == "text/html":
        content = TOKEN.sub("", answer.text).encode()
    return f"{answer.status_code} {sha256(content).hexdigest()}"
