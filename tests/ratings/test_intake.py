"""The one writer: what it accepts, repeats and refuses, and what stands in the tables after."""

from typing import Any

import pytest

from haochaping.cases.codes import issue_code
from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.cases.models import OneTimeCode
from haochaping.cases.tickets import Ticket
from haochaping.core.errors import Refusal
from haochaping.core.models import EventInbox
from haochaping.ratings.enums import Origin, Proof
from haochaping.ratings.intake import Outcome, submit
from haochaping.ratings.models import Rating, RatingText
from haochaping.ratings.queries import labels_in_use, raw_text, redacted_text
from haochaping.ratings.rules import parse_submission
from tests.fixtures.city import Push


def sms_ticket(ticket: Ticket) -> str:
    """The same service's ticket as the node itself would send it to the number on file."""
    return Ticket(
        ticket.service_key, TicketPurpose.RATE, TicketWay.SMS, ticket.generation, ticket.key_version
    ).text()


def rate(ticket: str, satisfaction: Any = 5, **more: Any) -> Outcome:
    raw = {"ticket": ticket, "satisfaction": satisfaction, "pf": 2, **more}
    return submit([parse_submission(raw, labels_in_use())])[0]


def test_a_link_sent_to_the_rater_is_proof_enough(push: Push) -> None:
    ticket = push().ticket
    assert ticket is not None
    outcome = rate(sms_ticket(ticket), 4, evalDetail=["406"])
    assert outcome.created and len(outcome.receipt) == 41
    rating = Rating.objects.get()
    assert (rating.level, rating.labels) == (4, [406])
    assert (rating.origin, rating.proof) == (Origin.SMS_LINK, Proof.NUMBER_ON_FILE)
    event = EventInbox.objects.get(kind="rating.accepted")
    assert event.payload["level"] == 4 and event.service_key == ticket.service_key


def test_an_offices_ticket_needs_the_code_sent_to_the_rater(push: Push) -> None:
    ticket = push().ticket
    assert ticket is not None
    refused = rate(ticket.text()).refusal
    assert refused is not None and refused.code == "code-required"
    code = issue_code(ticket.service_key).code
    wrong = "000000" if code != "000000" else "000001"
    refused = rate(ticket.text(), code=wrong).refusal
    assert refused is not None and refused.code == "code-wrong"
    outcome = rate(ticket.text(), code=code)
    assert outcome.created
    rating = Rating.objects.get()
    assert (rating.origin, rating.proof) == (Origin.TICKET, Proof.ONE_TIME_CODE)
    stored = OneTimeCode.objects.get()
    assert stored.tries == 1 and stored.used_at is not None


def test_five_wrong_codes_end_the_code(push: Push) -> None:
    ticket = push().ticket
    assert ticket is not None
    code = issue_code(ticket.service_key).code
    wrong = "000000" if code != "000000" else "000001"
    codes = [rate(ticket.text(), code=wrong).refusal for _ in range(6)]
    assert [each.code for each in codes if each] == ["code-wrong"] * 5 + ["too-many-tries"]
    refused = rate(ticket.text(), code=code).refusal
    assert refused is not None and refused.code == "too-many-tries"
    assert Rating.objects.count() == 0


def test_a_repeat_answers_the_same_receipt_and_another_value_is_refused(push: Push) -> None:
    ticket = push().ticket
    assert ticket is not None
    first = rate(sms_ticket(ticket), 5, evalDetail=["517", "510"])
    again = rate(sms_ticket(ticket), 5, evalDetail=["510", "517"])
    assert not again.created and again.receipt == first.receipt
    other = rate(sms_ticket(ticket), 4).refusal
    assert other is not None and other.code == "already-rated"
    assert Rating.objects.count() == 1


def test_who_has_no_code_cannot_find_the_level_by_trying(push: Push) -> None:
    ticket = push().ticket
    assert ticket is not None
    code = issue_code(ticket.service_key).code
    assert rate(ticket.text(), 3, code=code).created
    assert rate(ticket.text(), 3, code=code).receipt
    answers = {
        refused.code for level in (3, 4, 5) if (refused := rate(ticket.text(), level).refusal)
    }
    assert answers == {"already-rated"}


def test_two_of_one_batch_for_one_service_make_one_rating(push: Push) -> None:
    ticket = push().ticket
    assert ticket is not None
    raws = [{"ticket": sms_ticket(ticket), "satisfaction": level, "pf": 2} for level in (5, 5, 4)]
    outcomes = submit([parse_submission(raw, labels_in_use()) for raw in raws])
    assert [each.created for each in outcomes] == [True, False, False]
    assert outcomes[0].receipt == outcomes[1].receipt
    assert outcomes[2].refusal is not None and outcomes[2].refusal.code == "already-rated"


def test_a_text_is_sealed_and_shown_without_numbers(push: Push) -> None:
    ticket = push().ticket
    assert ticket is not None
    text = "等了两个小时，请打我电话 199 0000 0001"
    assert rate(sms_ticket(ticket), 2, writingEvaluation=text).created
    envelope = bytes(RatingText.objects.get().envelope)
    assert "电话".encode() not in envelope
    assert raw_text(ticket.service_key) == text
    assert "0001" not in redacted_text(ticket.service_key)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"satisfaction": 6}, "satisfaction"),
        ({"satisfaction": "5"}, "satisfaction"),
        ({"satisfaction": True}, "satisfaction"),
        ({"satisfaction": None}, "satisfaction"),
        ({"evalDetail": ["207"]}, "evalDetail"),
        ({"evalDetail": ["501"]}, "evalDetail"),
        ({"evalDetail": "510"}, "evalDetail"),
        ({"satisfaction": 2}, "evalDetail"),
        ({"aspects": {"attitude": 6}}, "aspects.attitude"),
        ({"aspects": {"speed": 5}}, "aspects.speed"),
        ({"writingEvaluation": "字" * 501}, "writingEvaluation"),
        ({"writingEvaluation": "nul\0"}, "writingEvaluation"),
        ({"pf": 8}, "pf"),
        ({"publish": "yes"}, "publish"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_each_wrong_value_is_named(push: Push, change: dict[str, Any], field: str) -> None:
    ticket = push().ticket
    assert ticket is not None
    raw = {"ticket": sms_ticket(ticket), "satisfaction": 5, "pf": 2} | change
    with pytest.raises(Refusal) as refused:
        parse_submission(raw, labels_in_use())
    assert refused.value.code == "invalid"
    assert [error.field for error in refused.value.errors] == [field]
