"""Report and workbook through LibreOffice: nothing of the Vietnamese is lost, and the head stays on its lines."""

import io
import shutil
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from tests.cast import Cast
from tests.factories.province import SmallProvince
from tests.web.unit.test_reports import busy, reported  # noqa: F401  the same worker
from tests.web.unit.test_results import released  # noqa: F401  the same releases
from tests.web.unit.test_taking import taken

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="LibreOffice is not installed (libreoffice-writer-nogui, libreoffice-calc-nogui)",
)


def pages(content: bytes, name: str, folder: Path) -> list[str]:
    """The words of each page LibreOffice makes of the file."""
    (folder / name).write_bytes(content)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
    command += ["--outdir", str(folder), str(folder / name)]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    pdf = pypdfium2.PdfDocument((folder / name).with_suffix(".pdf"))
    return [unicodedata.normalize("NFC", page.get_textpage().get_text_range()).replace("\r\n", "\n") for page in pdf]


def on_one_line(words: str, text: str) -> bool:
    """Whether one line has all these letters: where a font lacks some, a reader finds them beside the others."""
    wanted = Counter(words.replace(" ", ""))
    return any(wanted <= Counter(line) for line in text.splitlines())


def test_a_report_keeps_its_words_and_lines(busy: Cast, released: SmallProvince, tmp_path: Path) -> None:  # noqa: F811  fixtures
    assert released
    kept = io.BytesIO()
    reported(busy.browser("an")).save(kept)
    found = pages(kept.getvalue(), "report.docx", tmp_path)
    assert all(text.strip() for text in found), "an empty page"
    for whole in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO"):
        assert on_one_line(whole, found[0]), f"{whole} is broken over lines"
    assert not found[0].lstrip().startswith("1\n")  # no number on the first page
    assert found[1].lstrip().startswith("2")
    text = "\n".join(found)
    for words in ("90,0 %", "86,7 – 92,6", "Tổ chức, doanh nghiệp", "Thủ tục hành chính", "Nơi nhận:", "PHỤ LỤC"):
        assert on_one_line(words, text), words


def test_a_workbook_keeps_its_columns_on_one_page(busy: Cast, released: SmallProvince, tmp_path: Path) -> None:  # noqa: F811  fixtures
    assert released
    found = pages(taken(busy.browser("an"), "/ket-qua/19330", "xlsx"), "table.xlsx", tmp_path)
    first = found[0]
    for words in ("Chỉ tiêu", "Phương pháp", "Đến ngày", "Tỷ lệ hài lòng", "percent_satisfied.1/wilson"):
        assert words in first
