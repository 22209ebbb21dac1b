"""The five public patterns of brushing praise, played against a default node: nothing counts."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from haochaping.core.clock import SHANGHAI, now
from haochaping.core.events.readers import run_readers_once
from haochaping.core.events.sequencer import sequence_once
from haochaping.ratings.defaults import sweep_all
from haochaping.ratings.models import DefaultRating, Rating
from haochaping.statistics.periods import parse_period
from haochaping.statistics.queries import Group, Selection, total
from tests.fixtures.city import service_raw
from tests.fixtures.systems import System, problem

CASES = 30
PRAISE = {"satisfaction": 5, "evalDetail": ["510", "517"], "pf": 1}


def numbers() -> list[str]:
    return [f"411081-20261124-{number:06d}" for number in range(1, CASES + 1)]


@pytest.fixture
def tickets(business: System) -> list[str]:
    """What an office holds after pushing its cases: a ticket for each."""
    results = business.push(*(service_raw(number) for number in numbers()))
    return [each["ticket"] for each in results]


def counted() -> Group:
    """The year's figures after every event has been read."""
    while sequence_once() or run_readers_once():
        pass
    return total(Selection(parse_period(str(now().astimezone(SHANGHAI).year))))


def assert_nothing_counts() -> None:
    assert Rating.objects.count() == 0
    figures = counted().figures
    assert figures["ratings"].numerator == 0
    assert figures["praise-rate-wide"].value is None
    assert figures["active-rate"].numerator == 0


def post(body: dict[str, Any]) -> tuple[int, str]:
    return problem(
        Client().post("/api/v1/ratings", json.dumps(body), content_type="application/json")
    )


def test_sequential_case_numbers(tickets: list[str], channel: System) -> None:
    """A loop over case numbers, at the open door and with an app's signature."""
    rater = {"name": "好评", "certType": "111", "certNo": "411081190001010022"}
    for number in numbers():
        claim = {"projectNo": number, "serviceNumber": 1, **PRAISE}
        assert post(claim | {"rater": rater}) == (401, "signature-missing")
        assert post({"ticket": number, **PRAISE}) == (404, "unknown-ticket")
        signed = channel.post("/api/v1/ratings", claim | {"rater": rater})
        assert problem(signed) == (403, "rater-not-matching")
        assert Client().get(f"/r/{number}").status_code == 404
    assert_nothing_counts()


def test_every_call_back_address_clicked(tickets: list[str]) -> None:
    """A browser that opens each address an office was given and submits the best level."""
    for ticket in tickets:
        form = {"satisfaction": "5", "evalDetail": ["510", "517"], "pf": "1"}
        answer = Client().post(f"/r/{ticket}", form)
        assert answer.status_code == 403
    assert_nothing_counts()


def test_fixed_labels_for_every_unrated_case(
    tickets: list[str], business: System, channel: System
) -> None:
    """An integrator's nightly job: the same level and labels for whatever nobody has rated."""
    batch = [{"clientId": f"n{n}", "ticket": t, **PRAISE} for n, t in enumerate(tickets)]
    path = "/api/v1/ratings/batch"
    assert problem(business.post(path, {"ratings": batch})) == (403, "wrong-kind-of-app")
    results = json.loads(channel.post(path, {"ratings": batch}).content)["results"]
    assert {each["error"]["code"] for each in results} == {"code-required"}
    for ticket in tickets:
        assert post({"ticket": ticket, **PRAISE}) == (403, "code-required")
        wrong = post({"ticket": ticket, **PRAISE, "code": "123456"})
        assert wrong in {(403, "code-wrong"), (429, "too-many-tries")}
    assert_nothing_counts()


def test_back_dated_times(tickets: list[str]) -> None:
    """Ratings said to have been made an hour after the case, long ago."""
    an_hour_ago = (now() - dt.timedelta(hours=1)).astimezone(SHANGHAI)
    for ticket in tickets:
        body = {"ticket": ticket, **PRAISE, "assessTime": an_hour_ago.isoformat("T", "seconds")}
        assert post(body) == (403, "code-required")
    assert_nothing_counts()


def test_automatic_praise_for_what_nobody_rated(business: System) -> None:
    """Cases that end unrated: the rule's default of level 3 stands apart from every score."""
    old = (now() - dt.timedelta(days=9)).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    times = {"serviceTime": old, "acceptDate": old, "resultDate": old}
    business.push(*(service_raw(number, **times) for number in numbers()))
    assert sweep_all(at=now()) == CASES
    assert set(DefaultRating.objects.values_list("level", flat=True)) == {3}
    assert_nothing_counts()
    assert counted().counts["defaults"] == CASES
