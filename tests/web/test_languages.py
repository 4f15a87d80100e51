"""Vietnamese is the source; English is complete, and says the same things with the same names in them."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
METHODS = [("khaosat/**.py", "python"), ("templates/**.html", "jinja2")]
VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
NAMES = ("Việt", "Quảng Trị", "Đông", "Khảo sát hài lòng")  # stay as they are in every language


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (ROOT / "khaosat/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="en")


def _asked() -> dict[str, str]:
    options = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    found = extract_from_dir(str(ROOT), METHODS, options, directory_filter=_of_the_product)
    return {m if isinstance(m, str) else m[0]: f"{file}:{line}" for file, line, m, _comments, _context in found}


def _of_the_product(folder: str | Path) -> bool:
    return not Path(folder).name.startswith((".", "instance", "tests", "node_modules"))


def test_every_sentence_has_its_english(english: Catalog) -> None:
    missing = {text: place for text, place in _asked().items() if not _said(english.get(text))}
    assert missing == {}


def test_nothing_stands_in_the_catalogue_that_no_page_says(english: Catalog) -> None:
    asked = _asked()
    unused = [message.id for message in english if message.id and _id(message) not in asked]
    assert unused == []


def test_english_is_english_and_keeps_the_names_in_it(english: Catalog) -> None:
    wrong = []
    for message in english:
        for text in _texts(message):
            plain = text
            for name in NAMES:
                plain = plain.replace(name, "")
            if VIETNAMESE.search(plain):
                wrong.append(text)
            if set(re.findall(r"%\(\w+\)s", text)) != set(re.findall(r"%\(\w+\)s", _id(message))):
                wrong.append(text)
    assert wrong == []


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _texts(message: Message) -> list[str]:
    if not message.id:
        return []
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _said(message: Message | None) -> bool:
    return message is not None and all(_texts(message)) and not message.fuzzy
