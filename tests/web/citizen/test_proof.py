"""A citizen's proof: downloaded from the page, checked by the ten lines of docs/security.md and nothing of ours."""

import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.response import Response
from khaosat.services import receipts, settling
from tests.conftest import StillClock
from tests.web.citizen.conftest import Citizen, words

ROOT = Path(__file__).parents[3]
NIGHT = datetime(2026, 11, 24, 0, 5, tzinfo=ZONE)


@pytest.fixture
def code(citizen: Citizen) -> str:
    """The receipt of one answer among four of its day."""
    for score in (5, 4, 3):
        citizen.scan()
        citizen.tap(score)
    citizen.scan()
    citizen.tap(1)
    return citizen.receipt()


def seal(citizen: Citizen, clock: StillClock, at: datetime = NIGHT) -> None:
    clock.moment = at
    with open_session(citizen.engine, Scope.system("a night")) as session:
        settling.settle_due(session, now=at, keys=citizen.app.config["SETTINGS"].keys)


def ten_lines() -> str:
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (lines,) = [block for block in blocks if "published" in block]
    assert sum(bool(line) for line in lines.splitlines()) == 10
    return lines


def check(folder: Path, proof: dict[str, object], root: str) -> bool:
    """Run the ten lines in a Python that knows nothing of the product."""
    (folder / "check.py").write_text(ten_lines(), encoding="utf-8")
    (folder / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "check.py", "proof.json", root], cwd=folder, capture_output=True, text=True, check=False
    )
    assert not ran.stderr, ran.stderr
    return ran.returncode == 0


def proof_of(citizen: Citizen, code: str) -> dict[str, object]:
    found = citizen.post("/bien-nhan/bang-chung", {"ma": code})
    assert (found.status_code, found.mimetype) == (200, "application/json")
    return dict(json.loads(found.text))


def published(citizen: Citizen, day: object) -> str:
    lines = [line.split() for line in citizen.get("/cong-khai/niem-phong.txt").text.splitlines()]
    return next(root for _, its_day, _, root, _ in reversed(lines) if its_day == day)


def test_the_proof_holds_for_a_stranger_and_nothing_false_does(
    citizen: Citizen, code: str, clock: StillClock, tmp_path: Path
) -> None:
    seal(citizen, clock)
    proof = proof_of(citizen, code)
    root = published(citizen, proof["day"])
    assert proof["root"] == root
    assert check(tmp_path, proof, root)
    assert not check(tmp_path, proof, "00" * 32)
    path = proof["path"]
    assert isinstance(path, list)
    for name in ("id", "scores", "comment"):
        assert not check(tmp_path, {**proof, name: "11" * (16 if name == "id" else 32)}, root)
    assert not check(tmp_path, {**proof, "path": path[1:]}, root)
    assert not check(tmp_path, {**proof, "path": [["left" if s == "right" else "right", h] for s, h in path]}, root)


def test_the_proof_says_nothing_of_the_score_or_the_receipt(citizen: Citizen, code: str, clock: StillClock) -> None:
    seal(citizen, clock)
    proof = proof_of(citizen, code)
    assert set(proof) == {"id", "scores", "comment", "path", "day", "root", "sequence", "revision", "digest"}
    assert code.replace("-", "") not in json.dumps(proof)
    assert proof["id"] == receipts.answer_id_of(receipts.typed(code)).hex


def test_the_page_tells_it_in_words_and_before_the_night_says_when(
    citizen: Citizen, code: str, clock: StillClock
) -> None:
    assert "niêm phong" not in words(citizen.post("/bien-nhan", {"ma": code}))
    clock.moment = datetime(2026, 11, 24, 0, 0, 30, tzinfo=ZONE)
    assert "đang chờ niêm phong" in words(citizen.post("/bien-nhan", {"ma": code}))
    assert citizen.post("/bien-nhan/bang-chung", {"ma": code}).status_code == 404
    seal(citizen, clock)
    said = words(citizen.post("/bien-nhan", {"ma": code}))
    assert "Phiếu nằm trong niêm phong số 1 của ngày 22/11/2026" in said
    assert published(citizen, "2026-11-22") in said


def test_after_withdrawing_the_digests_still_prove_it_with_a_mark(
    citizen: Citizen, code: str, clock: StillClock, tmp_path: Path
) -> None:
    seal(citizen, clock)
    citizen.post("/bien-nhan", {"ma": code, "rut": "1"})
    assert "đang chờ niêm phong" in words(citizen.post("/bien-nhan", {"ma": code}))
    seal(citizen, clock)
    proof = proof_of(citizen, code)
    assert (proof["mark"], proof["revision"]) == ("withdrawn", 2)
    assert check(tmp_path, proof, published(citizen, proof["day"]))
    assert "kèm dấu đã rút" in words(citizen.post("/bien-nhan", {"ma": code}))


def test_a_held_answer_is_in_the_seal_and_says_that_it_waits(citizen: Citizen, code: str, clock: StillClock) -> None:
    with open_session(citizen.engine, Scope.system("test")) as session:
        row = session.get_one(Response, receipts.answer_id_of(receipts.typed(code)))
        row.state, row.held_reason = "held", "cross_site"
        session.commit()
    seal(citizen, clock)
    assert "đang tạm giữ chờ xem xét" in words(citizen.post("/bien-nhan", {"ma": code}))


def test_a_code_that_is_none_gets_no_proof(citizen: Citizen) -> None:
    assert citizen.post("/bien-nhan/bang-chung", {"ma": "x"}).status_code == 422
    assert citizen.post("/bien-nhan/bang-chung", {}).status_code == 422
    assert citizen.post("/bien-nhan/bang-chung", {"ma": receipts.written(bytes(10))}).status_code == 404


def test_the_public_list_holds_roots_and_no_counts(citizen: Citizen, code: str, clock: StillClock) -> None:
    assert code
    seal(citizen, clock)
    (line,) = citizen.get("/cong-khai/niem-phong.txt").text.splitlines()
    assert re.fullmatch(r"1 2026-11-22 1 [0-9a-f]{64} [0-9a-f]{64}", line)
    assert "22/11/2026" in words(citizen.get("/cong-khai/niem-phong"))
