"""The one writer of ratings (design §3.2). A page submits a batch of one, the interface many.

The way of a batch, all in one transaction:

1. lock the services (sorted by key) and read what stands beside them;
2. judge every submission by the rules in ``judgement.py``: who is it, may it, is it a repeat;
3. insert the ratings; the primary key decides races, the loser is told the truth;
4. seal the texts, open the orders of negative ratings (hook), leave the events;
5. commit; only then is anybody answered.

A submission that the database refuses as data (which the rules should have caught) costs only
itself: the batch is cut in half until it stands alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DataError, transaction
from django.utils.translation import gettext as _

from haochaping.core.clock import now
from haochaping.core.errors import FieldError, Refusal
from haochaping.core.events import emit_many
from haochaping.ratings import receipts, store
from haochaping.ratings.judgement import Accepted, Judge, Repeated
from haochaping.ratings.rules import Submission


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission: ``refusal`` is None exactly when there is a receipt."""

    refusal: Refusal | None = None
    created: bool = False
    receipt: str = ""
    project_no: str = ""
    service_number: int = 0
    assess_number: int = 0
    accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NegativeRating:
    """A rating of level 1 or 2 for whoever opens its order, inside the writer's transaction.

    ``dims`` are the dimensions of its service: area, org, task, hall, window, terminal, staff,
    service_day.
    """

    service_key: UUID
    assess_number: int
    level: int
    received_at: datetime
    project_no: str
    service_number: int
    dims: dict[str, Any]


NegativeHook = Callable[[Sequence[NegativeRating]], None]
_negative_hooks: list[NegativeHook] = []


def on_negative(hook: NegativeHook) -> NegativeHook:
    """Register what opens the orders of negative ratings; called once per batch that has any."""
    if hook not in _negative_hooks:
        _negative_hooks.append(hook)
    return hook


def submit(submissions: Sequence[Submission]) -> list[Outcome]:
    """Write 1…N ratings; one outcome each, in their order, after commit.

    Raises only what the database raises for the whole batch (it is gone, it is full): then
    nothing was written, and callers may try again.
    """
    try:
        with transaction.atomic():
            return _submit(submissions)
    except DataError:
        if len(submissions) == 1:
            errors = [FieldError("", _("contains characters that cannot be stored"))]
            return [Outcome(refusal=Refusal("invalid", errors=errors))]
        half = len(submissions) // 2
        return submit(submissions[:half]) + submit(submissions[half:])


def _submit(submissions: Sequence[Submission]) -> list[Outcome]:
    judge = Judge.of(submissions, at=now())
    verdicts = [judge.judge(each) for each in submissions]
    accepted = [each for each in verdicts if isinstance(each, Accepted)]
    store.spend_codes(judge.wrong_tries, judge.used_codes, judge.at)
    lost = _write(accepted) if accepted else set()
    return [_outcome(each, lost) for each in verdicts]


def _write(accepted: list[Accepted]) -> set[tuple[UUID, int]]:
    """Insert everything that belongs to accepted ratings; answers those that lost a race.

    With the service's row locked by sharers only, two batches can accept the same service at
    once: the second insert waits for the first one's commit and then inserts nothing.
    """
    inserted = store.insert_ratings(accepted)
    won = [each for each in accepted if each.key in inserted]
    store.insert_texts(won)
    negatives = [_negative(each) for each in won if each.submission.level <= 2]
    if negatives:
        for hook in _negative_hooks:
            hook(negatives)
    emit_many([store.accepted_event(each) for each in won])
    return {each.key for each in accepted} - inserted


def _negative(accepted: Accepted) -> NegativeRating:
    service = accepted.service
    return NegativeRating(
        service_key=service.key,
        assess_number=accepted.assess_number,
        level=accepted.submission.level,
        received_at=accepted.received_at,
        project_no=service.project_no,
        service_number=service.service_number,
        dims=service.dims,
    )


def _outcome(verdict: "Accepted | Repeated | Refusal", lost: set[tuple[UUID, int]]) -> Outcome:
    if isinstance(verdict, Refusal):
        return Outcome(refusal=verdict)
    if isinstance(verdict, Accepted) and verdict.key in lost:
        return _after_lost_race(verdict)
    service = verdict.service
    return Outcome(
        created=isinstance(verdict, Accepted),
        receipt=receipts.issue(service.key, verdict.assess_number),
        project_no=service.project_no,
        service_number=service.service_number,
        assess_number=verdict.assess_number,
        accepted_at=verdict.received_at,
    )


def _after_lost_race(verdict: Accepted) -> Outcome:
    """Another submission for the same service committed first: a repeat, or the truth."""
    mark = store.rating_mark(verdict.service.key, verdict.assess_number)
    if mark is None or mark.content_mac != verdict.content_mac:
        return Outcome(refusal=Refusal("already-rated"))
    repeated = Repeated(verdict.service, verdict.assess_number, mark.received_at)
    return _outcome(repeated, set())
