import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import own_rankings, own_surveys, reference

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    for name, case in {**own_rankings.cases(), **own_surveys.cases()}.items():
        (folder / f"{name}.json").write_text(json.dumps(case), encoding="utf-8")
    own_surveys.write_stuffing(folder)
    return folder


def test_our_own_cases_of_every_kind_agree_with_values_found_another_way(own: Path) -> None:
    found = reference.compare(own)
    assert len(found) == 10
    assert all(found.values())
    assert [(name, c) for name, checks in found.items() for c in checks if not c.passed] == []


def test_a_wrong_expected_value_fails(tmp_path: Path) -> None:
    case = own_rankings.cases()["wilson"]
    case["cases"][2]["wilson"][1] += 1e-6
    (tmp_path / "wilson.json").write_text(json.dumps(case), encoding="utf-8")
    assert [c.passed for c in reference.compare(tmp_path)["wilson.json"]].count(False) == 1
    assert reference.main([str(tmp_path)]) == 1


def test_a_kind_nobody_knows_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "horoscope.json").write_text('{"stars": [1, 2]}', encoding="utf-8")
    assert reference.compare(tmp_path) == {"horoscope.json": []}
    assert reference.main([str(tmp_path)]) == 1
    assert reference.main([]) == 2


def test_the_command_prints_case_expected_got_difference_tolerance_and_verdict(own: Path) -> None:
    command = [sys.executable, "bench/reference.py", str(own)]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("| file | case | expected | got | difference | tolerance | verdict |")
    assert done.stdout.rstrip().endswith("0 failed.")


def test_every_case_of_the_shared_folder_is_within_its_tolerance() -> None:
    folder = ROOT / "../shared/reference"
    if not folder.is_dir():
        pytest.skip("the shared folder with reference/ does not lie beside this project")
    found = reference.compare(folder)
    assert all(found.values())
    assert [(name, c) for name, checks in found.items() for c in checks if not c.passed] == []
