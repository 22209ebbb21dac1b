"""Codes of a service, as the national interface family has them (domain.md §2.1, §7.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceStatus(models.IntegerChoices):
    """办理状态 ``proStatus``."""

    PENDING = 1, _("to be accepted")
    ACCEPTED = 2, _("accepted")
    FINISHED = 3, _("finished")


class HandlingChannel(models.IntegerChoices):
    """办件渠道 ``proChannel``: where the service was asked for."""

    ONLINE = 1, _("online")
    OFFLINE = 2, _("offline")


class ApplicantType(models.IntegerChoices):
    """申请人类型 ``userProp`` of the interface family, which GB/T 39046 A.4 numbers otherwise."""

    NATURAL_PERSON = 1, _("natural person")
    ENTERPRISE = 2, _("enterprise")
    PUBLIC_INSTITUTION = 3, _("public institution")
    SOCIAL_ORGANISATION = 4, _("social organisation")
    UNINCORPORATED_ENTERPRISE = 5, _("unincorporated enterprise")
    ADMINISTRATIVE_ORGAN = 6, _("administrative organ")
    OTHER_ORGANISATION = 9, _("other organisation")


class CertificateType(models.TextChoices):
    """证件类型 ``certType`` (GA/T 2000.156 and the codes that interfaces add)."""

    UNIFIED_SOCIAL_CREDIT_CODE = "001", _("unified social credit code")
    IDENTITY_CARD = "111", _("resident identity card")
    HOUSEHOLD_REGISTER = "113", _("household register")
    PASSPORT = "414", _("ordinary passport")
    TAIWAN_TRAVEL_PERMIT = "511", _("travel permit for Taiwan residents")
    HONG_KONG_MACAO_TRAVEL_PERMIT = "516", _("travel permit for Hong Kong and Macao residents")
    FOREIGN_PERMANENT_RESIDENCE = "553", _("permanent residence card for foreigners")
    OTHER = "990", _("other certificate")


class TicketPurpose(models.IntegerChoices):
    """What a ticket lets its holder do."""

    RATE = 1, _("rate a service")
    FOLLOW_UP = 2, _("rate again after rectification")
    DISPUTE = 3, _("say that a rating was not made by oneself")


class TicketWay(models.IntegerChoices):
    """How a ticket reached its holder, which decides what it proves (design §5)."""

    OFFICE = 1, _("through an office: answered by the interface or printed on a receipt")
    SMS = 2, _("sent by the node to the number on file")
