"""The sample city: it loads, it loads again, its parts fit together, its accounts work."""

import json
import stat
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from haochaping.cases.rules import check_references, parse_service
from haochaping.core.clock import display, now
from haochaping.directory import reference
from haochaping.directory.enums import Kind, RegionLevel
from haochaping.directory.models import Organisation, Region
from haochaping.directory.rules import is_uscc, region_prefix, task_code
from haochaping.directory.sample.city import city
from haochaping.directory.sample.records import records
from haochaping.identity.models import SystemApp, User
from haochaping.identity.roles import ROLES
from haochaping.ops.sample import credentials
from haochaping.ops.sample.describe import SampleMissingError, describe
from haochaping.ops.sample.load import load
from haochaping.ops.sample.people import FIRST_OFFICE, office_of

COUNTIES = {
    "411002000000": "魏都区",
    "411003000000": "建安区",
    "411024000000": "鄢陵县",
    "411025000000": "襄城县",
    "411071000000": "许昌经济技术开发区",
    "411081000000": "禹州市",
    "411082000000": "长葛市",
}


def silent(_line: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture
def loaded(db: None, settings: Settings, tmp_path: Path) -> Path:
    """The data directory of a node with the sample city."""
    # A slow hash for each of a dozen accounts in every test shows nothing.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    load(tmp_path, echo=silent)
    return tmp_path


def test_it_has_the_seven_counties_and_their_townships(loaded: Path) -> None:
    counties = Region.objects.filter(level=RegionLevel.COUNTY)
    assert dict(counties.values_list("code", "name")) == COUNTIES
    townships = Region.objects.filter(level=RegionLevel.TOWNSHIP)
    assert townships.count() == 105
    assert {town.parent_id for town in townships} == set(COUNTIES)


def test_every_level_has_its_offices(loaded: Path) -> None:
    made = city()
    assert len(made.offices) >= 40
    assert len(made.halls) >= 25
    assert len(made.desks) >= 200
    assert sum(len(desk.clerks) for desk in made.desks) >= 300
    assert len(made.items) >= 300
    for code in (*COUNTIES, "411000000000"):
        assert Organisation.objects.filter(region_id=code, is_supervisor=True).count() == 1


def test_every_code_is_valid_and_says_that_it_is_made_up() -> None:
    for office in city().offices:
        assert is_uscc(office.code)
        assert office.code[2:8] == office.place.code[:6]
        assert office.code[8:10] == "XC"
    for item in city().items:
        taken = task_code(item.code)
        assert taken.organisation == item.office.code
        assert int(taken.level) == item.office.place.level
        assert taken.base[2:4] == item.task_type


def test_every_item_is_served_somewhere_and_every_window_is_staffed() -> None:
    served = {item.code for desk in city().desks for item in desk.items}
    assert served == {item.code for item in city().items}
    numbers = [clerk.number for desk in city().desks for clerk in desk.clerks]
    assert len(numbers) == len(set(numbers))
    for desk in city().desks:
        assert desk.clerks
        assert desk.office.place == desk.hall.office.place
        for item in desk.items:
            assert item.office.place == desk.hall.office.place


def test_a_place_stands_below_its_parents() -> None:
    parents = {office.code: office for office in city().offices}
    for office in city().offices:
        if office.parent is not None:
            above = parents[office.parent].place.code
            assert office.place.code.startswith(region_prefix(above))


def test_loading_again_changes_nothing(loaded: Path) -> None:
    lines: list[str] = []
    before = credentials.path_of(loaded).read_bytes()
    load(loaded, echo=lines.append)
    assert lines[:7] == [
        f"{kind.value}: 0 new or changed, {_size(kind)} as before" for kind in Kind
    ]
    assert credentials.path_of(loaded).read_bytes() == before
    assert SystemApp.objects.count() == 4


def _size(kind: Kind) -> int:
    return len(records(kind)) - 1


def test_secrets_are_for_the_owner_only(loaded: Path) -> None:
    path = credentials.path_of(loaded)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in loaded.iterdir()] == [path.name]


def test_one_account_per_role_with_a_password_that_works(loaded: Path) -> None:
    users = describe(loaded)["users"]
    assert {user["role"] for user in users} == set(ROLES)
    for user in users:
        account = User.objects.get(login=user["login"])
        assert account.check_password(user["password"])
        assert not account.must_change_password


def test_one_system_per_kind(loaded: Path) -> None:
    apps = describe(loaded)["apps"]
    stored = dict(SystemApp.objects.values_list("app_id", "kind"))
    assert {app["appId"]: app["kind"] for app in apps} == stored
    assert sorted(stored.values()) == ["business", "channel", "downstream", "upstream"]


def test_a_lost_file_means_new_passwords_and_systems(loaded: Path) -> None:
    old = describe(loaded)
    credentials.path_of(loaded).unlink()
    with pytest.raises(SampleMissingError, match="sample load"):
        describe(loaded)
    load(loaded, echo=silent)
    new = describe(loaded)
    clerk = User.objects.get(login=new["users"][0]["login"])
    assert clerk.check_password(new["users"][0]["password"])
    assert not clerk.check_password(old["users"][0]["password"])
    assert new["apps"][0]["appId"] != old["apps"][0]["appId"]


def test_the_handler_belongs_to_the_office_named_first(loaded: Path) -> None:
    first = describe(loaded)["places"][0]
    handler = User.objects.get(login="handler")
    clerk = User.objects.get(login="clerk")
    assert handler.organisation is not None
    assert handler.organisation.code == first["orgCode"] == office_of(*FIRST_OFFICE).code
    assert (clerk.staff_no, clerk.name) == (first["staffNo"], first["staffName"])


def test_every_place_is_accepted_by_the_service_interface(loaded: Path) -> None:
    reference.forget()
    places = describe(loaded)["places"]
    moment = now()
    counties = {place["areaCode"][:6] for place in places}
    assert counties == {code[:6] for code in (*COUNTIES, "411000000000")}
    for number, place in enumerate(places, start=1):
        raw = place | {
            "projectNo": f"P{number}",
            "serviceNumber": 1,
            "proStatus": 1,
            "serviceTime": display(moment),
            "userProp": 1,
            "userName": "陈静",
            "certType": "111",
            "certNo": "411000199001011237",
        }
        check_references(parse_service(raw, now=moment), reference.snapshot())
    reference.forget()


def test_what_is_described_is_plain_data(loaded: Path) -> None:
    described = describe(loaded)
    assert json.loads(json.dumps(described)) == described


def test_an_office_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(KeyError, match="411071000000 has no office water"):
        office_of("411071000000", "water")
