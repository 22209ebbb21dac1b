"""Codes of a work order: its states, its steps, its clocks."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

CONTEXT = "work order"


def _(words: str) -> "Promise | str":
    """Words that mean something of their own on a work order: "closed" is 已办结 here."""
    return pgettext_lazy(CONTEXT, words)


class State(models.TextChoices):
    """状态: where an order stands on its way from dispatch to closure."""

    DISPATCHING = "dispatching", _("to be dispatched")
    VERIFYING = "verifying", _("to be verified")
    RECTIFYING = "rectifying", _("being rectified")
    ANSWERING = "answering", _("to be answered")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")

    @property
    def open(self) -> bool:
        """Whether somebody still has something to do."""
        return self is not State.CLOSED


class Step(models.TextChoices):
    """步骤: what moves an order on. ``open`` is the writer's own, with the rating."""

    OPEN = "open", _("opened")
    DISPATCH = "dispatch", _("dispatch")
    UPHOLD = "uphold", _("uphold")
    DISMISS = "dismiss", _("dismiss")
    RECTIFY = "rectify", _("rectify")
    FEED_BACK = "feed-back", _("feed back")
    CLOSE = "close", _("close")


class Unit(models.TextChoices):
    """时限单位: how the days of a deadline are counted."""

    NATURAL = "natural", _("natural days")
    WORKING = "working", _("working days")


class Clock(models.TextChoices):
    """时限: which rule a deadline was computed with."""

    DISPATCH = "dispatch", _("time limit of dispatch")
    VERIFY = "verify", _("time limit of verification")
    RECTIFY = "rectify", _("time limit of rectification and answer")
    EXPLAIN = "explain", _("time limit of explanation")
