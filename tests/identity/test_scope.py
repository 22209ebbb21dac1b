"""Scope: a unit sees itself and what is below it, a supervising office its whole region."""

import pytest

from haochaping.core.errors import Refusal
from haochaping.directory import models, reference
from haochaping.directory.actions import TREE
from haochaping.identity.models import RoleAssignment, User
from haochaping.identity.permissions import Permission
from haochaping.identity.scope import Scope, can, require, scope_of
from tests.fixtures.city import COUNTY, POLICE, SUPERVISOR
from tests.fixtures.office import CHANGGE_POLICE, CITY_OFFICE, LABOUR, STATION, Offices, employ

VIEW = Permission.WORKORDERS_VIEW
CHANGGE, CITY, TOWN = "411082000000", "411000000000", "411081102000"
# What there is to see: an organisation and the region where it served.
PLACES = {
    "police": (POLICE, COUNTY),
    "its station": (STATION, COUNTY),
    "its station in a town": (STATION, TOWN),
    "labour": (LABOUR, COUNTY),
    "supervisor": (SUPERVISOR, COUNTY),
    "other county": (CHANGGE_POLICE, CHANGGE),
    "city": (CITY_OFFICE, CITY),
    "another city": ("11411100XC0000010X", "411102000000"),
}
COUNTYWIDE = {"police", "its station", "its station in a town", "labour", "supervisor"}
UNIT = {"police", "its station", "its station in a town"}
# Who sees what of the work orders; whoever is not named sees nothing.
SEEN = {
    "city dispatcher": set(PLACES) - {"another city"},
    "own dispatcher": COUNTYWIDE,
    "own supervisor": COUNTYWIDE,
    "own city_office": COUNTYWIDE,
    "own auditor": COUNTYWIDE,
    "own handler": UNIT,
    "own unit_leader": UNIT,
    "neighbour": {"labour"},
    "other dispatcher": {"other county"},
    "other handler": {"other county"},
    "own clerk": set(),
    "own discipline": set(),
    "own operator": set(),
    "own directory_admin": set(),
}


def person(offices: Offices, name: str) -> User:
    if name == "city dispatcher":
        return offices.city_dispatcher
    if name == "neighbour":
        return offices.neighbour
    side, role = name.split(" ")
    return (offices.own if side == "own" else offices.other)[role]


@pytest.mark.parametrize("name", SEEN)
def test_who_sees_the_orders_of_whom(offices: Offices, name: str) -> None:
    user = person(offices, name)
    seen = {
        place
        for place, (org, area) in PLACES.items()
        if can(user, VIEW, org_code=org, area_code=area)
    }
    assert seen == SEEN[name]


def test_the_parent_sees_the_child_and_never_the_other_way(offices: Offices) -> None:
    sergeant = employ("yz.station", "派出所承办人", "handler", STATION)
    assert can(offices.handler, VIEW, org_code=STATION, area_code=COUNTY)
    assert can(sergeant, VIEW, org_code=STATION, area_code=COUNTY)
    assert not can(sergeant, VIEW, org_code=POLICE, area_code=COUNTY)


def test_the_rule_holds_inside_queries(offices: Offices) -> None:
    """The same answer for rows as for one thing at a time."""
    everyone = User.objects.exclude(organisation=None)

    def seen(user: User) -> set[str]:
        rows = scope_of(user, VIEW).filter(
            everyone, org_field="organisation__code", area_field="organisation__region__code"
        )
        return set(rows.values_list("organisation__code", flat=True))

    assert seen(offices.handler) == {POLICE}
    assert seen(offices.dispatcher) == {POLICE, LABOUR, SUPERVISOR}
    assert seen(offices.city_dispatcher) >= {POLICE, CHANGGE_POLICE, CITY_OFFICE}
    assert seen(offices.own["clerk"]) == set()


def test_an_empty_scope_filters_everything_away(offices: Offices) -> None:
    assert not Scope()
    assert not Scope().filter(RoleAssignment.objects.all(), org_field="role", area_field="role")


def test_two_roles_add_up(offices: Offices) -> None:
    office = models.Organisation.objects.get(code=LABOUR)
    RoleAssignment.objects.create(user=offices.handler, role="handler", organisation=office)
    scope = scope_of(offices.handler, VIEW)
    assert scope.organisations == {POLICE, STATION, LABOUR}
    assert not scope.areas


def test_a_permission_reaches_only_as_far_as_the_role_that_has_it(offices: Offices) -> None:
    """Auditor of the county and handler of the police: rectifies in the police alone."""
    office = models.Organisation.objects.get(code=SUPERVISOR)
    RoleAssignment.objects.create(user=offices.handler, role="auditor", organisation=office)
    rectify = scope_of(offices.handler, Permission.WORKORDERS_RECTIFY)
    assert can(offices.handler, VIEW, org_code=LABOUR, area_code=COUNTY)
    assert not rectify.contains(org_code=LABOUR, area_code=COUNTY)


def test_refusals_tell_no_permission_from_out_of_reach(offices: Offices) -> None:
    require(offices.handler, VIEW, org_code=POLICE, area_code=COUNTY)
    for user, org, code in (
        (offices.own["clerk"], POLICE, "not-permitted"),
        (offices.handler, LABOUR, "out-of-scope"),
    ):
        with pytest.raises(Refusal) as refusal:
            require(user, VIEW, org_code=org, area_code=COUNTY)
        assert (refusal.value.code, refusal.value.status) == (code, 403)


def test_an_ended_account_reaches_nothing(offices: Offices) -> None:
    offices.dispatcher.is_active = False
    assert not scope_of(offices.dispatcher, VIEW)
    assert offices.dispatcher.permissions() == frozenset()


def test_an_office_that_moved_is_followed(offices: Offices) -> None:
    models.Organisation.objects.filter(code=POLICE).update(region_id=CITY)
    models.Organisation.objects.filter(code=SUPERVISOR).update(region_id=CITY)
    reference.forget()
    assert scope_of(offices.dispatcher, VIEW).areas == {"4110"}
    assert STATION in scope_of(offices.handler, VIEW).organisations


def test_an_office_unknown_to_this_process_gives_nothing_rather_than_everything(
    offices: Offices,
) -> None:
    """The copy in memory may be 30 seconds older than the assignment."""
    reference.snapshot()
    office = models.Organisation(code="11411081XC000009X9", name="新设单位", region_id=COUNTY)
    TREE.add_root(instance=office)
    offices.handler.assignments.update(organisation=office)
    assert not scope_of(offices.handler, VIEW)
