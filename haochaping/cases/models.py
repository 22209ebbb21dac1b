"""Services, the people served, and one-time codes. All three are keyed by the service key."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from haochaping.cases import enums


class Service(models.Model):
    """One service (服务环节) of a case (办件): the unit that is rated (article 6).

    No foreign keys: codes refer to the directory, so that the table can be distributed by
    ``service_key`` (design §3.5). Nothing here names a person served; see ``Person``.
    """

    service_key = models.UUIDField(primary_key=True)
    project_no = models.CharField(max_length=50)
    service_number = models.IntegerField()
    task_code = models.CharField(max_length=31)
    task_handle_item = models.CharField(max_length=33, db_default="")
    task_name = models.CharField(max_length=200)
    sub_matter = models.CharField(max_length=100, db_default="")
    task_type = models.CharField(max_length=2, db_default="")
    pro_status = models.SmallIntegerField(choices=enums.ServiceStatus.choices)
    org_code = models.CharField(max_length=18)
    area_code = models.CharField(max_length=12)
    hall_code = models.CharField(max_length=32, db_default="")
    window_no = models.CharField(max_length=20, db_default="")
    terminal_no = models.CharField(max_length=32, db_default="")
    staff_no = models.CharField(max_length=10, db_default="")
    staff_name = models.CharField(max_length=50, db_default="")
    pro_channel = models.SmallIntegerField(null=True, choices=enums.HandlingChannel.choices)
    project_type = models.CharField(max_length=1, db_default="")
    service_name = models.CharField(max_length=100, db_default="")
    service_time = models.DateTimeField()
    accept_date = models.DateTimeField(null=True)
    result_date = models.DateTimeField(null=True)
    user_prop = models.SmallIntegerField(choices=enums.ApplicantType.choices)
    app_id = models.CharField(max_length=32)
    content_mac = models.BinaryField()
    ticket_generation = models.SmallIntegerField(db_default=1)
    ticket_key_version = models.SmallIntegerField()
    expires_at = models.DateTimeField()
    default_due = models.DateField()
    received_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    personal_fields = {"staff_name": "a clerk's name, shown on duty by article 8"}
    non_personal_fields = (
        "service_key", "project_no", "service_number", "task_code", "task_handle_item",
        "task_name", "sub_matter", "task_type", "pro_status", "org_code", "area_code",
        "hall_code", "window_no", "terminal_no", "staff_no", "pro_channel", "project_type",
        "service_name", "service_time", "accept_date", "result_date", "user_prop", "app_id",
        "content_mac", "ticket_generation", "ticket_key_version", "expires_at", "default_due",
        "received_at", "updated_at",
    )  # fmt: skip

    class Meta:
        db_table = "cases_service"
        indexes = (
            # One case's services, and the look-up by the number on a receipt.
            models.Index(fields=["project_no", "service_number"], name="cases_service_project"),
            # The sweep for default ratings walks services by the day on which one falls due.
            models.Index(fields=["default_due", "service_key"], name="cases_service_default"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(service_number__gte=1), name="cases_service_number_from_1"
            ),
            models.CheckConstraint(
                condition=Q(pro_status__in=enums.ServiceStatus.values), name="cases_service_status"
            ),
            models.CheckConstraint(
                condition=Q(user_prop__in=enums.ApplicantType.values), name="cases_service_prop"
            ),
            models.CheckConstraint(
                condition=~Q(pro_status__gte=2) | Q(accept_date__isnull=False),
                name="cases_service_accepted_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(pro_status=3) | Q(result_date__gte=F("accept_date")),
                name="cases_service_result_after_acceptance",
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_no}/{self.service_number}"


class LateService(models.Model):
    """A service of which the node learned after its default rating had fallen due.

    The sweep for default ratings walks by due day and never looks back; these it takes from here.
    """

    service_key = models.UUIDField(primary_key=True)

    personal_fields: dict[str, str] = {}
    non_personal_fields = ("service_key",)

    class Meta:
        db_table = "cases_late_service"


class DefaultSweep(models.Model):
    """One row: how far the walk over services that fall due has come, by due day and service key.

    Who takes in services holds a share of its lock until he commits, so the walk never passes a
    day while a service of that day is still on its way in.
    """

    only = models.BooleanField(primary_key=True, default=True)
    day = models.DateField()
    after_key = models.UUIDField()
    batch = models.BigIntegerField(db_default=0)

    personal_fields: dict[str, str] = {}
    non_personal_fields = ("only", "day", "after_key", "batch")

    class Meta:
        db_table = "cases_default_sweep"
        constraints = (
            models.CheckConstraint(condition=Q(only=True), name="cases_default_sweep_one_row"),
        )


class Person(models.Model):
    """Applicant and agent of one service, sealed; found again by keyed digests only."""

    service_key = models.UUIDField(primary_key=True)
    envelope = models.BinaryField()
    certificate_lookup = models.BinaryField(null=True)
    mobile_lookup = models.BinaryField(null=True)
    agent_certificate_lookup = models.BinaryField(null=True)
    agent_mobile_lookup = models.BinaryField(null=True)

    personal_fields = {
        "envelope": "name, certificate, telephone of applicant and agent, sealed with SM4-GCM",
        "certificate_lookup": "keyed digest",
        "mobile_lookup": "keyed digest",
        "agent_certificate_lookup": "keyed digest",
        "agent_mobile_lookup": "keyed digest",
    }
    non_personal_fields = ("service_key",)

    class Meta:
        db_table = "cases_person"
        indexes = (
            # Which services belong to a telephone number (static QR, replies, search).
            models.Index(fields=["mobile_lookup"], name="cases_person_mobile"),
        )


class OneTimeCode(models.Model):
    """A code sent to the number on file of one service. Only its keyed digest is kept.

    ``number_lookup`` is the number's keyed digest: the budgets of promise C5 are per number.
    """

    id = models.BigAutoField(primary_key=True)
    service_key = models.UUIDField()
    number_lookup = models.BinaryField()
    code_mac = models.BinaryField()
    sent_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(db_default=0)
    used_at = models.DateTimeField(null=True)

    personal_fields = {
        "number_lookup": "keyed digest of a telephone number",
        "code_mac": "keyed digest of the code",
    }
    non_personal_fields = ("id", "service_key", "sent_at", "expires_at", "tries", "used_at")

    class Meta:
        db_table = "cases_one_time_code"
        indexes = (
            models.Index(fields=["service_key", "-sent_at"], name="cases_code_service"),
            models.Index(fields=["number_lookup", "-sent_at"], name="cases_code_number"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(tries__range=(0, 5)), name="cases_code_five_tries"),
        )
