"""Words of an appraisal's documents. A state document is Vietnamese whatever language a page is read in."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.services.appraisal_papers import PaperLine, YearPaper
from khaosat.services.dated_tree import UnitLabel
from khaosat.web import texts_report

_: Callable[..., str] = gettext  # the library has no types
SUBMISSION, LIST, ANNEX, NOTICE, REPORT = "to-trinh", "danh-sach", "phu-luc", "thong-bao", "bao-cao"
KINDS = {
    SUBMISSION: ("TỜ TRÌNH", "TTr-…"),
    LIST: ("DANH SÁCH", "DS-…"),
    ANNEX: ("PHỤ LỤC", "PL-…"),
    NOTICE: ("THÔNG BÁO", "TB-…"),
    REPORT: ("BÁO CÁO", "BC-…"),
}
AFFAIRS = "Sở Nội vụ"
HEADS = {
    LIST: ("STT", "Họ tên, mã", "Điểm", "Mức theo quy tắc", "Mức đề nghị", "Lý do"),
    ANNEX: ("STT", "Họ tên, mã", "Nhận định khảo sát", "Trung bình (khoảng 95 %)", "Số phiếu ít nhất", "Xác thực"),
    "muc": ("Mức", "Theo quy tắc", "Đề nghị", "Quyết định", "Chính thức"),
    "so-luong": ("Mức", "Theo quy tắc", "Đề nghị"),
    "don-vi": ("Đơn vị", "Hồ sơ", "Có mức chính thức", "Khác mức theo quy tắc"),
    "khac": ("Họ tên, mã", "Đơn vị", "Mức theo quy tắc", "Mức quyết định", "Lý do"),
    "kien-nghi": ("Họ tên, mã", "Mức đã quyết định", "Mức sau giải quyết", "Lý do giải quyết"),
    "tran": ("Đơn vị, nhóm", "Mức", "Số suất", "Đang có", "Vượt"),
    "dinh-chinh": ("Họ tên, mã", "Mức đã ký", "Mức đính chính"),
}
ALL_HEADS = (
    "Mã công chức", "Họ tên", "Mã đơn vị", "Đơn vị", "Tổng điểm", "Mức theo quy tắc", "Mức đề nghị", "Lý do đề nghị",
    "Nhận định khảo sát", "Trung bình", "Thấp", "Cao", "Số phiếu ít nhất", "Xác thực",
)  # fmt: skip  # read across
DECIDED_HEADS = ("Mức quyết định", "Lý do quyết định", "Mức chính thức")
NONE = "–"


def offer(name: str) -> str:
    """Return what a document is called where it is offered, in the page's language."""
    return {
        SUBMISSION: _("Tờ trình đề nghị, kèm danh sách và căn cứ"),
        LIST: _("Danh sách đề nghị kèm lý do"),
        ANNEX: _("Phụ lục căn cứ khảo sát"),
        REPORT: _("Báo cáo kết quả cả kỳ"),
    }[name]


def kind(name: str) -> str:
    """Return a document's type in capitals."""
    return KINDS[name][0]


def about(name: str, paper: YearPaper) -> str:
    """Return what a document is about."""
    year, of = paper.year.year, f" của {texts_report.body(paper.unit.name)}" if paper.unit else ""
    return {
        SUBMISSION: f"Về việc đề nghị xếp loại chất lượng công chức năm {year}{of}",
        LIST: f"Công chức được đề nghị xếp loại chất lượng năm {year}{of}",
        ANNEX: f"Căn cứ khảo sát sự hài lòng dùng khi xếp loại chất lượng công chức năm {year}{of}",
        NOTICE: f"Kết quả xếp loại chất lượng công chức năm {year}",
        REPORT: f"Kết quả đánh giá, xếp loại chất lượng công chức năm {year}{of}",
    }[name]


def governing(paper: YearPaper) -> str:
    """Return the body above who issues, in capitals."""
    return texts_report.governing(paper.unit) if paper.unit else texts_report.body(paper.province.name).upper()


def issuing(paper: YearPaper) -> str:
    """Return who issues, in capitals: the unit whose files these are, else Internal Affairs."""
    return texts_report.issuing(paper.unit) if paper.unit else AFFAIRS.upper()


def signer(name: str, paper: YearPaper) -> str:
    """Return the position that signs."""
    return "GIÁM ĐỐC" if name == NOTICE or paper.unit is None else texts_report.SIGNER


def recipients(name: str, paper: YearPaper) -> tuple[str, ...]:
    """Return who receives it."""
    province = texts_report.body(paper.province.name)
    if name == NOTICE:
        return (f"{paper.lines[0].filed.name};", f"{texts_report.body(paper.lines[0].unit.name)};", "Lưu: VT, HS.")
    if paper.unit:
        return (f"{AFFAIRS} (để thẩm định);", "Lưu: VT.")
    return (f"{province} (để quyết định);", "Lưu: VT.")


def left_open(name: str) -> str:
    """Return why a line of a document is open: who made it reads of their own file no more than they were told."""
    return (
        f"Bản này do {name} lập. Hồ sơ của chính người lập chưa được thông báo nên để trống mức đề nghị, mức quyết "
        "định và lý do; cần người khác lập bản đầy đủ để trình."
    )


def person(line: PaperLine) -> str:
    """Return an officer with the key that tells two of one name apart."""
    return f"{line.filed.name} ({line.filed.officer_key})"


def unit_name(unit: UnitLabel) -> str:
    """Return a unit with what tells it from another of the same name."""
    return f"{unit.name} ({unit.parent_name})" if unit.level == "commune" and unit.parent_name else unit.name


def one_line(text: str | None) -> str:
    """Return what somebody typed as it stands within a sentence or a cell."""
    return " ".join((text or NONE).split())


def verified(*, yes: bool) -> str:
    """Return whether answers carried a receipt slip."""
    return "có" if yes else "không"
