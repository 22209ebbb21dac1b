"""``POST /api/v1/services``: results per item, re-pushes, and every refusal with its code."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection

from haochaping.cases.models import Person, Service
from haochaping.core.clock import display, now, parse_time
from haochaping.core.models import EventInbox
from tests.fixtures.city import service_raw
from tests.fixtures.systems import System, problem


def test_a_service_is_taken_in_with_its_people_sealed(business: System) -> None:
    (result,) = business.push(service_raw())
    assert result["status"] == "created" and result["error"] is None
    assert 22 <= len(result["ticket"]) <= 64 and result["ticket"].isalnum()
    assert result["rateUrl"].endswith("/r/" + result["ticket"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM cases_service s")
        stored = cursor.fetchone()[0]
    envelope = bytes(Person.objects.get().envelope)
    for secret in ("申请人甲", "411081190001010014", "19900000001"):
        assert secret not in stored and secret.encode() not in envelope


def test_a_push_again_answers_the_same_ticket(business: System) -> None:
    (first,) = business.push(service_raw())
    (again,) = business.push(service_raw())
    assert (again["status"], again["ticket"]) == ("unchanged", first["ticket"])
    (changed,) = business.push(service_raw(staffName="另一人"))
    assert (changed["status"], changed["ticket"]) == ("updated", first["ticket"])
    assert Service.objects.get().staff_name == "另一人"
    kinds = list(EventInbox.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["service.created", "service.updated"]


def test_the_same_moment_written_otherwise_is_no_change(business: System) -> None:
    raw = service_raw()
    business.push(raw)
    utc = parse_time(raw["serviceTime"]).astimezone(dt.UTC)
    (again,) = business.push(raw | {"serviceTime": utc.strftime("%Y-%m-%dT%H:%M:%SZ")})
    assert again["status"] == "unchanged"


def test_a_bad_item_harms_no_other(business: System) -> None:
    good, bad = service_raw("GOOD-1"), service_raw("BAD-1", taskCode="short")
    results = business.push(good, bad, service_raw("GOOD-2"))
    assert [each["status"] for each in results] == ["created", "rejected", "created"]
    assert results[1]["error"]["code"] == "invalid"
    assert [each["field"] for each in results[1]["error"]["errors"]] == ["taskCode"]


def test_the_same_service_twice_in_one_push(business: System) -> None:
    results = business.push(service_raw(), service_raw(), service_raw(subMatter="户籍"))
    assert [each["status"] for each in results] == ["created", "unchanged", "updated"]


def _in_an_hour() -> str:
    return display(now() + dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"projectNo": None}, "projectNo"),
        ({"projectNo": "9" * 51}, "projectNo"),
        ({"projectNo": 17}, "projectNo"),
        ({"projectNo": "nul\0"}, "projectNo"),
        ({"serviceNumber": 0}, "serviceNumber"),
        ({"serviceNumber": "one"}, "serviceNumber"),
        ({"serviceNumber": True}, "serviceNumber"),
        ({"taskCode": "9" * 31}, "taskCode"),
        ({"taskHandleItem": "9" * 33}, "taskHandleItem"),
        ({"proStatus": 4}, "proStatus"),
        ({"orgCode": "9" * 18}, "orgCode"),
        ({"areaCode": "41108"}, "areaCode"),
        ({"areaCode": "999999"}, "areaCode"),
        ({"hallCode": "NONE"}, "hallCode"),
        ({"windowNo": "Z99"}, "windowNo"),
        ({"terminalNo": "T99"}, "terminalNo"),
        ({"staffNo": "NOBODY"}, "staffNo"),
        ({"taskType": "77"}, "taskType"),
        ({"userProp": 7}, "userProp"),
        ({"certType": "000"}, "certType"),
        ({"mobile": "0374-123"}, "mobile"),
        ({"serviceTime": "yesterday"}, "serviceTime"),
        ({"serviceTime": 20261124}, "serviceTime"),
        ({"serviceTime": _in_an_hour()}, "serviceTime"),
        ({"acceptDate": None}, "acceptDate"),
        ({"resultDate": None}, "resultDate"),
        ({"resultDate": "2020-01-01 00:00:00"}, "resultDate"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_each_wrong_value_is_named(business: System, change: dict[str, Any], field: str) -> None:
    raw = {**service_raw(), **change}
    raw = {name: value for name, value in raw.items() if value is not None}
    (result,) = business.push(raw)
    assert result["status"] == "rejected" and result["ticket"] is None
    assert field in [each["field"] for each in result["error"]["errors"]]
    assert Service.objects.count() == 0 and EventInbox.objects.count() == 0


def test_an_item_that_is_no_object(business: System) -> None:
    answer = business.post("/api/v1/services", {"services": ["text"]})
    assert json.loads(answer.content)["results"][0]["error"]["code"] == "invalid"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", (400, "malformed-json")),
        (b"\xff", (400, "malformed-json")),
        (b"[" * 20000, (400, "malformed-json")),
        (b"[]", (422, "invalid")),
        (b"{}", (422, "invalid")),
        (b'{"services": []}', (422, "invalid")),
        (b'{"services": {}}', (422, "invalid")),
        (b'{"services": [1], "more": 1}', (422, "invalid")),
        (b'{"services": [' + b"1," * 1000 + b"1]}", (422, "batch-too-large")),
        (b" " * (2 * 1024 * 1024 + 1), (413, "too-large")),
    ],
)
def test_a_wrong_body(business: System, body: bytes, expected: tuple[int, str]) -> None:
    assert problem(business.post("/api/v1/services", body)) == expected
    assert Service.objects.count() == 0


def test_an_idempotency_key_gives_the_same_answer(business: System) -> None:
    body = {"services": [service_raw()]}
    first = business.post("/api/v1/services", body, **{"idempotency-key": "k-1"})
    again = business.post("/api/v1/services", body, **{"idempotency-key": "k-1"})
    assert again.content == first.content and b"created" in again.content
    other = {"services": [service_raw("OTHER")]}
    conflict = business.post("/api/v1/services", other, **{"idempotency-key": "k-1"})
    assert problem(conflict) == (409, "idempotency-conflict")


def test_wrong_signatures(business: System, channel: System) -> None:
    body = {"services": [service_raw()]}
    path = "/api/v1/services"
    cases = {
        "signature-wrong": {"x-signature": "0" * 64},
        "unknown-app": {"x-app-id": "nobody"},
        "signature-missing": {"x-nonce": ""},
    }
    for code, changed in cases.items():
        assert problem(business.post(path, body, **changed)) == (401, code)
    assert problem(channel.post(path, body)) == (403, "wrong-kind-of-app")
    replayed = business.headers("POST", path, json.dumps(body).encode())
    assert business.post(path, body, **replayed).status_code == 200
    assert problem(business.post(path, body, **replayed)) == (401, "nonce-repeated")


def test_a_refusal_speaks_english_when_asked(business: System) -> None:
    answer = business.post("/api/v1/services", b"{", **{"accept-language": "en"})
    assert json.loads(answer.content)["title"] == "The body is not valid JSON."
