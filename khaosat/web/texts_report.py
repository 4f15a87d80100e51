"""Words of reports. A state document is Vietnamese whatever language a page is read in: nothing here is translated."""

from khaosat.services.dated_tree import UnitLabel
from khaosat.services.periods import Period
from khaosat.web.texts_results import period_name

KIND = "BÁO CÁO"
SYMBOL = "BC-…"
SIGNER = "THỦ TRƯỞNG ĐƠN VỊ"
DEMO = "dữ liệu minh hoạ: mọi con số và tên người đều là giả"
FIGURES = ("Chỉ tiêu", "Giá trị", "Khoảng tin cậy 95 %", "Số phiếu", "Ghi chú")
LEVELS = ("Mức", "Số phiếu", "Tỷ lệ")
BELOW = ("Đơn vị", "Tỷ lệ hài lòng", "Khoảng tin cậy 95 %", "Số phiếu", "Tỷ lệ trả lời", "Ghi chú")
MEASURES = ("Giải pháp", "Hạn", "Tình trạng, kết quả", "Chuyển kỳ")
NO_OFFICE = "không có Bộ phận Một cửa"
INDICATIVE = "dưới 30 phiếu: tham khảo"
CHANGE = "Thay đổi so với kỳ trước (điểm %)"
SAME_IN_PROVINCE = "Tỷ lệ hài lòng toàn tỉnh"
ALL_FACTORS = "Chung các yếu tố"
ANNEX = "Cách tính và lưu ý khi đọc số liệu"
AFFAIRS = "Sở Nội vụ"


def about(unit: UnitLabel, period: Period, *, final: bool) -> str:
    """Return what a report is about."""
    kind = "Tổng kết" if final else "Sơ kết"
    return f"{kind} kết quả khảo sát sự hài lòng {lower_first(period_name(period))} của {body(unit.name)}"


def governing(unit: UnitLabel) -> str:
    """Return the body above, in capitals; '' for the highest."""
    return body(unit.parent_name).upper() if unit.parent_name else ""


def issuing(unit: UnitLabel) -> str:
    """Return the body that reports, in capitals."""
    return body(unit.name).upper()


def recipients(unit: UnitLabel) -> tuple[str, ...]:
    """Return who receives a report: the unit above, the department that keeps the survey, the archive."""
    above = (f"{body(unit.parent_name)} (để báo cáo);",) if unit.parent_name else ()
    kept = () if AFFAIRS in (unit.name, unit.parent_name) else (f"{AFFAIRS};",)
    return (*above, *kept, "Lưu: VT.")


def since(period: Period) -> str:
    """Return where a measure came from."""
    return f"từ {lower_first(period_name(period))}"


def onward(period: Period) -> str:
    """Return where a measure went on to."""
    return f"sang {lower_first(period_name(period))}"


def done(day: str, outcome: str) -> str:
    """Return that a measure is done, and what came of it."""
    return f"Xong {day}: {outcome}"


def lower_first(text: str) -> str:
    """Return the text as it stands within a sentence; capitals that follow one another stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def body(name: str | None) -> str:
    """Return what reports: a territory does so through its People's Committee."""
    plain = name or ""
    first = plain.split(" ")[0].casefold()
    return f"UBND {lower_first(plain)}" if first in {"tỉnh", "huyện", "thành", "thị", "xã", "phường"} else plain
