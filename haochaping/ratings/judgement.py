"""Who may rate what: the rules that the writer applies to each submission of a batch.

``Judge`` reads once for the whole batch and then decides in memory, submission by submission, in
their order: of two submissions for one service in one batch the first is accepted.
"""

import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from haochaping.cases.codes import TRIES, code_mac
from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.cases.tickets import Ticket
from haochaping.core.clock import business_day
from haochaping.core.errors import Refusal
from haochaping.core.ids import service_key
from haochaping.ratings import repeats, store
from haochaping.ratings.enums import Channel, Origin, Proof
from haochaping.ratings.rules import Claim, Submission
from haochaping.ratings.store import CodeRow, Mark, ServiceRow

Key = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A submission that becomes a rating."""

    submission: Submission
    service: ServiceRow
    assess_number: int
    origin: Origin
    proof: Proof
    content_mac: bytes
    received_at: dt.datetime
    supersedes_default: dt.date | None

    @property
    def key(self) -> Key:
        """The rating's primary key."""
        return self.service.key, self.assess_number


@dataclass(frozen=True, slots=True)
class Repeated:
    """A submission that says again what was accepted before."""

    service: ServiceRow
    assess_number: int
    received_at: dt.datetime | None


Verdict = Accepted | Repeated | Refusal


@dataclass(slots=True)
class Judge:
    """Everything that a batch's verdicts rest on, read after the services were locked."""

    at: dt.datetime
    services: dict[UUID, ServiceRow]
    marks: dict[Key, Mark]
    codes: dict[UUID, list[CodeRow]]
    people: dict[UUID, store.PersonRow]
    keys_seen: dict[bytes, bytes]
    wrong_tries: list[int] = field(default_factory=list)
    used_codes: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, submissions: Sequence[Submission], *, at: dt.datetime) -> "Judge":
        """Lock and read for a batch.

        A rating of a service that has fallen due and the sweep for default ratings must see each
        other, so they meet at the fence. It is taken from the beginning of the day on, the sweep
        works from its end on: clocks of two machines may differ by hours.
        """
        keys = sorted({_service_key(each) for each in submissions})
        services, marks = store.lock_and_read(keys, business_day(at))
        with_code = [
            _service_key(each)
            for each in submissions
            if each.code is not None and each.ticket and each.ticket.way == TicketWay.OFFICE
        ]
        claimed = [_service_key(each) for each in submissions if each.claim is not None]
        return cls(
            at=at,
            services=services,
            marks=marks,
            codes=store.codes_of(with_code, at) if with_code else {},
            people=store.people_of(claimed) if claimed else {},
            keys_seen=repeats.take_submission_keys(submissions),
        )

    def judge(self, submission: Submission) -> Verdict:
        """The verdict on one submission."""
        try:
            return self._judge(submission)
        except Refusal as refusal:
            return refusal

    def _judge(self, submission: Submission) -> Verdict:
        repeats.check_submission_key(submission, self.keys_seen)
        service, assess_number = self._service(submission)
        origin, proof = self._proof(submission, service, assess_number)
        digest = store.content_mac(service.key, assess_number, submission)
        mark = self.marks.get((service.key, assess_number))
        if mark is not None:
            if mark.content_mac != digest:
                raise Refusal("already-rated")
            return Repeated(service, assess_number, mark.received_at)
        if assess_number == 2 and (service.key, 1) not in self.marks:
            raise Refusal("not-rated-yet")
        default = self.marks.get((service.key, 0))
        self.marks[service.key, assess_number] = Mark(digest, self.at, None)
        return Accepted(
            submission=submission,
            service=service,
            assess_number=assess_number,
            origin=origin,
            proof=proof,
            content_mac=digest,
            received_at=self.at,
            supersedes_default=default.day if default and assess_number == 1 else None,
        )

    def _service(self, submission: Submission) -> tuple[ServiceRow, int]:
        ticket = submission.ticket
        service = self.services.get(_service_key(submission))
        if ticket is None:
            if service is None:
                raise Refusal("unknown-service")
        elif (
            service is None
            or service.generation != ticket.generation
            or ticket.purpose == TicketPurpose.DISPUTE
        ):
            raise Refusal("unknown-ticket")
        follow_up = ticket is not None and ticket.purpose == TicketPurpose.FOLLOW_UP
        # A follow-up has its own time: it begins when the office has answered, not at the service.
        if not follow_up and self.at >= service.expires_at:
            raise Refusal("ticket-expired")
        return service, 2 if follow_up else 1

    def _proof(
        self, submission: Submission, service: ServiceRow, assess_number: int
    ) -> tuple[Origin, Proof]:
        """Origin and proof by the table of design §5; Refusal when the proof is not given."""
        if submission.claim is not None:
            return self._signed_in(submission.claim, submission.pf, service)
        assert submission.ticket is not None
        if submission.ticket.way == TicketWay.SMS:
            return Origin.SMS_LINK, Proof.NUMBER_ON_FILE
        if not settings.NODE.ticket_code:
            return Origin.UNCONFIRMED, Proof.NONE
        if submission.code is None:
            # Whether the values equal the stored ones is told only to who has the code: an
            # office that kept the ticket could otherwise find the level by trying all five.
            rated = (service.key, assess_number) in self.marks
            raise Refusal("already-rated" if rated else "code-required")
        self._check_code(submission.ticket, submission.code, (service.key, assess_number))
        return Origin.TICKET, Proof.ONE_TIME_CODE

    def _signed_in(self, claim: Claim, pf: int, service: ServiceRow) -> tuple[Origin, Proof]:
        person = self.people.get(service.key)
        if person is None or not person.matches(claim.rater):
            raise Refusal("rater-not-matching")
        return (Origin.WEB if pf == Channel.PC else Origin.APP), Proof.SIGNED_IN

    def _check_code(self, ticket: Ticket, code: str, key: Key) -> None:
        rated = key in self.marks
        given = code_mac(ticket.service_key, code)
        live = self.codes.get(ticket.service_key, [])
        for row in live:
            if not hmac.compare_digest(row.code_mac, given):
                continue
            # A used code proves a repeat, and nothing else.
            if (row.used and rated) or row.alive(self.at, TRIES):
                row.used = True
                self.used_codes.append(row.id)
                return
        alive = [row for row in live if row.alive(self.at, TRIES)]
        for row in alive:
            row.tries += 1
            self.wrong_tries.append(row.id)
        exhausted = live and not alive and not rated
        raise Refusal("too-many-tries" if exhausted else "code-wrong")


def _service_key(submission: Submission) -> UUID:
    if submission.ticket is not None:
        return submission.ticket.service_key
    assert submission.claim is not None
    return service_key(submission.claim.project_no, submission.claim.service_number)
