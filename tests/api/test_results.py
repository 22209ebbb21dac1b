"""``GET /api/v1/public/results``: JSON and CSV, every way to group, every wrong value."""

import csv
import io
import json

import pytest
from django.test import Client

from haochaping.core.events.readers import run_readers_once
from haochaping.core.events.sequencer import sequence_once
from tests.fixtures.city import COUNTY, POLICE, TASK, Push
from tests.fixtures.systems import problem
from tests.ratings.test_intake import rate, sms_ticket

PATH = "/api/v1/public/results"


@pytest.fixture
def rated_city(push: Push) -> None:
    """Four services, three of them rated 5, 4 and 1."""
    for number, level in (("R1", 5), ("R2", 4), ("R3", 1), ("R4", 0)):
        ticket = push(number).ticket
        assert ticket is not None
        if level:
            assert rate(sms_ticket(ticket), level, writingEvaluation="如实").created
    while sequence_once() or run_readers_once():
        pass


def figures(query: str = "") -> dict[tuple[str, str], dict[str, object]]:
    answer = Client().get(PATH + query)
    assert answer.status_code == 200
    return {(each["key"], each["measure"]): each for each in answer.json()["results"]}


def test_each_figure_can_be_recounted(rated_city: None) -> None:
    whole = figures()
    assert whole["", "ratings"]["numerator"] == 3
    praise = whole["", "praise-rate-wide"]
    assert (praise["numerator"], praise["denominator"], praise["n"]) == (2, 3, 3)
    assert praise["value"] == pytest.approx(2 / 3)
    interval = praise["interval"]
    assert isinstance(interval, list) and interval[0] < 2 / 3 < interval[1]
    assert whole["", "active-rate"]["denominator"] == 4
    assert whole["", "rectified-rate"]["value"] is None
    assert all(each["formula"] for each in whole.values())


@pytest.mark.parametrize(
    ("by", "key"),
    [("organisation", POLICE), ("region", COUNTY), ("item", TASK), ("channel", "2")],
)
def test_groups(rated_city: None, by: str, key: str) -> None:
    assert figures(f"?by={by}")[key, "ratings"]["numerator"] == 3


def test_filters_narrow(rated_city: None) -> None:
    query = f"?region=411081&organisation={POLICE}&item={TASK}"
    assert figures(query)["", "ratings"]["numerator"] == 3
    assert figures("?period=2001")["", "praise-rate-wide"]["value"] is None
    assert len({key for key, _ in figures("?by=month")}) == 1


def test_csv_has_the_same_figures_and_no_formula(rated_city: None) -> None:
    answer = Client().get(f"{PATH}?by=organisation", headers={"accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    ratings = [row for row in rows if row["measure"] == "ratings"]
    assert [(row["key"], row["numerator"]) for row in ratings] == [(POLICE, "3")]
    assert not any(value[:1] in "=+-@" for row in rows for value in row.values() if value)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("period=2026-13", "period"),
        ("region=12", "region"),
        ("region=999999", "region"),
        ("organisation=NOBODY", "organisation"),
        ("item=NOTHING", "item"),
        ("by=colour", "by"),
    ],
)
def test_wrong_values(city: None, query: str, field: str) -> None:
    answer = Client().get(f"{PATH}?{query}")
    assert problem(answer) == (422, "invalid")
    assert [each["field"] for each in json.loads(answer.content)["errors"]] == [field]


def test_nothing_at_an_address(db: None) -> None:
    assert problem(Client().get("/api/v1/nothing")) == (404, "not-found")
    page = Client().get("/nothing")
    assert page.status_code == 404 and "text/html" in page["Content-Type"]
