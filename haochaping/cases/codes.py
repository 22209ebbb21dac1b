"""One-time codes: sent to the number on file, checked by the writer of ratings (promise C5).

Budgets per number: one a minute, 5 an hour, 10 a day. A code lives 5 minutes and 5 tries. A new
code does not end an earlier one's life, so that somebody who keeps asking for codes cannot make
the rater's own useless.
"""

import datetime as dt
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from haochaping.cases.models import OneTimeCode
from haochaping.cases.people import mobile_lookup, number_on_file
from haochaping.core.clock import now
from haochaping.core.crypto import mac
from haochaping.core.errors import Refusal

LIFE = dt.timedelta(minutes=5)
TRIES = 5
_BUDGETS = (
    (dt.timedelta(minutes=1), 1),
    (dt.timedelta(hours=1), 5),
    (dt.timedelta(days=1), 10),
)


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A fresh code and the number that it goes to. Neither is stored or logged in the clear."""

    code: str
    mobile: str
    retry_after: int


def code_mac(service_key: UUID, code: str) -> bytes:
    """The keyed digest under which a code is kept."""
    return mac("code", service_key.bytes, code.encode(), version=1)


def issue_code(service_key: UUID) -> IssuedCode:
    """Make a code for the number on file of one service.

    Refusal ``code-not-possible`` without a number, ``code-too-soon`` beyond a budget. To be called
    inside the transaction that also queues the message.
    """
    mobile = number_on_file(service_key)
    if mobile is None:
        raise Refusal("code-not-possible")
    number = mobile_lookup(mobile)
    assert number is not None
    code = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        _take_from_budget(number)
        OneTimeCode.objects.create(
            service_key=service_key,
            number_lookup=number,
            code_mac=code_mac(service_key, code),
            expires_at=now() + LIFE,
        )
    return IssuedCode(code, mobile, retry_after=int(_BUDGETS[0][0].total_seconds()))


def _take_from_budget(number: bytes) -> None:
    """Refuse when a budget of this number is spent; parallel requests wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(number[:8]) >> 1])
    moment = now()
    sent = list(
        OneTimeCode.objects.filter(number_lookup=number, sent_at__gt=moment - _BUDGETS[-1][0])
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)[: _BUDGETS[-1][1]]
    )
    for span, most in _BUDGETS:
        # The code that must grow old before another fits into this span.
        if len(sent) >= most and sent[most - 1] > moment - span:
            wait = sent[most - 1] + span - moment
            raise Refusal("code-too-soon", retry_after=int(wait.total_seconds()) + 1)
