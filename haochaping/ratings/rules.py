"""What a rater may send (api.md §3): pure reading and checking, before any row is touched."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, TypeGuard

import msgspec
from django.utils.translation import gettext as _

from haochaping.cases import tickets
from haochaping.cases.tickets import Ticket
from haochaping.core.clock import parse_time
from haochaping.core.errors import FieldError, Refusal
from haochaping.ratings.enums import Aspect, Channel

TEXT_LIMIT = 500
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FIELDS = {
    "ticket", "satisfaction", "evalDetail", "aspects", "writingEvaluation", "pf", "publish",
    "code", "projectNo", "serviceNumber", "rater", "clientId", "assessTime",
}  # fmt: skip


class Rater(msgspec.Struct, frozen=True, kw_only=True):
    """An identity that a signed channel app verified on its side."""

    name: str
    cert_type: str
    cert_no: str
    mobile: str = ""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Instead of a ticket: the number of a service and who the app says is rating it."""

    project_no: str
    service_number: int
    rater: Rater
    app_id: str = ""


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """One rating as sent, parsed; exactly one of ticket and claim is set.

    ``aspects`` are seven levels in the order of ``Aspect``, 0 for none, or empty; ``labels`` are
    norm codes, sorted.
    """

    level: int
    ticket: Ticket | None = None
    claim: Claim | None = None
    labels: tuple[int, ...] = ()
    aspects: tuple[int, ...] = ()
    text: str = ""
    pf: int = Channel.MOBILE
    publish: bool = False
    code: str | None = None
    assess_time: dt.datetime | None = None
    idempotency_key: str | None = None

    def content(self) -> bytes:
        """The values that make two submissions the same rating; the code is not one of them."""
        return msgspec.json.encode(
            (self.level, self.labels, self.aspects, self.text, self.pf, self.publish)
        )


# Labels by level: ``{5: {510, 511, …}, …}`` of the edition in use.
Labels = Mapping[int, frozenset[int]]


def parse_submission(
    raw: Any, labels: Labels, *, idempotency_key: str | None = None, app_id: str = ""
) -> Submission:
    """Read one rating. ``app_id`` names the signed app that vouches for a rater without a ticket.

    Refusal ``unknown-ticket`` for a ticket this node did not make, ``invalid`` with every field
    that is wrong.
    """
    if not isinstance(raw, dict):
        raise Refusal("invalid", errors=[FieldError("", _("must be an object"))])
    errors = [FieldError(name, _("is not a field of a rating")) for name in raw.keys() - _FIELDS]
    level = _level(raw, errors)
    parsed: dict[str, Any] = {
        "level": level,
        "labels": _labels(raw, level, labels, errors),
        "aspects": _aspects(raw, errors),
        "text": _text(raw, errors),
        "pf": _channel(raw, errors),
        "publish": _flag(raw, errors),
        "code": _code(raw, errors),
        "assess_time": _assess_time(raw, errors),
        "claim": None if "ticket" in raw else _claim(raw, app_id, errors),
        "idempotency_key": _key(idempotency_key, errors),
    }
    if level in (1, 2) and not errors and not parsed["labels"] and not parsed["text"]:
        errors.append(FieldError("evalDetail", _("choose a reason or write what went wrong")))
    # A forged ticket is told before anything else: nothing is to be learned by guessing.
    ticket = tickets.read(_ticket_text(raw)) if "ticket" in raw else None
    if errors:
        raise Refusal("invalid", errors=sorted(errors, key=lambda error: error.field))
    return Submission(ticket=ticket, **parsed)


def _ticket_text(raw: dict[str, Any]) -> str:
    value = raw["ticket"]
    if not isinstance(value, str):
        raise Refusal("invalid", errors=[FieldError("ticket", _("must be text"))])
    return value


def _whole(value: Any, least: int, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _level(raw: dict[str, Any], errors: list[FieldError]) -> int:
    value = raw.get("satisfaction")
    if not _whole(value, 1, 5):
        errors.append(FieldError("satisfaction", _("must be a whole number from 1 to 5")))
        return 0
    return int(value)


def _channel(raw: dict[str, Any], errors: list[FieldError]) -> int:
    value = raw.get("pf", Channel.MOBILE)
    if not _whole(value, 1, 7):
        errors.append(FieldError("pf", _("must be a whole number from 1 to 7")))
        return 0
    return int(value)


def _labels(
    raw: dict[str, Any], level: int, known: Labels, errors: list[FieldError]
) -> tuple[int, ...]:
    value = raw.get("evalDetail")
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        errors.append(FieldError("evalDetail", _("must be a list of codes")))
        return ()
    codes = {int(code) if re.fullmatch(r"[1-5]\d\d", code, re.ASCII) else 0 for code in value}
    if level and not codes <= known.get(level, frozenset()):
        errors.append(FieldError("evalDetail", _("names a reason that this level does not have")))
    return tuple(sorted(codes))


def _aspects(raw: dict[str, Any], errors: list[FieldError]) -> tuple[int, ...]:
    value = raw.get("aspects")
    if value is None or value == {}:
        return ()
    if not isinstance(value, dict):
        errors.append(FieldError("aspects", _("must be an object")))
        return ()
    names = [aspect.value for aspect in Aspect]
    unknown = sorted(value.keys() - set(names))
    wrong = [
        name for name in names if value.get(name) is not None and not _whole(value[name], 1, 5)
    ]
    errors += [FieldError(f"aspects.{name}"[:60], _("is not an aspect")) for name in unknown]
    message = _("must be a whole number from 1 to 5")
    errors += [FieldError(f"aspects.{name}", message) for name in wrong]
    return () if unknown or wrong else tuple(value.get(name) or 0 for name in names)


def _text(raw: dict[str, Any], errors: list[FieldError]) -> str:
    value = raw.get("writingEvaluation")
    if value is None:
        return ""
    if not isinstance(value, str):
        errors.append(FieldError("writingEvaluation", _("must be text")))
        return ""
    text = value.replace("\r\n", "\n").strip()
    if _CONTROL.search(text):
        errors.append(
            FieldError("writingEvaluation", _("contains characters that cannot be stored"))
        )
    if len(text) > TEXT_LIMIT:
        errors.append(FieldError("writingEvaluation", _("must have at most 500 characters")))
    return text


def _flag(raw: dict[str, Any], errors: list[FieldError]) -> bool:
    value = raw.get("publish", False)
    if not isinstance(value, bool):
        errors.append(FieldError("publish", _("must be true or false")))
    return value is True


def _code(raw: dict[str, Any], errors: list[FieldError]) -> str | None:
    value = raw.get("code")
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > 20:
        errors.append(FieldError("code", _("must be the 6 digits that were sent")))
        return None
    return value.strip()


def _assess_time(raw: dict[str, Any], errors: list[FieldError]) -> dt.datetime | None:
    value = raw.get("assessTime")
    if value is None:
        return None
    try:
        return parse_time(value if isinstance(value, str) else "")
    except ValueError:
        errors.append(FieldError("assessTime", _("must be a time like 2026-11-24 09:30:00")))
        return None


def _key(value: str | None, errors: list[FieldError]) -> str | None:
    if value is not None and not 1 <= len(value) <= 255:
        errors.append(FieldError("Idempotency-Key", _("must have 1 to 255 characters")))
    return value


def _claim(raw: dict[str, Any], app_id: str, errors: list[FieldError]) -> Claim | None:
    number, count, rater = raw.get("projectNo"), raw.get("serviceNumber"), raw.get("rater")
    if number is None and count is None and rater is None:
        errors.append(FieldError("ticket", _("is required")))
        return None
    try:
        return Claim(
            project_no=msgspec.convert(number, str),
            service_number=msgspec.convert(count, int),
            rater=Rater(**_rater_fields(rater)),
            app_id=app_id,
        )
    except (msgspec.ValidationError, TypeError):
        message = _("needs name, certType and certNo as text beside projectNo and serviceNumber")
        errors.append(FieldError("rater", message))
        return None


def _rater_fields(rater: Any) -> dict[str, str]:
    names = {"name": "name", "certType": "cert_type", "certNo": "cert_no", "mobile": "mobile"}
    fields = msgspec.convert(rater, dict[str, str])
    return {names.get(name, name): value for name, value in fields.items()}
