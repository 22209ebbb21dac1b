"""Canonical codes of a rating (domain.md §1.3, §2.1; design §5). Adapters convert at the edges."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """评价等级 ``satisfaction``: the five levels of article 6, 5 is best."""

    VERY_CONTENT = 5, _("very content")
    CONTENT = 4, _("content")
    FAIRLY_CONTENT = 3, _("fairly content")
    NOT_CONTENT = 2, _("not content")
    VERY_DISCONTENT = 1, _("very discontent")

    @property
    def negative(self) -> bool:
        """差评: the two levels that article 10 follows up."""
        return self <= Level.NOT_CONTENT


class Channel(models.IntegerChoices):
    """评价渠道 ``pf``."""

    PC = 1, _("computer")
    MOBILE = 2, _("mobile")
    QR_CODE = 3, _("QR code")
    HALL_TABLET = 4, _("window tablet")
    HALL_TERMINAL = 5, _("self-service terminal")
    TELEPHONE = 6, _("telephone")
    SMS = 7, _("SMS")


class Origin(models.TextChoices):
    """来源: who can have said it (design §5). Stored with the rating, never changed."""

    APP = "app", _("signed in, mobile app")
    WEB = "web", _("signed in, web")
    MINIPROGRAM = "miniprogram", _("signed in, mini program")
    SMS_LINK = "sms-link", _("link sent to the number on file")
    SMS_REPLY = "sms-reply", _("reply from the number on file")
    TICKET = "ticket", _("ticket with one-time code")
    DEVICE = "device", _("window tablet or terminal")
    OPERATOR = "operator", _("recorded call by the supervising office")
    PAPER = "paper", _("paper form, confirmed by a second person")
    UNCONFIRMED = "unconfirmed", _("ticket without confirmation")
    LEGACY = "legacy", _("earlier satisfaction system")
    IMPORT = "import", _("imported")

    @property
    def scored(self) -> bool:
        """Whether ratings of this origin enter a score."""
        return self in SCORED_ORIGINS

    @property
    def from_own_number(self) -> bool:
        """Whether the rater used the own number or sign-in; others are told by a notice."""
        return self in _OWN_NUMBER


class Proof(models.TextChoices):
    """证明: what the origin rests on."""

    SIGNED_IN = "signed-in", _("signed-in identity equal to applicant or agent")
    NUMBER_ON_FILE = "number-on-file", _("possession of the number on file")
    ONE_TIME_CODE = "one-time-code", _("one-time code sent to the number on file")
    NONE = "none", _("none")


SCORED_ORIGINS = frozenset(
    {
        Origin.APP,
        Origin.WEB,
        Origin.MINIPROGRAM,
        Origin.SMS_LINK,
        Origin.SMS_REPLY,
        Origin.TICKET,
        Origin.DEVICE,
        Origin.OPERATOR,
        Origin.PAPER,
    }
)
_OWN_NUMBER = frozenset(
    {
        Origin.APP,
        Origin.WEB,
        Origin.MINIPROGRAM,
        Origin.SMS_LINK,
        Origin.SMS_REPLY,
        Origin.TICKET,
    }
)


class Aspect(models.TextChoices):
    """分项评价: the seven aspects of article 2, in its order."""

    COMMITMENT = "commitment", _("keeping of promises")
    ATTITUDE = "attitude", _("attitude")
    MATERIALS = "materials", _("materials asked for")
    EFFICIENCY = "efficiency", _("efficiency")
    VISITS = "visits", _("number of visits")
    MECHANISM = "mechanism", _("service mechanism")
    INTEGRITY = "integrity", _("diligence and integrity")


class RulingKind(models.TextChoices):
    """裁定: what was decided about a rating; the rating itself never changes."""

    SUSPENDED = "suspended", _("suspended: the applicant says it was not made by him")
    REINSTATED = "reinstated", _("reinstated")
    INVALID = "invalid", _("invalid")
    REATTRIBUTED = "reattributed", _("attributed to another organisation or person")

    @property
    def counts(self) -> bool:
        """Whether a rating under this ruling stays in the figures."""
        return self in (RulingKind.REINSTATED, RulingKind.REATTRIBUTED)
