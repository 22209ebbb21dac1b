"""The outbox's round: deliver what is due, end what is too late.

``config/schedule.py`` starts it every minute, for what is to be tried again; a new message asks
for a round of its own, so that nobody waits for the minute.
"""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from haochaping.core.clock import now
from haochaping.notifications import actions

ROUND = "notifications.deliver"


def ask_for_round() -> None:
    """Have the worker make a round when the caller's transaction has committed."""
    try:
        # A round that waits already will see these messages too. Its refusal must not take the
        # caller's transaction with it.
        with transaction.atomic():
            app.configure_task(ROUND, queueing_lock=ROUND).defer()
    except AlreadyEnqueued:
        pass


def deliver_all() -> int:
    """Make rounds until nothing is due; answers how many messages were worked on."""
    worked_on = 0
    while batch := deliver_waiting():
        worked_on += batch
    return worked_on


def deliver_waiting(limit: int = 200) -> int:
    """Deliver at most ``limit`` due messages; answers how many were worked on."""
    moment = now()
    taken = actions.claim(at=moment, limit=limit)
    late = [message.id for message in taken if message.expires_at <= moment]
    actions.give_up(late)
    actions.deliver([message for message in taken if message.expires_at > moment])
    return len(taken)
