"""Codes of a message."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


def _(words: str) -> "Promise | str":
    """Words that mean something of their own on a message."""
    return pgettext_lazy("message", words)


class Kind(models.TextChoices):
    """短信类型: what a message is for."""

    CODE = "code", _("one-time code")
    ANSWER = "answer", _("answer to a rating")
    NOT_ME = "not-me", _("notice that a rating was received")


class MessageState(models.TextChoices):
    """短信状态: what became of a message."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    GIVEN_UP = "given-up", _("given up")
