"""Words of imports: what kinds of files there are, and what is wrong with a row."""

from collections.abc import Callable

from flask_babel import gettext

_: Callable[..., str] = gettext  # the library has no types


def kind(name: str) -> str:
    """Return what a kind of file is called."""
    known = {
        "units": _("Đơn vị"),
        "fields": _("Lĩnh vực"),
        "offices": _("Bộ phận Một cửa"),
        "counters": _("Quầy"),
        "successions": _("Đơn vị kế tục"),
        "officers": _("Công chức"),
        "postings": _("Phân công công chức"),
        "rosters": _("Lịch trực"),
        "dossiers": _("Số hồ sơ theo tháng"),
        "closed_dossiers": _("Hồ sơ trả theo khung 15 phút"),
        "special_days": _("Ngày nghỉ, ngày làm bù"),
    }
    return known.get(name, name)


def reason(code: str) -> str:
    """Return why a cell or row cannot be taken."""
    return (_of_the_file() | _of_what_stands()).get(code, code)


def _of_the_file() -> dict[str, str]:
    return {
        "missing": _("thiếu giá trị"),
        "not_text": _("không đọc được thành chữ"),
        "control_character": _("có ký tự điều khiển"),
        "too_long": _("dài quá"),
        "not_a_date": _("không phải ngày, ví dụ 1/12/2026"),
        "not_a_month": _("không phải tháng, ví dụ 10/2026"),
        "not_a_count": _("không phải số nguyên; viết 1234, không viết 1.234"),
        "not_a_time": _("không phải giờ, ví dụ 8:15"),
        "not_a_key": _("mã chỉ gồm chữ không dấu, chữ số, dấu chấm và gạch nối"),
        "unknown_word": _("không phải một trong những từ cho phép"),
        "too_large": _("tệp lớn quá"),
        "empty_file": _("tệp không có dòng nào"),
        "unreadable": _("không đọc được tệp này; cần .xlsx hoặc .csv"),
        "not_utf8": _("tệp CSV phải lưu theo bảng mã UTF-8"),
        "too_many_cells": _("dòng có nhiều ô hơn tiêu đề"),
        "header_unknown": _("tiêu đề cột lạ"),
        "header_twice": _("tiêu đề cột bị lặp"),
        "header_missing": _("thiếu cột này"),
        "duplicate": _("trùng với dòng khác"),
    }


def _of_what_stands() -> dict[str, str]:
    return {
        "more_than_returned": _("trước hạn, đúng hạn và quá hạn cộng lại nhiều hơn số đã trả"),
        "ends_before_it_starts": _("ngày hết hiệu lực phải sau ngày bắt đầu"),
        "unknown_field": _("không có lĩnh vực mang mã này"),
        "unknown_office": _("không có bộ phận Một cửa mang mã này"),
        "unknown_unit": _("không có đơn vị mang mã này"),
        "unknown_officer": _("không có công chức mang mã này"),
        "unknown_counter": _("bộ phận này không có quầy đó"),
        "office_moves": _("bộ phận đã thuộc đơn vị khác; không chuyển bằng cách nhập tệp"),
        "unit_not_in_force": _("đơn vị chưa hoặc không còn hiệu lực vào ngày đó"),
        "office_not_open": _("bộ phận chưa mở hoặc đã đóng vào ngày đó"),
        "overlap": _("khoảng thời gian chồng lên nhau"),
        "day_closed": _("ngày đã khoá sổ"),
        "not_posted": _("công chức không được phân công ở đây vào ngày đó"),
        "parent_not_in_force": _("đơn vị cấp trên không có hiệu lực suốt thời gian đó"),
        "children_remain": _("còn đơn vị trực thuộc vào lúc đó"),
        "parent_level": _("cấp của đơn vị không hợp với đơn vị cấp trên"),
        "code_taken": _("mã hành chính này đơn vị khác đang dùng"),
        "who_follows": _("giải thể thì để trống đơn vị kế tục; còn lại phải ghi"),
        "follows_itself": _("đơn vị không kế tục chính mình"),
        "cycle": _("đơn vị cấp trên lại nằm dưới chính nó"),
    }


def unreadable() -> str:
    """Return what to say when no file came."""
    return _("Xin chọn một tệp .xlsx hoặc .csv.")


def done(created: int, changed: int, unchanged: int) -> str:
    """Return what an import did."""
    return _(
        "Đã nhập: %(created)s dòng mới, %(changed)s giá trị đổi, %(unchanged)s dòng giữ nguyên.",
        created=created,
        changed=changed,
        unchanged=unchanged,
    )
