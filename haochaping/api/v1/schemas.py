"""Shapes of answers, for the served OpenAPI document."""

from typing import Any

from ninja import Schema


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(Schema):
    """RFC 9457 problem document with a stable code."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] | None = None


class ItemProblem(Schema):
    """Why one item of a batch was rejected."""

    code: str
    detail: str
    errors: list[FieldProblem]


class ServiceResult(Schema):
    """What became of one pushed service."""

    projectNo: str | None
    serviceNumber: int | None
    status: str
    ticket: str | None
    rateUrl: str | None
    expiresAt: str | None
    error: ItemProblem | None


class ServiceResults(Schema):
    """One result per pushed service, in their order."""

    results: list[ServiceResult]


class IndicatorOut(Schema):
    """One label of the national list, in the words of the national interface."""

    normCode: str
    normName: str
    starLevel: str
    expandNorm: str
    usingStatus: str


class Indicators(Schema):
    """The labels of an edition."""

    indicators: list[IndicatorOut]


class TicketOut(Schema):
    """What is about to be rated."""

    projectNo: str
    serviceNumber: int
    taskName: str
    orgName: str
    hallName: str
    serviceName: str
    serviceTime: str
    windowNo: str
    terminalNo: str
    staffNo: str
    staffName: str
    expiresAt: str
    rated: bool
    codeRequired: bool
    indicators: dict[str, list[IndicatorOut]]


class CodeSent(Schema):
    """Where the code went, and after how many seconds another may be asked for."""

    sentTo: str
    retryAfter: int


class RatingOut(Schema):
    """An accepted rating."""

    receipt: str
    projectNo: str
    serviceNumber: int
    assessNumber: int
    acceptedAt: str


class RatingResult(Schema):
    """What became of one rating of a batch."""

    clientId: str | None
    status: str
    receipt: str | None
    error: ItemProblem | None


class RatingResults(Schema):
    """One result per rating, in their order."""

    results: list[RatingResult]


class ReceiptOut(Schema):
    """That a rating is there; nothing of what it says."""

    state: str
    acceptedAt: str
    checkpoint: dict[str, Any] | None
    proof: dict[str, Any] | None
