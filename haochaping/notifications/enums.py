"""Codes of a message."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
