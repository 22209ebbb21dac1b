"""Pure rules of work orders: numbers, and what a step may be given."""

import datetime as dt
import re
from uuid import UUID

from django.utils.translation import gettext

from haochaping.core.crypto import mac
from haochaping.core.errors import FieldError, Refusal
from haochaping.core.statemachine import Transition
from haochaping.privacy.masking import redact
from haochaping.workorders.enums import Step

COMMENT_LENGTH = 1000
# What the rater reads travels as one long SMS, with the greeting and the link around it.
ANSWER_LENGTH = 300
NUMBER_SIZE = 8
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# An office's own number: area code and landline, or a 400 hotline.
_LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3}-?[2-9]\d{6,7}|400-?\d{3}-?\d{4})(?!\d)")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: read out over the telephone
_NUMBER = re.compile(rf"GD[0-9]{{8}}-[{_ALPHABET}]{{{NUMBER_SIZE},{2 * NUMBER_SIZE}}}")


def order_no(
    service_key: UUID, assess_number: int, day: dt.date, *, size: int = NUMBER_SIZE
) -> str:
    """``GD20261124-7K3M9QXA``: the day of opening and ``size`` characters that count nothing.

    They come from a keyed digest of the rating: nobody learns from two numbers how many orders
    lie between them, and nobody can work out the number that belongs to a case.
    """
    digest = int.from_bytes(mac("content", b"workorder", service_key.bytes, bytes([assess_number])))
    letters = (_ALPHABET[digest >> (5 * place) & 31] for place in range(size))
    return f"GD{day:%Y%m%d}-{''.join(letters)}"


def is_order_no(text: str) -> bool:
    """Whether ``text`` can be the number of an order at all."""
    return bool(_NUMBER.fullmatch(text))


def identifies(text: str) -> bool:
    """Whether a text names a mobile number, an identity number or a mail address.

    An office's own landline or hotline may stand in an answer.
    """
    without = _LANDLINE.sub("", text)
    return redact(without) != without


def comment_length(step: str) -> int:
    """How many characters the text of ``step`` may have."""
    return ANSWER_LENGTH if step == Step.FEED_BACK else COMMENT_LENGTH


def checked_comment(row: Transition, comment: str) -> str:
    """The text that goes with a step, trimmed; Refusal ``invalid`` when it does not fit."""
    text = comment.replace("\r\n", "\n").strip()
    most = comment_length(row.step)
    if "comment" in row.needs and not text:
        raise _wrong(gettext("this step needs a text"))
    if len(text) > most:
        raise _wrong(gettext("at most %(most)s characters") % {"most": most})
    if row.step == Step.FEED_BACK and identifies(text):
        # The rater gets it exactly as it stands here, so nothing can be blacked out afterwards.
        raise _wrong(gettext("leave out mobile, identity and account numbers and mail addresses"))
    if _CONTROL.search(text):
        raise _wrong(gettext("contains characters that no text has"))
    return text


def _wrong(message: str) -> Refusal:
    return Refusal("invalid", errors=[FieldError("comment", message)])
