"""What a business system may say of a service (api.md §3): pure reading and checking."""

import datetime as dt
from typing import Any, NamedTuple

import msgspec
from django.utils.translation import gettext as _

from haochaping.cases import fields
from haochaping.cases.enums import ApplicantType, CertificateType, HandlingChannel, ServiceStatus
from haochaping.core.errors import FieldError, Refusal
from haochaping.directory.enums import ProjectType, TaskType
from haochaping.directory.reference import Reference

# Clocks of business systems run a little fast; more than this is a time in the future.
CLOCK_TOLERANCE = dt.timedelta(minutes=5)


class Field(NamedTuple):
    """One field: its name in the interface, its attribute here, how it is read."""

    name: str
    attribute: str
    parse: fields.Parser
    required: bool = False


class Applicant(msgspec.Struct, frozen=True, kw_only=True):
    """The personal part of a service: sealed into one envelope, shown to nobody."""

    name: str
    cert_type: str
    cert_no: str
    mobile: str = ""
    agent_name: str = ""
    agent_cert_type: str = ""
    agent_cert_no: str = ""
    agent_mobile: str = ""


class ServiceItem(msgspec.Struct, frozen=True, kw_only=True):
    """One service as pushed, parsed. Times are aware; ``area_code`` has 12 digits."""

    project_no: str
    service_number: int
    task_code: str
    task_name: str
    pro_status: int
    org_code: str
    area_code: str
    service_time: dt.datetime
    user_prop: int
    applicant: Applicant
    task_handle_item: str = ""
    sub_matter: str = ""
    task_type: str = ""
    org_name: str = ""
    hall_code: str = ""
    window_no: str = ""
    terminal_no: str = ""
    staff_no: str = ""
    staff_name: str = ""
    pro_channel: int | None = None
    project_type: str = ""
    service_name: str = ""
    accept_date: dt.datetime | None = None
    result_date: dt.datetime | None = None

    def canonical(self) -> bytes:
        """The parsed values as bytes: equal for equal content, however it was written.

        Times are in UTC there, so that the same moment with another offset compares equal.
        """
        values = msgspec.structs.asdict(self)
        for name in ("service_time", "accept_date", "result_date"):
            if values[name] is not None:
                values[name] = values[name].astimezone(dt.UTC)
        return msgspec.json.encode(values)


SERVICE_FIELDS = (
    Field("projectNo", "project_no", fields.text(50), required=True),
    Field("serviceNumber", "service_number", fields.number(1, 32767), required=True),
    Field("taskCode", "task_code", fields.exactly({31}), required=True),
    Field("taskHandleItem", "task_handle_item", fields.exactly({33})),
    Field("taskName", "task_name", fields.text(200), required=True),
    Field("subMatter", "sub_matter", fields.text(100, least=0)),
    Field("taskType", "task_type", fields.code(TaskType.values)),
    Field("proStatus", "pro_status", fields.one_of(ServiceStatus.values), required=True),
    Field("orgCode", "org_code", fields.exactly({18}), required=True),
    Field("orgName", "org_name", fields.text(200, least=0)),
    Field("areaCode", "area_code", fields.area, required=True),
    Field("hallCode", "hall_code", fields.text(32)),
    Field("windowNo", "window_no", fields.text(20)),
    Field("terminalNo", "terminal_no", fields.text(32)),
    Field("staffNo", "staff_no", fields.text(10)),
    Field("staffName", "staff_name", fields.text(50, least=0)),
    Field("proChannel", "pro_channel", fields.one_of(HandlingChannel.values)),
    Field("projectType", "project_type", fields.code(ProjectType.values)),
    Field("acceptDate", "accept_date", fields.moment),
    Field("resultDate", "result_date", fields.moment),
    Field("serviceName", "service_name", fields.text(100, least=0)),
    Field("serviceTime", "service_time", fields.moment, required=True),
    Field("userProp", "user_prop", fields.one_of(ApplicantType.values), required=True),
)
APPLICANT_FIELDS = (
    Field("userName", "name", fields.text(100), required=True),
    Field("certType", "cert_type", fields.code(CertificateType.values), required=True),
    Field("certNo", "cert_no", fields.text(40), required=True),
    Field("mobile", "mobile", fields.mobile),
    Field("agentName", "agent_name", fields.text(100)),
    Field("agentCertType", "agent_cert_type", fields.code(CertificateType.values)),
    Field("agentCertNo", "agent_cert_no", fields.text(40)),
    Field("agentMobile", "agent_mobile", fields.mobile),
)
_KNOWN = {field.name for field in SERVICE_FIELDS + APPLICANT_FIELDS}


def parse_service(raw: Any, *, now: dt.datetime) -> ServiceItem:
    """Read one item; Refusal ``invalid`` that names every field that is wrong."""
    if not isinstance(raw, dict):
        raise Refusal("invalid", errors=[FieldError("", _("must be an object"))])
    errors = [FieldError(name, _("is not a field of a service")) for name in raw.keys() - _KNOWN]
    service = _read(raw, SERVICE_FIELDS, errors)
    applicant = _read(raw, APPLICANT_FIELDS, errors)
    errors += _time_errors(service, now)
    if errors:
        raise Refusal("invalid", errors=sorted(errors, key=lambda error: error.field))
    return ServiceItem(applicant=Applicant(**applicant), **service)


def _read(
    raw: dict[str, Any], table: tuple[Field, ...], errors: list[FieldError]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in table:
        value = raw.get(field.name)
        # An empty optional field is how many systems say that they have nothing to say.
        if value is None or (value == "" and not field.required):
            if field.required:
                errors.append(FieldError(field.name, _("is required")))
            continue
        try:
            values[field.attribute] = field.parse(value)
        except fields.NotValid as error:
            errors.append(FieldError(field.name, str(error)))
    return values


def _time_errors(values: dict[str, Any], now: dt.datetime) -> list[FieldError]:
    """Times that cannot be: in the future, a result without or before its acceptance."""
    errors = []
    latest = now + CLOCK_TOLERANCE
    for name, attribute in (
        ("serviceTime", "service_time"),
        ("acceptDate", "accept_date"),
        ("resultDate", "result_date"),
    ):
        if attribute in values and values[attribute] > latest:
            errors.append(FieldError(name, _("lies in the future")))
    status = values.get("pro_status", 0)
    accepted, result = values.get("accept_date"), values.get("result_date")
    if status >= ServiceStatus.ACCEPTED and accepted is None:
        errors.append(FieldError("acceptDate", _("is required once a case was accepted")))
    if status == ServiceStatus.FINISHED and result is None:
        errors.append(FieldError("resultDate", _("is required once a case is finished")))
    if accepted is not None and result is not None and result < accepted:
        errors.append(FieldError("resultDate", _("lies before the acceptance")))
    return errors


def check_references(item: ServiceItem, directory: Reference) -> None:
    """Refuse codes that the directory does not know or that do not belong together."""
    errors = []

    def unless(known: bool, field: str, message: str) -> None:
        if not known:
            errors.append(FieldError(field, message))

    unless(item.org_code in directory.organisations, "orgCode", _("no organisation has this code"))
    unless(item.area_code in directory.regions, "areaCode", _("no region has this code"))
    unless(item.task_code in directory.items, "taskCode", _("no service item has this code"))
    if item.task_handle_item:
        unless(
            item.task_handle_item.startswith(item.task_code),
            "taskHandleItem",
            _("does not begin with the item's code"),
        )
    if item.hall_code:
        unless(item.hall_code in directory.halls, "hallCode", _("no hall has this code"))
    if item.window_no:
        known = (item.hall_code, item.window_no) in directory.windows
        unless(known, "windowNo", _("this hall has no window of this number"))
    if item.terminal_no:
        known = item.terminal_no in directory.terminals
        unless(known, "terminalNo", _("no terminal has this number"))
    if item.staff_no:
        unless(item.staff_no in directory.staff, "staffNo", _("no clerk has this number"))
    if errors:
        raise Refusal("invalid", errors=errors)
