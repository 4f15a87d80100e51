"""Names of the office's officers, however they are written, and of others where the words around say so."""

from collections.abc import Iterator
from typing import Final

from khaosat.services.scrubbing.comment import FULL, Comment
from khaosat.services.scrubbing.spelling import Spelling

_ROW: Final = frozenset({", ", "-", " - ", "/", " & ", " + "})


def names_in(comment: Comment) -> set[int]:
    """Return the places of all words that belong to a name."""
    found: set[int] = set()
    for look in (_endings, _after_titles, _after_kin, _full_names, _alone, _in_a_row):
        found.update(*look(comment, frozenset(found)))
    return found


def _endings(comment: Comment, _found: frozenset[int]) -> Iterator[range]:
    """Two words or more of an officer's name, up to its end."""
    for start in range(len(comment.words)):
        for ending in comment.officers.endings:
            places = range(start, start + len(ending))
            if places.stop <= len(comment.words) and _is_ending(comment, places, ending):
                yield places
                break


def _is_ending(comment: Comment, places: range, ending: tuple[Spelling, ...]) -> bool:
    if not all(comment.is_word(place, name) for place, name in zip(places, ending, strict=True)):
        return False
    if not all(comment.is_near(place) for place in places[1:]):
        return False
    if len(ending) >= FULL:
        return not comment.proper.issuperset(places)
    if comment.proper.intersection(places):
        return False
    if all(comment.words[place].capital for place in places):
        return not comment.is_part_of_a_longer_name(places)
    titled = comment.title_before(places.start) is not None or comment.works_from(places.stop, acts=False)
    return titled and not any(comment.is_plain(place) for place in places)


def _after_titles(comment: Comment, found: frozenset[int]) -> Iterator[range]:
    """Names after chị, anh, cán bộ …: listed ones in any letters, others with a capital or where they are at work."""
    for place in range(1, len(comment.words)):
        firm = comment.title_before(place)
        if firm is None or place in found:
            continue
        if comment.is_officer(place) and _is_named(comment, place, firm=firm):
            yield range(place, place + 1)
        elif comment.words[place].capital and not comment.stands_out(place - 1):
            yield _with_capitals(comment, place, firm=firm)
        elif firm and comment.lists.given.at(comment.words, place) and not comment.is_plain(place):
            called = comment.lists.called.ends_before(comment.words, place) and not comment.words[place].loose
            if called or comment.works_from(place + 1, acts=False):
                yield range(place, place + 1)


def _is_named(comment: Comment, place: int, *, firm: bool) -> bool:
    if comment.is_plain(place):
        return False
    if comment.stands_out(place):
        return not (comment.is_near(place + 1) and comment.words[place + 1].capital and place + 1 in comment.proper)
    return firm or place + 1 == len(comment.words) or comment.works_from(place + 1, acts=True)


def _with_capitals(comment: Comment, place: int, *, firm: bool) -> range:
    """Return the words with capitals after a title, where they may be somebody's name."""
    run = comment.run(place)
    if not run or comment.lists.never.at(comment.words, place) or comment.proper.intersection(run):
        return range(0)
    return run if firm or comment.lists.given.at(comment.words, run.stop - 1) else range(0)


def _after_kin(comment: Comment, _found: frozenset[int]) -> Iterator[range]:
    """The writer and the writer's people: tôi tên …, con tôi …."""
    for place in range(1, len(comment.words)):
        if comment.words[place].capital and comment.kin_before(place):
            yield _with_capitals(comment, place, firm=True)


def _full_names(comment: Comment, found: frozenset[int]) -> Iterator[range]:
    """Anybody's full name, known by its surname; but not what a street or school is called."""
    for start in range(len(comment.words)):
        if start in found or not comment.lists.surnames.at(comment.words, start):
            continue
        run = comment.run(start)
        name = run if len(run) >= FULL else _small_letters(comment, start)
        if not comment.is_a_place(start) and not comment.proper.intersection(name):
            yield name


def _small_letters(comment: Comment, start: int) -> range:
    """Return a full name that capitals do not show: with văn or thị, after a title, or of given names alone."""
    if not (comment.is_near(start + 1) and comment.is_near(start + 2)):
        return range(0)
    second, third, fourth = (bool(comment.lists.given.at(comment.words, start + more)) for more in (1, 2, 3))
    fourth = fourth and comment.is_near(start + 3) and not comment.is_plain(start + 3)
    sure = not comment.words[start].loose or bool(comment.lists.sure_surnames.at(comment.words, start))
    if comment.lists.middles.at(comment.words, start + 1) and (third or sure):
        return range(start, start + FULL + fourth)
    plain = any(comment.is_plain(place) for place in range(start, start + FULL))
    named = comment.title_before(start) or (second and sure)
    return range(start, start + FULL) if third and named and not plain else range(0)


def _alone(comment: Comment, found: frozenset[int]) -> Iterator[range]:
    """An officer's given name without a title."""
    settled = found | comment.everyday | comment.proper
    for place in range(len(comment.words)):
        if place in settled or not comment.is_officer(place):
            continue
        lone = range(place, place + 1)
        if not comment.words[place].capital:
            told = _is_told(comment, place)
        else:
            shown = comment.stands_out(place) or comment.works_from(place + 1, acts=True)
            told = shown and not comment.is_part_of_a_longer_name(lone)
        if told:
            yield lone


def _is_told(comment: Comment, place: int) -> bool:
    """Return whether a word without a capital is a name by itself or by what stands before or after it."""
    if comment.works_from(place + 1, acts=False):
        return True
    telling = bool(comment.lists.telling.at(comment.words, place))
    return not comment.words[place].loose and (telling or comment.is_asked(place))


def _in_a_row(comment: Comment, found: frozenset[int]) -> Iterator[range]:
    """Officers named after another: chị Hoa, Hà và Nam."""
    ends = sorted(place + 1 for place in found if place + 1 not in found)
    while ends:
        end = ends.pop(0)
        after = end + comment.lists.joints.at(comment.words, end)
        if after == end and (end >= len(comment.words) or comment.words[end].gap not in _ROW):
            continue
        if comment.is_officer(after) and not comment.is_plain(after):
            yield range(after, after + 1)
            ends.append(after + 1)
