"""The auditor's page: searched, paged, itself recorded, for nobody else."""

import pytest
from django.test import Client

from haochaping.audit.actions import record
from haochaping.audit.models import Entry
from haochaping.audit.queries import PAGE
from haochaping.core.actor import SYSTEM
from haochaping.identity.models import User
from tests.fixtures.office import Offices, offices

__all__ = ["offices"]
LOG = "/workbench/audit"


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(user: User, query: str = "") -> str:
    return browser(user).get(LOG + query).content.decode()


def test_the_auditor_reads_who_did_what(offices: Offices) -> None:
    record(by=offices.dispatcher.actor, action="workorders:dispatch", object="GD20261124-7K3M9QXA")
    html = read(offices.own["auditor"])
    for expected in ("workorders:dispatch", "GD20261124-7K3M9QXA", "yz.dispatcher", "禹州分办员"):
        assert expected in html


@pytest.mark.parametrize("role", ["dispatcher", "supervisor", "operator", "directory_admin"])
def test_nobody_else_does(offices: Offices, role: str) -> None:
    assert browser(offices.own[role]).get(LOG).status_code == 403


def test_looking_is_recorded(offices: Offices) -> None:
    read(offices.own["auditor"], "?actor=yz.handler&first_day=2026-11-01&object=13800001234")
    entry = Entry.objects.get(action="audit:view")
    assert entry.actor_id == "yz.auditor"
    assert entry.detail == {"actor": "yz.handler", "from": "2026-11-01", "object": "…"}


def test_a_search_narrows_and_an_empty_one_says_so(offices: Offices) -> None:
    record(by=SYSTEM, action="apps:create", object="app-1")
    html = read(offices.own["auditor"], "?area=apps")
    assert "app-1" in html and "account:sign-in" not in html
    assert "Nothing was recorded that fits." in read(offices.own["auditor"], "?actor=nobody")


@pytest.mark.parametrize("query", ["?first_day=tomorrow", "?area=<b>", "?before=-1", "?before=x"])
def test_a_field_that_is_not_understood_does_not_narrow(offices: Offices, query: str) -> None:
    answer = browser(offices.own["auditor"]).get(LOG + query)
    assert answer.status_code == 200 and "account:sign-in" in answer.content.decode()


def test_older_entries_are_a_link_away(offices: Offices) -> None:
    for number in range(PAGE):
        record(by=SYSTEM, action="apps:create", object=f"app-{number}")
    html = read(offices.own["auditor"], "?area=apps")
    assert "Older entries" not in html
    record(by=SYSTEM, action="apps:create", object="app-last")
    html = read(offices.own["auditor"], "?area=apps")
    assert "app-last" in html and "area=apps&amp;before=" in html and ">app-0<" not in html
    before = html.split("before=")[1].split('"')[0]
    assert ">app-0<" in read(offices.own["auditor"], f"?area=apps&before={before}")
