"""Organisations find their places in the tree, whatever the order of the file."""

import pytest

from haochaping.directory.enums import Kind
from haochaping.directory.models import Organisation
from haochaping.directory.queries import subtree_codes
from haochaping.directory.rules import uscc_check_digit
from tests.directory.conftest import POLICE, Desk

HEAD = "orgCode,orgName,areaCode,parentCode\n"


def code(number: int) -> str:
    first = f"12411081XC{number:07d}"
    return first + uscc_check_digit(first)


BUREAU, BRANCH, DESK, OTHER = (code(number) for number in range(101, 105))


def row(organisation: str, parent: str | None) -> str:
    return f"{organisation},单位{organisation[-3:]},411081,{parent or ''}\n"


def parent_of(organisation: str) -> str | None:
    node = Organisation.objects.get(code=organisation)
    above = Organisation.objects.filter(path=node.path[: -Organisation.steplen]).first()
    return above.code if above else None


@pytest.fixture
def bureau(town: Desk) -> Desk:
    """A bureau with a branch, which has a desk."""
    report = town.brings(
        Kind.ORGANISATIONS, HEAD + row(DESK, BRANCH) + row(BRANCH, BUREAU) + row(BUREAU, None)
    )
    assert report.created == 3
    return town


def test_parents_may_stand_after_their_children(bureau: Desk) -> None:
    assert (parent_of(DESK), parent_of(BRANCH), parent_of(BUREAU)) == (BRANCH, BUREAU, None)
    assert subtree_codes([BUREAU]) == {BUREAU, BRANCH, DESK}


def test_the_same_file_again_changes_nothing(bureau: Desk) -> None:
    text = HEAD + row(DESK, BRANCH) + row(BRANCH, BUREAU) + row(BUREAU, None)
    report = bureau.brings(Kind.ORGANISATIONS, text)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 3)


def test_a_file_without_parents_leaves_the_tree_alone(bureau: Desk) -> None:
    report = bureau.brings(Kind.ORGANISATIONS, f"orgCode,orgName,areaCode\n{BRANCH},新名,411081\n")
    assert report.updated == 1
    assert Organisation.objects.get(code=BRANCH).name == "新名"
    assert parent_of(BRANCH) == BUREAU


def test_an_office_moves_with_everything_below_it(bureau: Desk) -> None:
    assert bureau.brings(Kind.ORGANISATIONS, HEAD + row(BRANCH, POLICE)).updated == 1
    assert subtree_codes([POLICE]) == {POLICE, BRANCH, DESK}
    assert subtree_codes([BUREAU]) == {BUREAU}
    assert bureau.brings(Kind.ORGANISATIONS, HEAD + row(BRANCH, None)).updated == 1
    assert parent_of(BRANCH) is None
    assert subtree_codes([BRANCH]) == {BRANCH, DESK}


def test_two_offices_may_change_places(bureau: Desk) -> None:
    text = HEAD + row(BUREAU, BRANCH) + row(BRANCH, None)
    assert bureau.brings(Kind.ORGANISATIONS, text).updated == 2
    assert (parent_of(BUREAU), parent_of(BRANCH)) == (BRANCH, None)
    assert subtree_codes([BRANCH]) == {BUREAU, BRANCH, DESK}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (row(BUREAU, DESK), [2]),
        (row(BUREAU, BUREAU), [2]),
        (row(OTHER, code(999)), [2]),
        (row(BUREAU, OTHER) + row(OTHER, BRANCH), [2, 3]),
    ],
)
def test_an_impossible_parent_is_refused(bureau: Desk, text: str, rows: list[int]) -> None:
    report = bureau.brings(Kind.ORGANISATIONS, HEAD + text)
    assert [(error.row, error.field) for error in report.errors] == [
        (number, "parentCode") for number in rows
    ]
    assert parent_of(BUREAU) is None


def test_partial_leaves_out_what_hangs_on_a_refused_row(bureau: Desk) -> None:
    text = HEAD + row(OTHER, code(999)) + row(code(105), OTHER) + row(code(106), BUREAU)
    report = bureau.brings(Kind.ORGANISATIONS, text, partial=True)
    assert [error.row for error in report.errors] == [2, 3]
    assert (report.created, parent_of(code(106))) == (1, BUREAU)
