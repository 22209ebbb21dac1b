"""Writing figures: shares as per cent, means with two digits, no data as words."""

from django import template
from django.utils.translation import gettext as _

from haochaping.statistics.measures import Figure

register = template.Library()


@register.filter
def shown(figure: Figure) -> str:
    """The value of a figure as people read it."""
    if figure.value is None:
        return _("no data")
    if figure.measure.unit == "count":
        return f"{figure.numerator:,}"
    if figure.measure.unit == "level":
        return f"{figure.value:.2f}"
    return f"{figure.value * 100:.2f} %"


@register.filter
def spread(figure: Figure) -> str:
    """The 95 % interval, or nothing."""
    if figure.interval is None:
        return ""
    low, high = figure.interval
    if figure.measure.unit == "level":
        return f"{low:.2f}–{high:.2f}"
    return f"{low * 100:.2f}–{high * 100:.2f} %"


@register.filter
def percent(share: float) -> str:
    """A share as per cent with one digit."""
    return f"{share * 100:.1f} %"


@register.filter
def figure(figures: dict[str, Figure], code: str) -> Figure:
    """One figure of a group, by its measure."""
    return figures[code]
