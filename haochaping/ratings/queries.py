"""Reading ratings and indicators: for rating pages, the interface, handlers and receipts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from haochaping.core import crypto
from haochaping.core.errors import Refusal
from haochaping.core.kept import Kept
from haochaping.privacy.masking import redact
from haochaping.ratings import receipts, store
from haochaping.ratings.enums import RulingKind
from haochaping.ratings.models import Indicator, Rating, RatingText, Ruling


@dataclass(frozen=True, slots=True)
class IndicatorRef:
    """One label that a rater can choose."""

    code: int
    name: str
    level: int
    basic: bool


def indicators(edition: str | None = None) -> list[Indicator]:
    """The labels of one edition, or those in use; in the order of level and code."""
    rows = Indicator.objects.order_by("-star_level", "norm_code")
    return list(rows.filter(edition=edition) if edition else rows.filter(using=True))


def _load_by_level() -> dict[int, list[IndicatorRef]]:
    known: dict[int, list[IndicatorRef]] = {level: [] for level in (5, 4, 3, 2, 1)}
    for row in indicators():
        ref = IndicatorRef(row.norm_code, row.norm_name, row.star_level, row.basic)
        known[row.star_level].append(ref)
    return known


_by_level = Kept(_load_by_level, seconds=30)


def indicators_by_level() -> dict[int, list[IndicatorRef]]:
    """The labels in use, by level 5 … 1. Kept for 30 seconds, as every rating needs them."""
    return _by_level.get()


def _load_labels() -> Mapping[int, frozenset[int]]:
    return {level: frozenset(ref.code for ref in refs) for level, refs in _load_by_level().items()}


LABELS_IN_USE = Kept(_load_labels, seconds=30)


def labels_in_use() -> Mapping[int, frozenset[int]]:
    """The codes that a submission may name, by level."""
    return LABELS_IN_USE.get()


def label_names(codes: list[int]) -> list[str]:
    """The names of labels, whichever edition they came from; the newest edition's name wins."""
    rows = Indicator.objects.filter(norm_code__in=codes).order_by("edition")
    names = {row.norm_code: row.norm_name for row in rows}
    return [names.get(code, str(code)) for code in codes]


def rated(service_key: UUID, assess_number: int = 1) -> Rating | None:
    """The rating of a service, if there is one. A default rating is none."""
    return Rating.objects.filter(service_key=service_key, assess_number=assess_number).first()


def raw_text(service_key: UUID, assess_number: int = 1) -> str:
    """What the rater wrote, unmasked: for the node's own use, never for a page."""
    row = RatingText.objects.filter(service_key=service_key, assess_number=assess_number).first()
    if row is None:
        return ""
    place = store.text_place(service_key, assess_number)
    return crypto.unseal(bytes(row.envelope), aad=place).decode()


def redacted_text(service_key: UUID, assess_number: int = 1) -> str:
    """What the rater wrote, with numbers that identify people blacked out: for handlers."""
    return redact(raw_text(service_key, assess_number))


@dataclass(frozen=True, slots=True)
class ReceiptState:
    """For whoever holds a receipt: that the rating is there, never what it says."""

    state: str
    accepted_at: dt.datetime


def receipt_state(text: str) -> ReceiptState:
    """The state of the rating behind a receipt; Refusal unknown-receipt."""
    receipt = receipts.read(text)
    rating = rated(receipt.service_key, receipt.assess_number)
    if rating is None:
        raise Refusal("unknown-receipt")
    ruling = latest_ruling(receipt.service_key, receipt.assess_number)
    invalid = ruling is not None and ruling.kind == RulingKind.INVALID
    return ReceiptState("invalidated" if invalid else "accepted", rating.received_at)


def latest_ruling(service_key: UUID, assess_number: int = 1) -> Ruling | None:
    """The ruling that holds for a rating, or None."""
    rows = Ruling.objects.filter(service_key=service_key, assess_number=assess_number)
    return rows.order_by("-id").first()
