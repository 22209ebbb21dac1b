"""Files of the directory read into rows: CSV (UTF-8 with or without BOM, GBK) and XLSX.

Nothing here touches the database. Row numbers are those that a spreadsheet shows: the headers
stand in row 1; row 0 means the file as a whole.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from haochaping.directory.columns import COLUMNS, Column, find_column, read_cell
from haochaping.directory.enums import Kind

_LARGEST_EXACT = 10**15  # a spreadsheet's numbers lose digits beyond
_SPREADSHEETS = frozenset({".xlsx", ".xls", ".ods"})


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one row; ``field`` is the English header, or ``file``."""

    row: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row that reads well; ``values`` by attribute, only of the columns the file has."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """The good rows of a file and what is wrong with the others."""

    kind: Kind
    rows: list[Row]
    errors: list[RowError]


class UnreadableFileError(ValueError):
    """The file as a whole cannot be read; the message is for people."""


def read_file(kind: Kind, path: Path) -> Table:
    """Read a file; what cannot be read stands in the errors, never in an exception."""
    try:
        records = _records(path)
        return read_records(kind, records)
    except UnreadableFileError as problem:
        return Table(kind, [], [RowError(0, "file", str(problem))])


def read_records(kind: Kind, records: Iterable[Sequence[str]]) -> Table:
    """Read records of cells, the first of which holds the headers."""
    lines = iter(records)
    headers = next(lines, None)
    if headers is None:
        raise UnreadableFileError(_("the file is empty"))
    columns, errors = _columns(kind, headers)
    if errors:
        return Table(kind, [], errors)
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=2):
        if any(cell.strip() for cell in cells):
            row, wrong = _row(number, columns, cells)
            errors.extend(wrong)
            if not wrong:
                rows.append(row)
    return Table(kind, rows, errors)


def _columns(kind: Kind, headers: Sequence[str]) -> tuple[list[Column | None], list[RowError]]:
    columns: list[Column | None] = []
    errors: list[RowError] = []
    for header in headers:
        column = find_column(kind, header)
        if column is None and header.strip():
            errors.append(RowError(1, header.strip(), _("unknown column")))
        elif column is not None and column in columns:
            errors.append(RowError(1, column.name, _("this column stands in the file twice")))
        columns.append(column)
    for column in COLUMNS[kind]:
        if column.required and column not in columns:
            missing = _("the column %(name)s (%(zh)s) is missing")
            message = missing % {"name": column.name, "zh": column.zh}
            errors.append(RowError(1, column.name, message))
    return columns, errors


def _row(
    number: int, columns: Sequence[Column | None], cells: Sequence[str]
) -> tuple[Row, list[RowError]]:
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    if any(cell.strip() for cell in padded[len(columns) :]):
        errors.append(RowError(number, "file", _("more cells than there are headers")))
    for column, cell in zip(columns, padded, strict=False):
        if column is None:
            continue
        try:
            values[column.attribute] = read_cell(column, cell)
        except ValueError as problem:
            errors.append(RowError(number, column.name, str(problem)))
    start, end = values.get("valid_from"), values.get("valid_until")
    if start is not None and end is not None and end < start:
        errors.append(RowError(number, "validUntil", _("ends before it starts")))
    return Row(number, values), errors


def _records(path: Path) -> Iterator[Sequence[str]]:
    if path.suffix.lower() in _SPREADSHEETS:
        return _spreadsheet(path)
    try:
        text = _decoded(path.read_bytes())
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise UnreadableFileError(_("cannot be opened: %(reason)s") % {"reason": reason}) from None
    return _csv(text)


def _csv(text: str) -> Iterator[Sequence[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error:
        raise UnreadableFileError(_("is not a CSV file: a quotation mark is left open")) from None


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # the latter contains GBK
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(_("is neither UTF-8 nor GBK text"))


def _spreadsheet(path: Path) -> Iterator[Sequence[str]]:
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError):
        raise UnreadableFileError(_("is not a spreadsheet that can be read")) from None
    for row in rows:
        yield [_cell(value) for value in row]


def _cell(value: object) -> str:
    """A spreadsheet's value as the text that a person sees in the cell."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        # Long codes typed as numbers have lost their last digits: shown so that they are refused.
        return str(int(value)) if abs(value) < _LARGEST_EXACT else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)
