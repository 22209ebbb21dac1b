"""Reads of the directory for pages, scopes and statistics."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from haochaping.directory.models import Organisation, Region
from haochaping.directory.rules import region_prefix


@dataclass(frozen=True, slots=True)
class RegionNode:
    """A region with the regions below it, in the order of their codes."""

    code: str
    name: str
    level: int
    children: tuple["RegionNode", ...]

    def codes(self) -> list[str]:
        """This region's code and all those below it."""
        return [self.code, *(code for child in self.children for code in child.codes())]


def within(area_code: str) -> str:
    """What the codes of a region and of everything in it begin with.

    For scopes and figures: ``filter(area_code__startswith=within("411000000000"))``.
    """
    return region_prefix(area_code)


def valid_on(day: dt.date) -> Q:
    """The condition that a dated row held on ``day``."""
    started = Q(valid_from=None) | Q(valid_from__lte=day)
    return started & (Q(valid_until=None) | Q(valid_until__gte=day))


def region_tree(root: str | None = None, *, on: dt.date | None = None) -> tuple[RegionNode, ...]:
    """The regions as a tree, or the part below and including ``root``; one query.

    ``on`` leaves out regions that did not exist that day. Empty when there is no such region.
    """
    regions = Region.objects.order_by("code")
    if root is not None:
        regions = regions.filter(code__startswith=within(root))
    if on is not None:
        regions = regions.filter(valid_on(on))
    return _grow(list(regions), root)


def _grow(regions: list[Region], root: str | None) -> tuple[RegionNode, ...]:
    below: dict[str | None, list[Region]] = {}
    present = {region.code for region in regions}
    for region in regions:
        parent = region.parent_id if region.parent_id in present else None
        below.setdefault(parent, []).append(region)

    def node(region: Region) -> RegionNode:
        children = tuple(node(child) for child in below.get(region.code, ()))
        return RegionNode(region.code, region.name, region.level, children)

    tops = [region for region in below.get(None, ()) if root is None or region.code == root]
    return tuple(node(region) for region in tops)


def organisations_of(
    area_code: str, *, below: bool = False, on: dt.date | None = None
) -> QuerySet[Organisation]:
    """The organisations of a region, with ``below`` those of the regions inside it too."""
    found = Organisation.objects.filter(region_id=area_code)
    if below:
        found = Organisation.objects.filter(region__code__startswith=within(area_code))
    return found.filter(valid_on(on)) if on is not None else found


def supervisor_of(area_code: str) -> Organisation | None:
    """The 政务服务管理机构 that of a region: its own, or the next one above (article 4)."""
    code: str | None = area_code
    while code is not None:
        found = organisations_of(code).filter(is_supervisor=True).first()
        if found is not None:
            return found
        code = Region.objects.filter(code=code).values_list("parent_id", flat=True).first()
    return None


def subtree_codes(organisation_codes: Iterable[str]) -> frozenset[str]:
    """The codes of these organisations and of all below them: what a unit's scope covers."""
    paths = Organisation.objects.filter(code__in=list(organisation_codes)).values_list(
        "path", flat=True
    )
    condition = Q()
    for path in paths:
        condition |= Q(path__startswith=path)
    if not condition:
        return frozenset()
    return frozenset(Organisation.objects.filter(condition).values_list("code", flat=True))
