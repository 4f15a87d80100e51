"""Words in and around pictures: titles, names of axes and references, what an empty picture says."""

from typing import Any

from flask_babel import gettext


def N_(text: str) -> str:  # noqa: N802  the name by which the catalogue finds what is translated later
    """Mark a text for the catalogue."""
    return text


TEXTS = {
    "satisfied": N_("Tỷ lệ hài lòng"),
    "mean": N_("Điểm trung bình, thang 1–5"),
    "answered": N_("Mọi người chấm thế nào"),
    "level_5": N_("Rất hài lòng"),
    "level_4": N_("Hài lòng"),
    "level_3": N_("Bình thường"),
    "level_2": N_("Không hài lòng"),
    "level_1": N_("Rất không hài lòng"),
    "too_few": N_("Chưa đủ phiếu để công bố."),
    "factors": N_("Các yếu tố của sự phục vụ"),
    "all_factors": N_("chung các yếu tố"),
    "trips": N_("Số lần đi lại, theo người dân"),
    "punctuality": N_("Đúng hẹn hay không, theo người dân"),
    "by_month": N_("Tỷ lệ hài lòng theo tháng"),
    "mean_by_month": N_("Điểm trung bình theo tháng"),
    "no_month": N_("Chưa có tháng nào đủ phiếu."),
    "province": N_("toàn tỉnh"),
    "scale": N_("Thang đo chung của cột này"),
    "nothing": N_("Chưa có số liệu để vẽ."),
    "common": N_("chung"),
    "answers": N_("Số phiếu"),
    "place": N_("Vị trí trong các đơn vị cùng loại"),
    "funnel": N_("Biểu đồ phễu các đơn vị"),
    "funnel_long": N_("%(shown)s đơn vị theo số phiếu và tỷ lệ hài lòng."),
    "funnel_empty": N_("Chưa có đơn vị nào đủ phiếu."),
    "far_below": N_("dưới giới hạn 99,8 %%"),
    "below": N_("dưới giới hạn 95 %%"),
    "inside": N_("trong giới hạn"),
    "above": N_("trên giới hạn 95 %%"),
    "far_above": N_("trên giới hạn 99,8 %%"),
}


def words(code: str, **details: Any) -> str:  # noqa: ANN401  whatever the sentence names
    """Return the words of that code in the page's language."""
    always = {"_": ""}  # without any detail %% would stay %%
    text: str = gettext(TEXTS[code], **(always | details))
    return text
