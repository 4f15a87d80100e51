"""The administrator makes accounts, gives roles and resets; every page is whole, none shows a secret twice."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from khaosat.services.directory import account_file
from tests.cast import Cast
from tests.web.desk import post, seen_by
from tests.web.quality import page, statements, text_of


def once_in(answer: TestResponse) -> str:
    """The one-time password a page shows."""
    page(answer)
    found = re.search(r'class="once once-box">([^<]+)<', answer.text)
    assert found is not None
    return found[1]


def standing(cast: Cast, account_id: int) -> list[tuple[str, bool]]:
    with seen_by(cast) as session:
        found = account_file(session, account_id=account_id, now=cast.clock.now())
    return [(grant.role.value, grant.waits) for grant in found.line.grants]


def made(client: FlaskClient, name: str) -> int:
    answer = post(client, "/quan-tri/tai-khoan", {"name": name, "display_name": "Lan"})
    once_in(answer)
    found = re.search(r"/quan-tri/tai-khoan/(\d+)", answer.text)
    assert found is not None
    return int(found[1])


def test_an_account_is_made_given_a_role_and_waits_for_internal_affairs(cast: Cast) -> None:
    dung = cast.browser("dung")
    lan = made(dung, "lan")
    post(dung, f"/quan-tri/tai-khoan/{lan}/vai-tro", {"role": "unit_head", "unit": "461"})
    assert standing(cast, lan) == [("unit_head", True)]
    tree = page(dung.get(f"/quan-tri/tai-khoan/{lan}"))
    assert "chờ xác nhận" in text_of(tree)
    assert "UBND thành phố Đông Hà" in text_of(tree)

    chi = cast.browser("chi")
    waiting = page(chi.get("/thi-dua/quyen"))
    assert "Lan" in text_of(waiting)
    address = next(form.get("action", "") for form in waiting.iter("form") if "xac-nhan" in form.get("action", ""))
    post(chi, address, {})
    assert standing(cast, lan) == [("unit_head", False)]
    assert "Không có quyền nào đang chờ" in text_of(page(chi.get("/thi-dua/quyen")))


def test_a_role_turned_down_says_why_in_the_trail(cast: Cast) -> None:
    dung, cuc, giang = cast.browser("dung"), cast.browser("cuc"), cast.browser("giang")
    lan = made(dung, "lan")
    post(dung, f"/quan-tri/tai-khoan/{lan}/vai-tro", {"role": "affairs"})
    form = next(
        form.get("action", "")
        for form in page(cuc.get("/thi-dua/quyen")).iter("form")
        if "tu-choi" in form.get("action", "")
    )
    post(cuc, form, {"reason": ""})
    assert standing(cast, lan) == [("affairs", True)], "a reason is owed"
    post(cuc, form, {"reason": "Đã nghỉ hưu"})
    assert standing(cast, lan) == []
    trail = text_of(page(giang.get("/thi-dua/nhat-ky", query_string={"tim": "lan"})))
    assert "Đã nghỉ hưu" in trail
    assert "Từ chối quyền" in trail


def test_what_cannot_be_granted_says_why_and_changes_nothing(cast: Cast) -> None:
    dung = cast.browser("dung")
    own, an, lan = cast.account("dung"), cast.account("an"), made(dung, "lan")
    cases = [
        (own, {"role": "collector"}, "của chính mình"),
        (an, {"role": "administrator"}, "không chung một người"),
        (lan, {"role": "unit_head"}, "xin chọn đơn vị"),
        (lan, {"role": "affairs", "unit": "461"}, "để trống ô đơn vị"),
        (lan, {"role": "unit_head", "unit": "nowhere"}, "Không có đơn vị này"),
        (lan, {"role": "king"}, "chọn một vai trò"),
    ]
    for account_id, fields, said in cases:
        before = standing(cast, account_id)
        answer = post(dung, f"/quan-tri/tai-khoan/{account_id}/vai-tro", fields, follow=True)
        assert said in text_of(page(answer))
        assert standing(cast, account_id) == before


def test_a_form_with_a_mistake_comes_back_with_what_was_typed(cast: Cast) -> None:
    answer = post(cast.browser("dung"), "/quan-tri/tai-khoan", {"name": "Có Dấu", "display_name": "Lan <b>"})
    tree = page(answer, 422)
    assert tree.find(".//input[@name='name']").get("value") == "Có Dấu"  # type: ignore[union-attr]  # it is there
    assert tree.find(".//input[@name='display_name']").get("value") == "Lan <b>"  # type: ignore[union-attr]  # it is there
    taken = post(cast.browser("dung"), "/quan-tri/tai-khoan", {"name": " DUNG ", "display_name": "x"})
    assert "đã có người dùng" in text_of(page(taken, 422))


def test_a_reset_ends_sign_ins_and_is_told_to_the_whole_role(cast: Cast) -> None:
    dung, chi, cuc = cast.browser("dung"), cast.browser("chi"), cast.browser("cuc")
    once_in(post(dung, f"/quan-tri/tai-khoan/{cast.account('chi')}/mat-khau", {}))
    assert chi.get("/tai-khoan").status_code == 302, "Chi's sign-in has ended"
    told = page(cuc.get("/thi-dua/quyen"))
    assert "Mật khẩu của Chi (chi; Sở Nội vụ) đã được dung đặt lại" in text_of(told)
    address = next(form.get("action", "") for form in told.iter("form") if "da-doc" in form.get("action", ""))
    assert cast.browser("an").post(address).status_code == 400, "without its token"
    post(cuc, address, {"tiep": "/thi-dua/quyen"})
    assert "đã được dung đặt lại" not in text_of(page(cuc.get("/thi-dua/quyen")))
    assert "đặt lại" not in text_of(page(cast.browser("an").get("/tai-khoan")))


def test_nobody_resets_or_disables_their_own_account_as_administrator(cast: Cast) -> None:
    dung, own = cast.browser("dung"), cast.account("dung")
    for verb in ("mat-khau", "ma-xac-thuc", "ngung"):
        answer = post(dung, f"/quan-tri/tai-khoan/{own}/{verb}", {}, follow=True)
        assert "quản trị viên khác" in text_of(page(answer))
    page(dung.get("/quan-tri"))


def test_a_disabled_account_is_out_at_once_and_may_come_back(cast: Cast) -> None:
    dung, an = cast.browser("dung"), cast.browser("an")
    page(an.get("/tai-khoan"))
    post(dung, f"/quan-tri/tai-khoan/{cast.account('an')}/ngung", {})
    assert an.get("/tai-khoan").status_code == 302
    assert "đã ngừng" in text_of(page(dung.get("/quan-tri/tai-khoan")))
    post(dung, f"/quan-tri/tai-khoan/{cast.account('an')}/mo-lai", {})
    page(cast.browser("an").get("/tai-khoan"))


def test_an_administrator_ends_a_sign_in(cast: Cast) -> None:
    dung, an = cast.browser("dung"), cast.browser("an")
    tree = page(dung.get(f"/quan-tri/tai-khoan/{cast.account('an')}"))
    address = next(form.get("action", "") for form in tree.iter("form") if "ket-thuc" in form.get("action", ""))
    post(dung, address, {})
    assert an.get("/tai-khoan").status_code == 302


def test_the_list_costs_the_same_however_many_there_are(cast: Cast) -> None:
    dung = cast.browser("dung")
    for name in ("an", "binh", "chi", "giang"):
        cast.account(name)
    with statements(cast.app.extensions["engine"]) as seen:
        tree = page(dung.get("/quan-tri/tai-khoan"))
    assert len(seen) <= 8, seen
    assert "Thanh tra" in text_of(tree)
    assert "Thanh tra" not in text_of(page(dung.get("/quan-tri/tai-khoan?tim=binh")))
    page(dung.get("/quan-tri"))
