"""The workbench's navigation: only what the signed-in person may open."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from haochaping.identity.permissions import Permission

register = template.Library()

# (name of the address, label, the permission that opens it; none: everybody who is signed in)
_PLACES: tuple[tuple[str, Promise | str, Permission | None], ...] = (
    ("workorders-today", _("My day"), Permission.WORKORDERS_VIEW),
    ("workorders", _("Work orders"), Permission.WORKORDERS_VIEW),
    ("results", _("Figures"), Permission.STATISTICS_VIEW),
    ("workbench-audit", _("Audit log"), Permission.AUDIT_VIEW),
    ("workbench-users", _("Accounts"), Permission.USERS_UNLOCK),
    ("account", _("My account"), None),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry; ``current`` when it is the page that is open."""

    url: str
    label: str
    current: bool


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[Place]:
    """The places that the signed-in person may go to."""
    request = context["request"]
    held = request.user.permissions()
    places = []
    for name, label, permission in _PLACES:
        if permission is not None and permission not in held:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue  # the area is not part of this node
        places.append(Place(url, str(label), request.path == url))
    return places
