"""Data scope: which rows a user's permission reaches. It belongs into queries, never into pages.

A regional role (of a supervising office) reaches everything within the region of its organisation;
any other role reaches its organisation and those below it in the tree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from haochaping.core.errors import Refusal
from haochaping.directory.reference import OrgRef, snapshot
from haochaping.directory.rules import region_prefix
from haochaping.identity.models import User


@dataclass(frozen=True, slots=True)
class Scope:
    """``areas`` are prefixes of region codes, ``organisations`` codes. Empty both: nothing."""

    areas: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.areas or self.organisations)

    def contains(self, *, org_code: str, area_code: str) -> bool:
        """Whether something of an organisation in a region lies inside."""
        return org_code in self.organisations or area_code.startswith(tuple(self.areas))

    def filter(
        self, rows: QuerySet[Any], *, org_field: str = "org_code", area_field: str = "area_code"
    ) -> QuerySet[Any]:
        """Only those rows that lie inside."""
        condition = Q(**{f"{org_field}__in": self.organisations})
        for area in self.areas:
            condition |= Q(**{f"{area_field}__startswith": area})
        return rows.filter(condition)


def scope_of(user: User, permission: str) -> Scope:
    """Where ``permission`` reaches for a user; an empty scope when no role of his has it."""
    if not user.is_active:
        return Scope()
    areas: set[str] = set()
    organisations: set[str] = set()
    directory = snapshot()
    for assignment in user.assignments.select_related("organisation"):
        own = directory.organisations.get(assignment.organisation.code)
        if own is None or permission not in assignment.definition.permissions:
            continue
        if assignment.definition.regional:
            areas.add(region_prefix(own.area))
        else:
            organisations |= _below(own, directory.organisations.values())
    return Scope(frozenset(areas), frozenset(organisations))


def can(user: User, permission: str, *, org_code: str, area_code: str) -> bool:
    """Whether a user may do something to a thing of this organisation in this region."""
    return scope_of(user, permission).contains(org_code=org_code, area_code=area_code)


def require(user: User, permission: str, *, org_code: str, area_code: str) -> None:
    """Refusal not-permitted without the permission, out-of-scope outside its reach."""
    scope = scope_of(user, permission)
    if not scope:
        raise Refusal("not-permitted")
    if not scope.contains(org_code=org_code, area_code=area_code):
        raise Refusal("out-of-scope")


def _below(own: OrgRef, organisations: Iterable[OrgRef]) -> set[str]:
    return {each.code for each in organisations if each.path.startswith(own.path)}
