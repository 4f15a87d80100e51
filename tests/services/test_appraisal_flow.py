"""The table of an appraisal, whole: what no sequence of moves by any people can bring about, and that none is stuck.

Every reachable standing of a small cast is visited; random walks keep the true histories and are asked the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.policy import GRANTS, Permission, Role
from khaosat.services.appraisal_flow import (
    CHECKED,
    JUDGED,
    PASSAGES,
    TOOK_PART,
    Asks,
    Attempt,
    Lowers,
    Move,
    Standing,
    State,
    Step,
    judged,
    open_to,
)

RANKS = {"excellent": 0, "good": 1, "done": 2}
CLASSES = tuple(RANKS)
TWO = CLASSES[:2]  # two are enough for one to lie below the other
EVERYTHING = frozenset(Permission)
OFFICER = 99
LEVELS = ({Move.COSIGN, Move.REFUSE}, JUDGED - CHECKED, CHECKED - {Move.PROPOSE}, {Move.PROPOSE})
MARK = (None, Move.COSIGN, Move.TAKE_BACK, Move.VERIFY, Move.PROPOSE)  # a move that bars as much as the level does


@dataclass(frozen=True)
class Place:
    """A standing without its order: how much each person took part (0–4), and the classes that count."""

    state: State
    part: tuple[int, ...]
    best: str | None
    proposed: str | None
    decided: str | None
    final: str | None = None
    term_open: bool = True

    def standing(self, suggested: str | None) -> Standing:
        """One history that stands so."""
        steps = [Step(MARK[level], by) for by, level in enumerate(self.part) if level]  # type: ignore[arg-type]
        named = ((Move.PROPOSE, self.best), (Move.PROPOSE, self.proposed), (Move.DECIDE, self.decided))
        steps += [Step(move, None, word) for move, word in named if word]
        return Standing(self.state, RANKS, tuple(steps), suggested, term_open=self.term_open)


Powers = tuple[frozenset[Permission], ...]


def next_places(place: Place, suggested: str | None, powers: Powers) -> Iterator[tuple[Place, Move, int | None]]:
    """Every place one move on; person `len(powers)` is the officer, None is time."""
    standing = place.standing(suggested)
    if place.term_open:
        yield replace(place, term_open=False), Move.LAPSE, None
    people = [(by, powers[by], False) for by in range(len(powers))]
    people += [(OFFICER, EVERYTHING, True), (None, frozenset(), False)]  # type: ignore[list-item]
    for (by, powers_of, own), move, word in product(people, Move, TWO):
        attempt = Attempt(move, by, powers_of, own=own, quality_class=word, reason="vì")
        try:
            row = judged(standing, attempt)
        except (ConflictFailure, InvalidFailure):
            continue
        yield _after(place, row.after, move, by, word if Asks.CLASS in row.asks else None), move, by


def _after(place: Place, state: State, move: Move, by: int | None, word: str | None) -> Place:
    part = list(place.part)
    level = next((number for number, moves in enumerate(LEVELS, 1) if move in moves), 0)
    if by is not None and by != OFFICER:
        part[by] = max(part[by], level)
    changed = replace(place, state=state, part=tuple(part))
    if move is Move.PROPOSE:
        best = min(filter(None, (place.best, word)), key=lambda one: RANKS[one])
        return replace(changed, best=best, proposed=word, decided=None)
    if move is Move.DECIDE:
        return replace(changed, decided=word, final=word)
    return replace(changed, final=word) if move is Move.DECIDE_APPEAL else changed


def reached(suggested: str | None, powers: Powers) -> dict[Place, set[Place]]:
    """Every place reachable from the drafted one, with where it leads."""
    first = Place(State.DRAFTED, (0,) * len(powers), None, None, None)
    found: dict[Place, set[Place]] = {}
    waiting = [first]
    while waiting:
        place = waiting.pop()
        if place not in found:
            found[place] = {one for one, _, _ in next_places(place, suggested, powers)}
            waiting += found[place]
    return found


def below(place: Place, suggested: str | None) -> bool:
    held = [RANKS[one] for one in (suggested, place.best) if one]
    return place.final is not None and RANKS[place.final] > min(held)


def test_what_bars_a_person_is_a_chain_so_that_a_level_says_all() -> None:
    bars = {row.apart_from for row in PASSAGES}
    assert bars == {frozenset(), frozenset({Move.PROPOSE}), CHECKED, JUDGED, TOOK_PART}
    assert {Move.PROPOSE} < CHECKED < JUDGED < TOOK_PART


@pytest.mark.parametrize("suggested", [None, *TWO])
@pytest.mark.parametrize("people", [1, 2, 3])
def test_no_three_people_bring_a_class_below_proposal_or_suggestion_whatever_they_may(
    people: int, suggested: str | None
) -> None:
    places = reached(suggested, (EVERYTHING,) * people)
    stands = {State.DECIDED, State.TOLD, State.APPEALED, State.APPEAL_DECIDED, State.FINAL}
    assert [place for place in places if place.state in stands and below(place, suggested)] == []
    assert any(place.state is State.FINAL for place in places) is (people == 3), "three are needed for any class at all"


@pytest.mark.parametrize("suggested", [None, *TWO])
def test_no_place_is_stuck_for_the_cast_of_a_province(suggested: str | None) -> None:
    """An, Chi and Cúc, Đức, Em; whatever was done, there is a way to the end."""
    cast = (Role.UNIT_HEAD, Role.AFFAIRS, Role.AFFAIRS, Role.DECIDER, Role.APPEAL)
    places = reached(suggested, tuple(GRANTS[role] for role in cast))
    ending = {place for place in places if place.state is State.FINAL}
    while more := {place for place, leads in places.items() if place not in ending and leads & ending}:
        ending |= more
    assert set(places) - ending == set()
    assert {place.state for place in places} == set(State)
    assert any(below(place, suggested) for place in places if place.state is State.FINAL)


@pytest.mark.parametrize("row", PASSAGES, ids=lambda row: f"{row.before}-{row.move}-{row.after}")
def test_every_row_wants_its_permission_and_its_state(row) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    standing = Standing(State.FINAL, RANKS)
    with pytest.raises(ConflictFailure, match="moved_on"):
        judged(standing, Attempt(row.move, 1, EVERYTHING, own=Asks.OWN in row.asks, reason="vì"))
    others = EVERYTHING - {row.needs}
    attempt = Attempt(row.move, 1, others, own=Asks.OWN in row.asks, quality_class="good", reason="vì")
    with pytest.raises(ConflictFailure, match="not_permitted"):
        judged(Standing(row.before, RANKS, term_open=True), attempt)
    with pytest.raises(ConflictFailure, match="signed"):
        judged(Standing(row.before, RANKS, term_open=True, signed=True), replace(attempt, permissions=EVERYTHING))
    assert open_to(Standing(row.before, RANKS, term_open=True, signed=True), attempt) == ()


attempts = st.builds(
    Attempt,
    move=st.sampled_from(Move),
    by=st.integers(0, 6),
    permissions=st.just(EVERYTHING),
    quality_class=st.sampled_from(CLASSES),
    reason=st.sampled_from(["", "vì"]),
)
likely = st.lists(st.one_of(attempts, attempts.map(lambda one: replace(one, reason="vì"))), min_size=20, max_size=60)


@settings(max_examples=300, deadline=None)
@given(suggested=st.sampled_from([None, *CLASSES]), tries=likely, asked=st.sampled_from([None, "good"]))
def test_whoever_tries_whatever_in_any_order(suggested: str | None, tries: list[Attempt], asked: str | None) -> None:
    standing = Standing(State.DRAFTED, RANKS, (), suggested, asked, term_open=True)
    for attempt in tries:
        own = attempt.move in {Move.APPEAL, Move.WITHDRAW}
        named = replace(attempt, own=own, by=OFFICER if own else attempt.by)
        try:
            row = judged(standing, named)
        except (ConflictFailure, InvalidFailure):
            continue
        _is_fair(standing, named, row.where)
        word = named.quality_class if Asks.CLASS in row.asks else None
        standing = replace(standing, state=row.after, history=(*standing.history, Step(row.move, named.by, word)))


def _is_fair(standing: Standing, attempt: Attempt, where: Lowers | None) -> None:
    """What must hold of a move that was let through, told from the true history."""
    did = {move: {step.by for step in standing.history if step.move is move} for move in Move}
    word, by = attempt.quality_class, attempt.by
    assert word is not None
    if attempt.move is Move.PROPOSE and standing.suggested not in {None, word}:
        assert attempt.reason
    if attempt.move is Move.DECIDE:
        assert by not in did[Move.PROPOSE] | did[Move.VERIFY]
        proposals = [RANKS[step.quality_class or ""] for step in standing.history if step.move is Move.PROPOSE]
        held = min([*proposals, *([RANKS[standing.suggested]] if standing.suggested else [])])
        assert (where is Lowers.YES) is (RANKS[word] > held)
        assert attempt.reason or (word == standing.proposed and where is Lowers.NO)
    if attempt.move is Move.COSIGN:
        assert by not in did[Move.DECIDE] | did[Move.PROPOSE] | did[Move.VERIFY]
    if attempt.move is Move.DECIDE_APPEAL:
        assert not any(by in did[move] for move in TOOK_PART)
        assert RANKS[word] <= RANKS[standing.decided or ""]
        assert attempt.reason


def standing_at(state: State, *steps: Step, **more: object) -> Standing:
    return replace(Standing(state, RANKS, steps, "good", term_open=True), **more)  # type: ignore[arg-type]


def test_a_lower_proposal_made_after_a_return_is_still_lower_than_the_first() -> None:
    steps = (
        Step(Move.PROPOSE, 1, "excellent"),
        Step(Move.RETURN, 2),
        Step(Move.PROPOSE, 1, "good"),
        Step(Move.VERIFY, 2),
    )
    standing = standing_at(State.VERIFIED, *steps)
    row = judged(standing, Attempt(Move.DECIDE, 4, EVERYTHING, quality_class="good", reason="vì"))
    assert row.after is State.PENDING_SECOND
    with pytest.raises(InvalidFailure, match="reason"):
        judged(standing, Attempt(Move.DECIDE, 4, EVERYTHING, quality_class="good"))


def test_a_decision_above_the_suggestion_wants_its_own_reason_also_where_it_is_the_proposal() -> None:
    standing = standing_at(State.VERIFIED, Step(Move.PROPOSE, 1, "excellent"), Step(Move.VERIFY, 2))
    with pytest.raises(InvalidFailure, match="reason"):
        judged(standing, Attempt(Move.DECIDE, 4, EVERYTHING, quality_class="excellent"))
    row = judged(standing, Attempt(Move.DECIDE, 4, EVERYTHING, quality_class="excellent", reason="vì"))
    assert row.after is State.DECIDED


def test_the_rulesets_question_asks_a_reason_for_good_and_better_and_nothing_for_less() -> None:
    standing = Standing(State.DRAFTED, RANKS, asks_reason_from="good")
    for word in ("excellent", "good"):
        with pytest.raises(InvalidFailure, match="reason"):
            judged(standing, Attempt(Move.PROPOSE, 1, EVERYTHING, quality_class=word))
    assert judged(standing, Attempt(Move.PROPOSE, 1, EVERYTHING, quality_class="done")).after is State.PROPOSED


def test_nobody_moves_their_own_and_nobody_else_appeals() -> None:
    with pytest.raises(ConflictFailure, match="own_appraisal"):
        judged(Standing(State.DRAFTED, RANKS), Attempt(Move.PROPOSE, 1, EVERYTHING, own=True, quality_class="good"))
    with pytest.raises(ConflictFailure, match="not_own_appraisal"):
        judged(standing_at(State.TOLD), Attempt(Move.APPEAL, 1, EVERYTHING, reason="vì"))


def test_the_term_decides_between_an_appeal_and_the_end() -> None:
    told, over = standing_at(State.TOLD), standing_at(State.TOLD, term_open=False)
    mine = Attempt(Move.APPEAL, OFFICER, EVERYTHING, own=True, reason="vì")
    assert judged(told, mine).after is State.APPEALED
    with pytest.raises(ConflictFailure, match="term_over"):
        judged(over, mine)
    with pytest.raises(ConflictFailure, match="term_open"):
        judged(told, Attempt(Move.LAPSE, None))
    assert judged(over, Attempt(Move.LAPSE, None)).after is State.FINAL


def test_an_appeal_never_makes_worse() -> None:
    standing = standing_at(State.APPEALED, Step(Move.PROPOSE, 1, "good"), Step(Move.DECIDE, 4, "good"))
    with pytest.raises(InvalidFailure, match="lower"):
        judged(standing, Attempt(Move.DECIDE_APPEAL, 5, EVERYTHING, quality_class="done", reason="vì"))
    row = judged(standing, Attempt(Move.DECIDE_APPEAL, 5, EVERYTHING, quality_class="excellent", reason="vì"))
    assert row.after is State.APPEAL_DECIDED
