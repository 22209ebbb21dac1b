"""Shapes of the identity area. Pure."""

import re
import unicodedata

LOGIN_PATTERN = r"^[a-z0-9][a-z0-9._-]{1,63}$"
APP_KINDS = ("business", "channel", "upstream", "downstream")
NAME_LENGTH = 50


def is_login(text: str) -> bool:
    """Whether ``text`` may be a login; the table's constraint has the same pattern."""
    return re.fullmatch(LOGIN_PATTERN, text) is not None


def typed_login(text: str) -> str:
    """The login that somebody meant: full-width letters, capitals and spaces around do not count.

    Signing in and counting wrong tries use this one spelling; otherwise each way to write a login
    would have tries of its own.
    """
    return unicodedata.normalize("NFKC", text).strip().lower()
