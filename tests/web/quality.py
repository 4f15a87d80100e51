"""Every page test is also a quality test: what any page of the product must be, whatever it says."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from xml.etree.ElementTree import Element

import html5lib
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

LABELLED = {"input", "select", "textarea"}
NEEDS_NO_LABEL = {"hidden", "submit", "button", "image"}


def page(response: TestResponse, status: int = 200) -> Element:
    """Check a page and return its tree: valid HTML, language, title, one h1, ids, labels, headers, no inline style."""
    assert response.status_code == status, response.text[:2000]
    html = response.text
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", tree.get("lang", "")), "the page does not say its language"
    title = tree.findtext(".//title", "").strip()
    assert title, "the page has no title"
    assert len(tree.findall(".//h1")) == 1, f"{title}: one h1 a page"
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    assert [name for name, times in ids.items() if times > 1] == [], f"{title}: ids occur twice"
    assert list(_unlabelled(tree)) == [], f"{title}: fields without a label"
    assert not re.search(r"\sstyle=|\son[a-z]+=", html), f"{title}: inline style or handler"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "None" not in "".join(tree.find("body").itertext()), f"{title}: a None reached the page"  # type: ignore[union-attr]  # a parsed page has a body
    return tree


def text_of(tree: Element) -> str:
    """The words of a page, white space folded."""
    body = tree.find("body")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


def as_shown(value: float, digits: int) -> str:
    """The number as a spreadsheet shows it: a half goes away from zero."""
    exact = Decimal(f"{value:.10f}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{exact:,}".translate(str.maketrans(",.", ".,")).replace("-", "−")


def _unlabelled(tree: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in tree.iter("label")}
    inside = {id(field) for label in tree.iter("label") for field in label.iter()}
    for field in tree.iter():
        if field.tag not in LABELLED or field.get("type") in NEEDS_NO_LABEL:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
        if not named and id(field) not in inside:
            yield str(field.get("name"))


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Record the SQL statements of what runs inside (transaction control and pragmas aside)."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE SAVEPOINT")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
