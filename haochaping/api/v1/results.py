"""``GET /public/results``: published figures as JSON or CSV, open to everybody."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from haochaping.api.v1 import documents
from haochaping.core.clock import business_day, now
from haochaping.core.errors import FieldError, Refusal
from haochaping.directory.reference import snapshot
from haochaping.directory.rules import area12
from haochaping.statistics.measures import Figure
from haochaping.statistics.periods import parse_period
from haochaping.statistics.queries import BY, Group, Selection, groups, total

router = Router(tags=["results"])

_COLUMNS = (
    "key", "name", "measure", "measureName", "numerator", "denominator", "value", "low", "high",
    "n", "formula",
)  # fmt: skip


class FigureOut(Schema):
    """One measure of one row. ``value`` is null without data; ``interval`` is 95 %."""

    key: str
    name: str
    measure: str
    measureName: str
    numerator: int
    denominator: int
    value: float | None
    interval: list[float] | None
    n: int
    formula: str
    excludes: str


class ApartOut(Schema):
    """What stands beside the scores of one row and enters none of them."""

    key: str
    name: str
    defaults: int
    unscored: int
    setAside: int
    followUps: int


class ResultsOut(Schema):
    """Published figures: one entry per row and measure, and what was counted apart."""

    period: str
    by: str | None
    results: list[FigureOut]
    apart: list[ApartOut]


@router.get(
    "/public/results",
    response={200: ResultsOut, **documents.problems(422)},
    summary="Published figures, as JSON or (Accept: text/csv) CSV",
)
def get_results(
    request: HttpRequest,
    period: str = "",
    region: str = "",
    organisation: str = "",
    item: str = "",
    by: str = "",
) -> Any:
    """Each figure with numerator, denominator, interval, n and formula, so it can be recounted."""
    selection = _selection(period, region, organisation, item)
    if by and by not in BY:
        raise _wrong("by", _("must be one of %(values)s") % {"values": ", ".join(BY)})
    whole = total(selection)
    rows = groups(selection, by) if by else []
    if "text/csv" in request.headers.get("Accept", ""):
        return _csv(rows if by else [whole])
    shown = rows if by else [whole]
    return {
        "period": selection.period.text,
        "by": by or None,
        "results": [_figure(row, each) for row in shown for each in row.figures.values()],
        "apart": [_apart(row) for row in shown],
    }


def _selection(period: str, region: str, organisation: str, item: str) -> Selection:
    directory = snapshot()
    try:
        span = parse_period(period or business_day(now()).strftime("%Y-%m"))
    except ValueError as error:
        message = _("must be written as 2026, 2026-11 or 2026-11-24")
        raise _wrong("period", message) from error
    try:
        code = area12(region) if region else ""
    except ValueError as error:
        raise _wrong("region", _("must be a region code of 6, 9 or 12 digits")) from error
    for field, value, known in (
        ("region", code, directory.regions),
        ("organisation", organisation, directory.organisations),
        ("item", item, directory.items),
    ):
        if value and value not in known:
            raise _wrong(field, _("nothing has this code"))
    return Selection(span, region=code, organisation=organisation, item=item)


def _wrong(field: str, message: str) -> Refusal:
    return Refusal("invalid", errors=[FieldError(field, message)])


def _apart(group: Group) -> dict[str, Any]:
    return {
        "key": group.key,
        "name": group.name,
        "defaults": group.counts["defaults"],
        "unscored": group.unscored,
        "setAside": group.counts["set_aside"],
        "followUps": group.counts["follow_ups"],
    }


def _figure(group: Group, figure: Figure) -> dict[str, Any]:
    return {
        "key": group.key,
        "name": group.name,
        "measure": figure.measure.code,
        "measureName": figure.measure.name,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "interval": list(figure.interval) if figure.interval else None,
        "n": figure.n,
        "formula": figure.measure.formula,
        "excludes": figure.measure.excludes,
    }


def _csv(rows: list[Group]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for row in rows:
        for figure in row.figures.values():
            low, high = figure.interval or ("", "")
            writer.writerow(
                _inert(value)
                for value in (
                    row.key, row.name, figure.measure.code, figure.measure.name, figure.numerator,
                    figure.denominator, "" if figure.value is None else figure.value, low, high,
                    figure.n, figure.measure.formula,
                )
            )  # fmt: skip
    # The mark at the front lets spreadsheets read the characters right.
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")


def _inert(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in "=+-@\t\r":
        return "'" + value
    return value
