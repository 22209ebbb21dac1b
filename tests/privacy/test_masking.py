"""What eyes see of a person: enough to recognise one's own, too little to find another's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haochaping.privacy.masking import mask_certificate, mask_company, mask_mobile, mask_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("诸葛孔明", "诸葛**"),
        ("欧阳", "欧*"),
        ("张", "张*"),
        (" 李四 ", "李*"),
        ("阿卜杜热合曼·买买提", "阿**"),
        ("", "*"),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812341234", "138****1234"),
        ("0374-2334567", "037****4567"),
        ("12345", "****"),
        ("", "****"),
    ],
)
def test_telephone_numbers(number: str, shown: str) -> None:
    assert mask_mobile(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("411081199001011234", "4110**********1234"),
        ("91411000MA3X1Y2Z3B", "9141**********2Z3B"),
        ("E12345678", "*********"),
        ("", ""),
    ],
)
def test_certificates(number: str, shown: str) -> None:
    assert mask_certificate(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("许昌市万里运输集团有限公司", "许昌****有限公司"),
        ("河南省某某股份有限公司", "河南****股份有限公司"),
        ("禹州市老张烩面店", "禹州****店"),
        ("老张饭店", "老****饭店"),
        ("某单位", "某****"),
    ],
)
def test_companies(name: str, shown: str) -> None:
    assert mask_company(name) == shown


@given(st.text("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", min_size=2, max_size=4))
def test_of_a_given_name_no_character_stays(name: str) -> None:
    given_name = set(name[1:]) - {name[0]}
    assert not given_name & set(mask_name(name))


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_of_an_identity_number_the_date_of_birth_never_stays(number: str) -> None:
    shown = mask_certificate(number)
    assert shown[4:14] == "*" * 10 and len(shown) == 18
