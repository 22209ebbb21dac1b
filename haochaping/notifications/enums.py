"""Codes of a message."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

_CONTEXT = "message"


def _named(english: str) -> "Promise | str":
    """Words that mean something of their own on a message."""
    return pgettext_lazy(_CONTEXT, english)


class Kind(models.TextChoices):
    """短信类型: what a message is for."""

    CODE = "code", _named("one-time code")
    ANSWER = "answer", _named("answer to a rating")
    NOT_ME = "not-me", _named("notice that a rating was received")


class MessageState(models.TextChoices):
    """短信状态: what became of a message."""

    WAITING = "waiting", _named("waiting")
    SENT = "sent", _named("sent")
    GIVEN_UP = "given-up", _named("given up")
