"""The directory's code lists (GB/T 39046-2020, annex A)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegionLevel(models.IntegerChoices):
    """The five levels of division; the code says which (``rules.region_level``)."""

    PROVINCE = 1, _("province")
    CITY = 2, _("city")
    COUNTY = 3, _("county")
    TOWNSHIP = 4, _("township or street")
    VILLAGE = 5, _("village or community")


class TaskType(models.TextChoices):
    """事项类型 (table A.1): the kinds of which an applicant is served, so that he can rate."""

    LICENCE = "01", _("administrative licence")
    PAYMENT = "05", _("administrative payment")
    CONFIRMATION = "07", _("administrative confirmation")
    REWARD = "08", _("administrative reward")
    RULING = "09", _("administrative ruling")
    OTHER_POWER = "10", _("other administrative power")
    PUBLIC_SERVICE = "20", _("public service")
    OTHER = "99", _("other kind of item")


class ProjectType(models.TextChoices):
    """办件类型 (table A.6): done at once, or promised by a day."""

    IMMEDIATE = "1", _("done at once")
    PROMISED = "2", _("promised by a day")


class Kind(models.TextChoices):
    """What a file that is imported holds, in the order in which an empty node needs them."""

    REGIONS = "regions", _("regions")
    ORGANISATIONS = "organisations", _("organisations")
    HALLS = "halls", _("halls")
    WINDOWS = "windows", _("windows")
    TERMINALS = "terminals", _("terminals")
    STAFF = "staff", _("staff")
    ITEMS = "items", _("service items")
