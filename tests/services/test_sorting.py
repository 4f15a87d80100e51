"""Names stand in the order of the Vietnamese alphabet on either database."""

import unicodedata

import pytest

from khaosat.services.sorting import sort_key


@pytest.mark.parametrize(
    "names",
    [
        ["An", "Ăn", "Ân", "Bá", "Cá", "Da", "Đa", "Em", "Êm", "On", "Ôn", "Ơn", "Ưa", "Va"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["UBND phường 1", "UBND phường 2", "UBND phường 10", "UBND phường An Đôn"],
        ["Hải An", "Hải Ba", "Hải Lăng", "Hải Quế", "Hải Quy"],
        ["Vĩnh Hà", "Vĩnh Hòa", "Vĩnh Ô", "Vĩnh Sơn"],
        ["xã", "xã A Dơi", "xã A Ngo", "xã An"],
    ],
)
def test_a_list_already_in_dictionary_order_keeps_it(names: list[str]) -> None:
    mixed = names[1::2] + names[::2]
    assert sorted(mixed, key=sort_key) == names


def test_case_form_and_punctuation_do_not_count() -> None:
    assert sort_key("HÒA-BÌNH") == sort_key("hòabình")
    assert sort_key(unicodedata.normalize("NFD", "Đường Ấp Bắc")) == sort_key("đường ấp bắc")


def test_the_key_is_made_of_what_every_collation_orders_alike() -> None:
    assert sort_key("Sở Văn hóa, Thể thao và Du lịch – cơ sở 2").isalnum()
    assert sort_key("").isdecimal()
