"""What a file of each kind holds: the headers it may use and how a cell is read.

Every column has the English name of the interfaces and a Chinese one; a file may use either.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from haochaping.directory import rules
from haochaping.directory.enums import Kind, ProjectType, TaskType

_DATE = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?: 00:00:00)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_YES = frozenset({"是", "1", "true", "yes", "y"})
_NO = frozenset({"", "否", "0", "false", "no", "n"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``read`` turns a stripped cell into a value or raises ValueError for people.

    ``attribute`` is the model's field. ``refers`` names the kind whose code the cell holds.
    """

    name: str
    zh: str
    attribute: str
    read: Callable[[str], Any]
    required: bool = True
    refers: Kind | None = None


def _text(limit: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > limit:
            raise ValueError(_("at most %(limit)d characters") % {"limit": limit})
        return cell

    return read


def _shaped(pattern: str, message: Callable[[], str]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if not re.fullmatch(pattern, cell):
            raise ValueError(message())
        return cell

    return read


def _region(cell: str) -> str:
    try:
        return rules.area12(cell)
    except ValueError:
        raise ValueError(_("a region code has 6, 9 or 12 digits")) from None


def _uscc(cell: str) -> str:
    if not re.fullmatch(rules.USCC_PATTERN, cell):
        raise ValueError(_("a unified social credit code has 18 digits and capital letters"))
    if not rules.is_uscc(cell):
        raise ValueError(_("the check digit of this code is wrong"))
    return cell


def _item_code(cell: str) -> str:
    try:
        if len(cell) == 33:
            rules.handling_task_code(cell)
        else:
            rules.task_code(cell)
    except ValueError:
        message = _("an item code is 31 characters: its office's 18, one of level, 12 of the item")
        raise ValueError(message) from None
    return cell


def _chosen(choices: type[TaskType] | type[ProjectType]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        code = cell.zfill(len(choices.values[0]))  # spreadsheets drop the zero of 01
        if code not in choices.values:
            known = ", ".join(choices.values)
            raise ValueError(_("not one of %(known)s") % {"known": known})
        return code

    return read


def _day(cell: str) -> dt.date | None:
    if not cell:
        return None
    match = _DATE.fullmatch(cell)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) for part in match.groups())
        return dt.date(year, month, day)
    except ValueError:
        raise ValueError(_("a date is written 2026-11-24")) from None


def _flag(cell: str) -> bool:
    word = cell.lower()
    if word not in _YES | _NO:
        raise ValueError(_("write 是 or 否"))
    return word in _YES


_place = _shaped(
    rules.PLACE_PATTERN, lambda: _("at most 32 letters, digits and hyphens, no spaces")
)
_window_number = _shaped(
    rules.WINDOW_PATTERN, lambda: _("at most 20 letters, digits and hyphens, no spaces")
)
_staff_number = _shaped(
    rules.STAFF_PATTERN, lambda: _("a staff number has at most 10 letters and digits")
)

_ORGANISATION = Kind.ORGANISATIONS
_VALID = (
    Column("validFrom", "生效日期", "valid_from", _day, required=False),
    Column("validUntil", "失效日期", "valid_until", _day, required=False),
)

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.REGIONS: (
        Column("areaCode", "区划代码", "code", _region),
        Column("areaName", "区划名称", "name", _text(64)),
        Column("parentCode", "上级区划代码", "parent", _region, required=False),
        *_VALID,
    ),
    Kind.ORGANISATIONS: (
        Column("orgCode", "统一社会信用代码", "code", _uscc),
        Column("orgName", "单位名称", "name", _text(128)),
        Column("shortName", "简称", "short_name", _text(64), required=False),
        Column("areaCode", "区划代码", "region", _region, refers=Kind.REGIONS),
        Column("parentCode", "上级单位代码", "parent", _uscc, required=False),
        Column("supervisor", "政务服务管理机构", "is_supervisor", _flag, required=False),
        *_VALID,
    ),
    Kind.HALLS: (
        Column("hallCode", "大厅编码", "code", _place),
        Column("hallName", "大厅名称", "name", _text(128)),
        Column("areaCode", "区划代码", "region", _region, refers=Kind.REGIONS),
        Column("orgCode", "主管单位代码", "organisation", _uscc, refers=_ORGANISATION),
        *_VALID,
    ),
    Kind.WINDOWS: (
        Column("hallCode", "大厅编码", "hall", _place, refers=Kind.HALLS),
        Column("windowNo", "窗口编号", "number", _window_number),
        Column("windowName", "窗口名称", "name", _text(64)),
        Column("orgCode", "单位代码", "organisation", _uscc, refers=_ORGANISATION),
        *_VALID,
    ),
    Kind.TERMINALS: (
        Column("terminalNo", "终端编号", "number", _place),
        Column("terminalName", "终端名称", "name", _text(64)),
        Column("hallCode", "大厅编码", "hall", _place, refers=Kind.HALLS),
        *_VALID,
    ),
    Kind.STAFF: (
        Column("staffNo", "工号", "number", _staff_number),
        Column("staffName", "姓名", "name", _text(50)),
        Column("orgCode", "单位代码", "organisation", _uscc, refers=_ORGANISATION),
        Column("hallCode", "大厅编码", "hall", _place, required=False, refers=Kind.HALLS),
        *_VALID,
    ),
    Kind.ITEMS: (
        Column("taskCode", "实施编码", "task_code", _item_code),
        Column("taskName", "事项名称", "name", _text(200)),
        Column("areaCode", "区划代码", "region", _region, refers=Kind.REGIONS),
        Column("taskType", "事项类型", "task_type", _chosen(TaskType)),
        Column("subMatter", "事项主题", "subject", _text(64), required=False),
        Column("projectType", "办件类型", "project_type", _chosen(ProjectType)),
        *_VALID,
    ),
}
# Attributes of an optional column whose empty cell means "none" rather than an empty text.
_NONE_WHEN_EMPTY = frozenset({"parent", "hall"})


def read_cell(column: Column, cell: str) -> Any:  # the column says which type
    """The value of one cell; ValueError with a sentence for people when it cannot be."""
    text = cell.strip()
    if _CONTROL.search(text):
        raise ValueError(_("contains characters that cannot be shown"))
    if not text and column.required:
        raise ValueError(_("must not be empty"))
    if not text and column.attribute in _NONE_WHEN_EMPTY:
        return None
    return column.read(text)


def find_column(kind: Kind, header: str) -> Column | None:
    """The column that ``header`` names, in English or Chinese, case and spaces aside."""
    wanted = re.sub(r"[\s*﻿]", "", header).casefold()
    for column in COLUMNS[kind]:
        if wanted in (column.name.casefold(), column.zh):
            return column
    return None
