"""Codes of a work order: its states, its steps, its clocks."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

CONTEXT = "work order"


def _named(english: str) -> "Promise | str":
    """Words that mean something of their own on a work order: "closed" is 已办结 here."""
    return pgettext_lazy(CONTEXT, english)


class State(models.TextChoices):
    """状态: where an order stands on its way from dispatch to closure."""

    DISPATCHING = "dispatching", _named("to be dispatched")
    VERIFYING = "verifying", _named("to be verified")
    RECTIFYING = "rectifying", _named("being rectified")
    ANSWERING = "answering", _named("to be answered")
    ANSWERED = "answered", _named("answered")
    CLOSED = "closed", _named("closed")


class Step(models.TextChoices):
    """步骤: what moves an order on. ``open`` is the writer's own, with the rating."""

    OPEN = "open", _named("opened")
    DISPATCH = "dispatch", _named("dispatch")
    UPHOLD = "uphold", _named("uphold")
    DISMISS = "dismiss", _named("dismiss")
    RECTIFY = "rectify", _named("rectify")
    FEED_BACK = "feed-back", _named("feed back")
    CLOSE = "close", _named("close")


class Unit(models.TextChoices):
    """时限单位: how the days of a deadline are counted."""

    NATURAL = "natural", _named("natural days")
    WORKING = "working", _named("working days")


class Clock(models.TextChoices):
    """时限: which rule a deadline was computed with."""

    DISPATCH = "dispatch", _named("time limit of dispatch")
    VERIFY = "verify", _named("time limit of verification")
    RECTIFY = "rectify", _named("time limit of rectification and answer")
    EXPLAIN = "explain", _named("time limit of explanation")
