"""Codes: shapes, check digits, what one says about another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haochaping.directory import rules
from haochaping.directory.enums import RegionLevel

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FIRST_17 = st.text(ALPHABET, min_size=17, max_size=17).map(
    lambda text: text[:2] + "411081" + text[8:]
)


def oracle(first: str) -> str:
    """The check digit by the standard's own words: weights are the powers of 3 modulo 31."""
    total = sum(
        ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first)
    )
    for candidate in ALPHABET:
        if (total + ALPHABET.index(candidate)) % 31 == 0:
            return candidate
    raise AssertionError


@given(FIRST_17)
def test_the_check_digit_is_the_one_of_the_standard(first: str) -> None:
    assert rules.uscc_check_digit(first) == oracle(first)
    assert rules.is_uscc(first + oracle(first))


@given(FIRST_17, st.integers(8, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(first: str, place: int, other: str) -> None:
    code = first + oracle(first)
    changed = code[:place] + other + code[place + 1 :]
    assert rules.is_uscc(changed) == (changed == code)


def test_a_code_printed_by_a_registrar_is_accepted() -> None:
    assert rules.is_uscc("91110000600037341L")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "91110000600037341",
        "91110000600037341l",
        "91110000600037341L ",
        "9111000060003734IL",
        "９1110000600037341L",
        "9111000060003734-L",
    ],
)
def test_another_spelling_is_no_organisation_code(code: str) -> None:
    assert not rules.is_uscc(code)


def test_a_check_digit_needs_17_characters() -> None:
    with pytest.raises(ValueError, match="17 characters"):
        rules.uscc_check_digit("9111")


@pytest.mark.parametrize(
    ("given_code", "full", "level"),
    [
        ("410000", "410000000000", RegionLevel.PROVINCE),
        ("411000", "411000000000", RegionLevel.CITY),
        ("411081", "411081000000", RegionLevel.COUNTY),
        ("411081103", "411081103000", RegionLevel.TOWNSHIP),
        ("411081103201", "411081103201", RegionLevel.VILLAGE),
        ("419001", "419001000000", RegionLevel.COUNTY),
    ],
)
def test_a_region_code_tells_its_level(given_code: str, full: str, level: RegionLevel) -> None:
    assert rules.area12(given_code) == full
    assert rules.region_level(full) is level


@pytest.mark.parametrize(
    "code", ["", "4110", "41108110", "011081", "41108a", "４11081", "4110811030000"]
)
def test_anything_else_is_no_region_code(code: str) -> None:
    with pytest.raises(ValueError, match="6, 9 or 12"):
        rules.area12(code)


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("410000000000", "41"),
        ("411000000000", "4110"),
        ("411081000000", "411081"),
        ("411081103000", "411081103"),
        ("411081103201", "411081103201"),
        ("411010000000", "411010"),
    ],
)
def test_a_region_contains_the_codes_with_its_prefix(code: str, prefix: str) -> None:
    assert rules.region_prefix(code) == prefix


def test_the_regions_above_a_village_are_named_nearest_first() -> None:
    assert rules.ancestor_codes("411081103201") == [
        "411081103000",
        "411081000000",
        "411000000000",
        "410000000000",
    ]
    assert rules.ancestor_codes("410000000000") == []


def test_an_item_code_names_its_office_level_and_item() -> None:
    code = "91110000600037341L" + "4" + "000117051000"
    assert rules.task_code(code) == ("91110000600037341L", "4", "000117051000")
    assert rules.handling_task_code(code + "01") == code


@pytest.mark.parametrize(
    "code",
    [
        "",
        "91110000600037341L4000117051",
        "91110000600037341L8000117051000",
        "911100006000373410" + "4000117051000",
        "91110000600037341L400011705100a",
    ],
)
def test_what_is_no_item_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="item code"):
        rules.task_code(code)


def test_what_is_no_handling_item_code_is_refused() -> None:
    with pytest.raises(ValueError, match="2 more"):
        rules.handling_task_code("91110000600037341L" + "4" + "000117051000")
    with pytest.raises(ValueError, match="item code"):
        rules.handling_task_code("911100006000373410" + "4" + "000117051000" + "01")


def test_a_region_has_exactly_12_digits() -> None:
    with pytest.raises(ValueError, match="12 digits"):
        rules.region_level("4110811032011")
