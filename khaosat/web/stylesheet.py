"""The part of a large stylesheet that our pages use: rules whose classes and attributes occur in our own text.

Pure functions over minified CSS. A rule is kept where each class it asks for is one of the words; what a kept rule
says about elements alone (no class) always stays. Custom properties nobody reads any more go too.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial

WORD = re.compile(r"[A-Za-z][\w-]*")
_NAMED = re.compile(r"\.((?:\\.|[\w-])+)|\[([\w-]+)")
_PROPERTY = re.compile(r"(--[\w-]+):(?:[^;{}\"'(]|\"[^\"]*\"|'[^']*'|\((?:[^()]|\([^()]*\))*\))*;?")
_READ = re.compile(r"var\((--[\w-]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_GROUPS = ("@media", "@supports", "@layer")
_ATTRIBUTES = frozenset({"type", "href", "title", "hidden", "list", "size", "multiple", "controls", "role", "tabindex"})


@dataclass(frozen=True)
class Rule:
    """One rule: what stands before its braces, and between them."""

    head: str
    body: str

    def __str__(self) -> str:
        return f"{self.head}{{{self.body}}}"


def used(css: str, words: Collection[str]) -> str:
    """Return the stylesheet without the rules that ask for a class or an attribute not among the words."""
    kept = "".join(str(rule) for rule in _kept(_COMMENT.sub("", css), frozenset(words) | _ATTRIBUTES))
    return _without_unread(kept)


def classes(css: str) -> frozenset[str]:
    """Return the names of the classes the stylesheet knows."""
    return frozenset(
        name.replace("\\", "") for rule in _flat(_COMMENT.sub("", css)) for name, _ in _NAMED.findall(rule)
    )


def _flat(css: str) -> Iterator[str]:
    for rule in rules(css):
        if rule.head.startswith(_GROUPS):
            yield from _flat(rule.body)
        elif not rule.head.startswith("@"):
            yield rule.head


def _kept(css: str, words: frozenset[str]) -> Iterator[Rule]:
    for rule in rules(css):
        if rule.head.startswith(_GROUPS):
            inside = "".join(map(str, _kept(rule.body, words)))
            if inside:
                yield Rule(rule.head, inside)
        elif rule.head.startswith("@"):
            if not rule.head.startswith("@keyframes"):  # nothing of ours moves
                yield rule
        else:
            selectors = [one for one in _selectors(rule.head) if _asks_for(one) <= words]
            if selectors:
                yield Rule(",".join(selectors), rule.body)


def _asks_for(selector: str) -> set[str]:
    return {(name or attribute).replace("\\", "") for name, attribute in _NAMED.findall(selector)}


def _selectors(head: str) -> Iterator[str]:
    """Yield the selectors of a list; a comma inside brackets, as in :not(a,b), parts nothing."""
    depth, start = 0, 0
    for place, letter in enumerate(head):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            yield head[start:place]
            start = place + 1
    yield head[start:]


def rules(css: str) -> Iterator[Rule]:
    """Yield the rules of the outermost level in order; what ends without braces, as @charset does, is left out."""
    place = 0
    while (opening := css.find("{", place)) >= 0:
        head = css[place:opening].rpartition(";")[2].strip()
        end, depth = opening + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield Rule(head, css[opening + 1 : end - 1])
        place = end


def _without_unread(css: str) -> str:
    """Return the rules without custom properties that no rule reads; taking one away may leave another unread."""
    before = ""
    while css != before:
        before, read = css, frozenset(_READ.findall(css))
        css = _PROPERTY.sub(partial(_if_read, read), css)
        css = re.sub(r"[^{}]+\{\}", "", css)
    return css


def _if_read(read: frozenset[str], found: re.Match[str]) -> str:
    return found[0] if found[1] in read else ""
