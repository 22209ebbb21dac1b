"""Reading the log, for the auditor: newest first, a page at a time."""

import datetime as dt
from dataclasses import dataclass

from haochaping.audit.models import Entry
from haochaping.core.clock import day_end, day_start

PAGE = 50


@dataclass(frozen=True, slots=True)
class Search:
    """What an auditor looks for; an empty field does not narrow.

    ``area`` is the part of an action before the colon; days are business days, both included.
    """

    actor: str = ""
    area: str = ""
    object: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries and where the next page starts: ``before`` its first id, None at the end."""

    entries: list[Entry]
    next_before: int | None


def entries(search: Search, *, before: int | None = None, size: int = PAGE) -> Page:
    """One page. It costs the same however long the log has grown (keyset, not offset)."""
    rows = Entry.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if search.actor:
        rows = rows.filter(actor_id=search.actor)
    if search.area:
        rows = rows.filter(action__startswith=f"{search.area}:")
    if search.object:
        rows = rows.filter(object=search.object)
    if search.first_day:
        rows = rows.filter(at__gte=day_start(search.first_day))
    if search.last_day:
        rows = rows.filter(at__lt=day_end(search.last_day))
    found = list(rows[: size + 1])
    return Page(found[:size], found[size - 1].id if len(found) > size else None)


def about(thing: str) -> list[Entry]:
    """Everything recorded about one thing (its code or number), oldest first."""
    return list(Entry.objects.filter(object=thing).order_by("id"))
