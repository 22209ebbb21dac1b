"""Ratings over the interface: tickets, codes, repeats, claims of channel apps, receipts."""

import json
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.test import Client

from haochaping.cases.codes import issue_code
from haochaping.cases.models import Service
from haochaping.cases.tickets import read
from haochaping.ratings.models import Rating
from tests.fixtures.city import service_raw
from tests.fixtures.systems import System, problem
from tests.ratings.test_intake import sms_ticket

RATER = {"name": "申请人甲", "certType": "111", "certNo": "411081190001010014"}


@pytest.fixture
def ticket(business: System) -> str:
    """The ticket that the office was given for a service."""
    return str(business.push(service_raw())[0]["ticket"])


def post(body: Any, **headers: str) -> HttpResponse:
    answer = Client().post(
        "/api/v1/ratings", json.dumps(body), content_type="application/json", headers=headers
    )
    return cast("HttpResponse", answer)


def test_a_ticket_shows_what_is_about_to_be_rated(ticket: str) -> None:
    seen = Client().get(f"/api/v1/tickets/{ticket}").json()
    assert seen["taskName"] == "居民身份证补领" and seen["orgName"] == "禹州市公安局"
    assert (seen["windowNo"], seen["staffNo"], seen["rated"]) == ("A07", "YZ0107", False)
    assert [each["normCode"] for each in seen["indicators"]["5"]][:3] == ["510", "511", "512"]
    assert seen["codeRequired"] is True
    assert "申请人" not in json.dumps(seen, ensure_ascii=False)


def test_the_code_goes_to_the_number_on_file_and_proves_the_rater(ticket: str) -> None:
    sent = Client().post(f"/api/v1/tickets/{ticket}/code")
    assert sent.json() == {"sentTo": "199****0001", "retryAfter": 60}
    again = Client().post(f"/api/v1/tickets/{ticket}/code")
    assert problem(again) == (429, "code-too-soon") and int(again["Retry-After"]) <= 61


def test_created_repeated_and_refused(ticket: str) -> None:
    code = issue_code(read(ticket).service_key).code
    body = {"ticket": ticket, "satisfaction": 4, "code": code, "evalDetail": ["406"], "pf": 3}
    first, again = post(body), post(body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert json.loads(first.content)["receipt"] == json.loads(again.content)["receipt"]
    assert problem(post(body | {"satisfaction": 5, "evalDetail": []})) == (409, "already-rated")
    receipt = json.loads(first.content)["receipt"]
    state = Client().get(f"/api/v1/receipts/{receipt}").json()
    assert state["state"] == "accepted" and "4" not in state["state"]
    assert set(state) == {"state", "acceptedAt", "checkpoint", "proof"}


def test_forged_altered_and_expired_tickets(ticket: str) -> None:
    altered = ticket[:-1] + ("0" if ticket[-1] != "0" else "1")
    for wrong in (altered, "x", "A" * 43, "411081-20261124-000001", ""):
        answer = post({"ticket": wrong, "satisfaction": 5})
        assert problem(answer) == (404, "unknown-ticket")
    Service.objects.update(expires_at="2026-01-01T00:00:00Z")
    assert problem(post({"ticket": ticket, "satisfaction": 5})) == (410, "ticket-expired")
    gone = Client().get(f"/api/v1/tickets/{ticket}")
    assert problem(gone) == (410, "ticket-expired")
    assert Rating.objects.count() == 0


def test_an_idempotency_key_with_another_body(business: System) -> None:
    tickets = [
        sms_ticket(read(each["ticket"]))
        for each in business.push(service_raw("K1"), service_raw("K2"))
    ]
    first = {"ticket": tickets[0], "satisfaction": 5}
    other = {"ticket": tickets[1], "satisfaction": 5}
    assert post(first, **{"idempotency-key": "one"}).status_code == 201
    assert post(first, **{"idempotency-key": "one"}).status_code == 200
    conflict = post(other, **{"idempotency-key": "one"})
    assert problem(conflict) == (409, "idempotency-conflict")
    assert Rating.objects.count() == 1


def test_a_channel_app_vouches_for_the_applicant_only(business: System, channel: System) -> None:
    business.push(service_raw("C1"))
    claim = {"projectNo": "C1", "serviceNumber": 1, "satisfaction": 5, "pf": 2, "rater": RATER}
    path = "/api/v1/ratings"
    stranger = claim | {"rater": RATER | {"certNo": "411081190001010022"}}
    assert problem(channel.post(path, stranger)) == (403, "rater-not-matching")
    assert problem(channel.post(path, claim | {"projectNo": "C2"})) == (404, "unknown-service")
    assert problem(business.post(path, claim)) == (403, "wrong-kind-of-app")
    assert problem(post(claim)) == (401, "signature-missing")
    assert channel.post(path, claim).status_code == 201
    rating = Rating.objects.get()
    assert (rating.origin, rating.proof, rating.app_id) == ("app", "signed-in", channel.app_id)


def test_a_batch_answers_each_rating_for_itself(business: System, channel: System) -> None:
    business.push(service_raw("B1"), service_raw("B2"))
    good = {"clientId": "d-1", "projectNo": "B1", "serviceNumber": 1, "satisfaction": 5}
    batch = [
        good | {"rater": RATER, "assessTime": "2026-11-01 10:00:00"},
        good | {"clientId": "d-2", "projectNo": "B2", "satisfaction": 9, "rater": RATER},
        {"satisfaction": 5},
    ]
    path = "/api/v1/ratings/batch"
    results = json.loads(channel.post(path, {"ratings": batch}).content)["results"]
    assert [each["status"] for each in results] == ["created", "rejected", "rejected"]
    again = json.loads(channel.post(path, {"ratings": batch[:1]}).content)["results"]
    assert (again[0]["status"], again[0]["receipt"]) == ("repeated", results[0]["receipt"])
    rating = Rating.objects.get()
    assert rating.assess_time is not None and rating.received_at > rating.assess_time


def test_indicators_of_both_editions(db: None) -> None:
    in_use = Client().get("/api/v1/indicators").json()["indicators"]
    assert len(in_use) == 40 and {each["usingStatus"] for each in in_use} == {"true"}
    assert sum(each["expandNorm"] == "false" for each in in_use) == 15
    retired = Client().get("/api/v1/indicators?edition=1").json()["indicators"]
    assert len(retired) == 32 and {each["usingStatus"] for each in retired} == {"false"}


def test_the_served_document_names_every_operation(db: None) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    operations = {
        (method, path) for path, methods in document["paths"].items() for method in methods
    }
    for expected in (
        ("post", "/api/v1/services"),
        ("get", "/api/v1/tickets/{ticket}"),
        ("post", "/api/v1/tickets/{ticket}/code"),
        ("post", "/api/v1/ratings"),
        ("post", "/api/v1/ratings/batch"),
        ("get", "/api/v1/receipts/{receipt}"),
        ("get", "/api/v1/public/results"),
        ("get", "/api/v1/workorders"),
        ("post", "/api/v1/workorders/{no}/steps"),
    ):
        assert expected in operations
