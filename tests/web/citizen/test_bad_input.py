"""Bad input, one line each: what arrives, what comes back, in both languages; nothing is saved and no code is logged.

`{code}` is the placard's code and `{token}` a good token; what happens to a page's placard or after a tap stands in
test_refusals.py, test_too_much.py and test_later.py.
"""

import pytest
from structlog.testing import capture_logs

from tests.web.citizen.conftest import Citizen, words
from tests.web.quality import page

FORM = "application/x-www-form-urlencoded"
ADDRESSES = [  # method, path, status, words in Vietnamese, words in English
    ("GET", "/p/QT99999", 404, "Không có bảng mã này", "There is no such"),
    ("GET", "/p/" + "a" * 3000, 404, "Không có bảng mã này", "There is no such"),
    ("GET", "/p/%2e%2e", 404, "Không có bảng mã này", "There is no such"),
    ("GET", "/p/%252e%252e%252fetc", 404, "Không có bảng mã này", "There is no such"),
    ("GET", "/p/%2500", 404, "Không có bảng mã này", "There is no such"),
    ("GET", "/p/%E2%80%AEABC", 404, "Không có bảng mã này", "There is no such"),
    ("GET", "/p/{code}%2f..%2f..", 404, "", ""),
    ("GET", "/p/{code}/a/b/c", 404, "", ""),
    ("POST", "/p/{code}", 405, "", ""),
    ("PUT", "/p/{code}/cham", 405, "", ""),
    ("DELETE", "/p/{code}/xong", 405, "", ""),
    ("BREW", "/p/{code}", 405, "", ""),
]
BODIES = [  # body, content type, status
    (b"", FORM, 422),
    (b"", "", 422),
    (b"t={token}", FORM, 422),
    (b"t={token}&diem=%C0%AF", FORM, 422),
    (b"t={token}&diem=5%00", FORM, 422),
    (b"t={token}&diem=\xe2\x80\xae5", FORM, 422),
    (b"t={token}&diem=9", FORM, 422),
    (b"t={token}%00&diem=5", FORM, 422),
    (b"t=%ff%fe&diem=5", FORM, 422),
    (b"t={token}&diem=5", "text/plain", 422),
    (b'{"t": "{token}", "diem": 5}', "application/json", 422),
    (b"--x\r\nbroken", "multipart/form-data; boundary=x", 422),
    (b"t={token}&diem=5&comment=" + b"a" * 1_000_000, FORM, 413),
    (b"t={token}&diem=5" + b"".join(b"&f%d=x" % number for number in range(10_000)), FORM, 413),
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("method", "path", "status", "vi", "en"), ADDRESSES, ids=[f"{m} {p[:30]}" for m, p, *_ in ADDRESSES]
)
def test_an_address_that_is_none_gets_a_plain_page(
    citizen: Citizen, method: str, path: str, status: int, vi: str, en: str, language: str
) -> None:
    with capture_logs() as lines:
        address = path.replace("{code}", citizen.code) + f"?lang={language}"
        back = citizen.app.test_client(use_cookies=False).open(address, method=method)
    assert page(back, status).get("lang") == language
    assert {"vi": vi, "en": en}[language] in words(back, status)
    assert "Traceback" not in back.text
    assert lines == []
    assert citizen.book() == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("body", "kind", "status"), BODIES, ids=[f"{k[-12:]} {b[:24]!r}" for b, k, _ in BODIES])
def test_a_tap_that_is_none_asks_again_and_the_page_that_asks_works(
    citizen: Citizen, body: bytes, kind: str, status: int, language: str
) -> None:
    citizen.scan(language)
    sent = body.replace(b"{token}", citizen.token.encode())
    address = f"/p/{citizen.code}/cham?lang={language}"
    with capture_logs() as lines:
        back = citizen.app.test_client(use_cookies=False).post(address, data=sent, content_type=kind)
    assert page(back, status).get("lang") == language
    assert "Traceback" not in back.text
    assert lines == []
    assert citizen.book() == []
    words(citizen.tap(4))
    assert citizen.row().s01 == 4  # type: ignore[attr-defined]  # s01 is made in a loop


def test_asking_for_the_head_alone_is_answered_without_a_body_and_saves_nothing(citizen: Citizen) -> None:
    for path, status in ((f"/p/{citizen.code}", 200), ("/p/QT99999", 404)):
        back = citizen.app.test_client().head(path)
        assert (back.status_code, back.data) == (status, b"")
    assert citizen.book() == []
