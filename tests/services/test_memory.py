"""What is remembered is forgotten when a newer release closes, and never grows without end."""

from khaosat.services.memory import Memory


def test_a_question_is_asked_once_until_the_stamp_changes() -> None:
    memory, asked = Memory(), []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    assert [memory.recall(1, "a", ask) for _ in range(3)] == [1, 1, 1]
    assert memory.recall(1, "b", ask) == 2
    assert memory.recall(2, "a", ask) == 3


def test_the_oldest_answer_goes_first_when_there_is_no_room() -> None:
    memory = Memory(size=2)
    for question in ("a", "b", "a", "c"):
        memory.recall(1, question, lambda: "old")
    assert memory.recall(1, "a", lambda: "new") == "old"
    assert memory.recall(1, "b", lambda: "new") == "new"


def test_an_answer_to_an_old_stamp_is_not_kept() -> None:
    memory = Memory()

    def meanwhile() -> str:
        memory.recall(2, "other", lambda: "x")
        return "late"

    assert memory.recall(1, "a", meanwhile) == "late"
    assert memory.recall(2, "a", lambda: "fresh") == "fresh"
