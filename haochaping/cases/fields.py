"""How the fields of a service are read: one parser per shape, each with a sentence for people."""

import datetime as dt
import re
from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from haochaping.core.clock import parse_time
from haochaping.directory.rules import area12

Parser = Callable[[Any], Any]

# Control characters other than a line break or tab never belong into a field, and PostgreSQL
# refuses NUL for a whole batch: they are refused here, item by item.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MOBILE = re.compile(r"1\d{10}")


class NotValid(ValueError):
    """A value that is not accepted; the text says why in the language in force."""


def text(limit: int, *, least: int = 1) -> Parser:
    """A string of ``least`` to ``limit`` characters, spaces around it removed."""

    def parse(value: Any) -> str:
        if not isinstance(value, str):
            raise NotValid(_("must be text"))
        stripped = value.strip()
        if _CONTROL.search(stripped):
            raise NotValid(_("contains characters that cannot be stored"))
        if not least <= len(stripped) <= limit:
            raise NotValid(
                _("must have %(least)d to %(limit)d characters") % {"least": least, "limit": limit}
            )
        return stripped

    return parse


def exactly(lengths: Collection[int]) -> Parser:
    """A code of letters and digits with one of the given lengths."""

    def parse(value: Any) -> str:
        if not isinstance(value, str):
            raise NotValid(_("must be text"))
        if len(value) not in lengths or not value.isascii() or not value.isalnum():
            wanted = " / ".join(str(length) for length in sorted(lengths))
            raise NotValid(_("must have %(lengths)s letters and digits") % {"lengths": wanted})
        return value

    return parse


def number(least: int, most: int) -> Parser:
    """A whole number; the interface family also writes numbers as text, which is accepted."""

    def parse(value: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise NotValid(_("must be a whole number"))
        if not least <= value <= most:
            raise NotValid(
                _("must lie between %(least)d and %(most)d") % {"least": least, "most": most}
            )
        return value

    return parse


def one_of(values: Collection[int]) -> Parser:
    """One of the listed numbers."""
    read = number(min(values), max(values))

    def parse(value: Any) -> int:
        parsed: int = read(value)
        if parsed not in values:
            listed = ", ".join(str(each) for each in sorted(values))
            raise NotValid(_("must be one of %(values)s") % {"values": listed})
        return parsed

    return parse


def code(values: Collection[str]) -> Parser:
    """One of the listed codes, as text or as a number."""

    def parse(value: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value not in values:
            raise NotValid(_("must be one of %(values)s") % {"values": ", ".join(sorted(values))})
        return str(value)

    return parse


def moment(value: Any) -> dt.datetime:
    """A time in one of the two formats of the interface."""
    if not isinstance(value, str):
        raise NotValid(_("must be a time written as text"))
    try:
        return parse_time(value)
    except ValueError as error:
        raise NotValid(_("must be a time like 2026-11-24 09:30:00")) from error


def area(value: Any) -> str:
    """A region's code of 6, 9 or 12 digits, answered with 12."""
    try:
        return area12(value if isinstance(value, str) else "")
    except ValueError as error:
        raise NotValid(_("must be a region code of 6, 9 or 12 digits")) from error


def mobile(value: Any) -> str:
    """A Chinese mobile number of 11 digits; +86, spaces and hyphens are taken off."""
    if not isinstance(value, str):
        raise NotValid(_("must be text"))
    digits = re.sub(r"[\s-]", "", value)
    digits = digits.removeprefix("+86") if digits.startswith("+86") else digits
    if not digits.isascii() or not _MOBILE.fullmatch(digits):
        raise NotValid(_("a mobile number has 11 digits and begins with 1"))
    return digits
