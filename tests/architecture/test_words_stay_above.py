"""Sentences live in templates and web/texts.py; nothing below knows Vietnamese."""

import ast
import re

from tests.architecture.reading import docstrings, under

LAYERS = ("services", "queries", "models", "stats", "documents", "jobs")
FILES = ("access", "scope", "db", "dump", "schema", "policy", "errors")
BELOW = ("config.py", *(f"khaosat/{layer}/" for layer in LAYERS), *(f"khaosat/{file}.py" for file in FILES))
VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]")


def _vietnamese_words(text: str) -> int:
    return sum(len(word) > 1 and VIETNAMESE.search(word) is not None for word in re.findall(r"[^\W\d_]+", text))


def test_nothing_below_the_web_speaks_vietnamese() -> None:
    found = [
        f"{path}:{node.lineno} {node.value[:40]!r}"
        for path, tree in under(*BELOW)
        for known in [docstrings(tree)]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known
        if _vietnamese_words(node.value) > 1
    ]
    assert found == [], f"sentences below the web: {found}"


def test_views_carry_no_sentences_either() -> None:
    homes = ("khaosat/web/texts", "khaosat/web/navigation.py", "khaosat/web/languages.py")
    found = [
        f"{path}:{node.lineno} {node.value[:40]!r}"
        for path, tree in under("khaosat/web/")
        if not path.startswith(homes)
        for known in [docstrings(tree)]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known
        if _vietnamese_words(node.value) and len(node.value.split()) > 3
    ]
    assert found == [], f"sentences in views belong in web/texts.py or a template: {found}"
