"""Published results: a sentence, a chart, tables, and how it was counted (look.md, article 13)."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haochaping.core.clock import business_day, now
from haochaping.core.errors import Refusal
from haochaping.directory.enums import RegionLevel
from haochaping.directory.reference import snapshot
from haochaping.directory.rules import area12, region_level
from haochaping.public.charts import ROW, distribution, intervals
from haochaping.public.rate import refused
from haochaping.statistics.periods import Period, parse_period
from haochaping.statistics.queries import Selection, groups, total


@login_not_required
@require_GET
def results(request: HttpRequest, region: str = "") -> HttpResponse:
    """The figures of the node or of one region, in a period (this month unless asked)."""
    try:
        code = _region(region)
        period = _period(request.GET.get("period", ""))
    except ValueError:
        return refused(request, Refusal("not-found"))
    selection = Selection(period, region=code)
    whole = total(selection)
    below = groups(selection, "region")
    offices = groups(selection, "organisation")
    place = snapshot().regions[code].name if code else ""
    whiskers = intervals(offices, "praise-rate-wide")
    context: dict[str, Any] = {
        "region": code,
        "place": place,
        "period": period,
        "periods": _periods(),
        "whole": whole,
        "bars": distribution(whole.counts),
        "below": below,
        "deeper": not code or region_level(code) < RegionLevel.COUNTY,
        "offices": offices,
        "whiskers": whiskers,
        "whisker_height": len(whiskers) * ROW,
    }
    return render(request, "public/results.html", context)


def _region(text: str) -> str:
    if not text:
        return ""
    code = area12(text)
    if code not in snapshot().regions:
        raise ValueError(text)
    return code


def _period(text: str) -> Period:
    return parse_period(text or business_day(now()).strftime("%Y-%m"))


def _periods() -> list[tuple[str, str]]:
    """(period, kind) of today, this month and this year."""
    today = business_day(now())
    return [
        (today.isoformat(), "day"),
        (today.strftime("%Y-%m"), "month"),
        (today.strftime("%Y"), "year"),
    ]
