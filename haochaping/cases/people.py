"""The people of a service: sealing them, finding services by them, opening them for the node.

Nothing here is for a page. What opens an envelope uses it at once (to send a message, to compare
an identity) and lets it go.
"""

from typing import Any
from uuid import UUID

import msgspec

from haochaping.cases.models import Person
from haochaping.cases.rules import Applicant
from haochaping.core import crypto

_TABLE = b"cases_person"


def seal(service_key: UUID, applicant: Applicant) -> bytes:
    """The envelope of one service's people, tied to its row."""
    return crypto.seal(msgspec.json.encode(applicant), aad=_TABLE + service_key.bytes)


def unseal(service_key: UUID, envelope: bytes) -> Applicant:
    """Open an envelope; SealBroken when it does not belong to this row."""
    plain = crypto.unseal(envelope, aad=_TABLE + service_key.bytes)
    return msgspec.json.decode(plain, type=Applicant)


def certificate_lookup(cert_type: str, cert_no: str) -> bytes | None:
    """The index value of a certificate; spelling of letters does not matter."""
    if not cert_type or not cert_no:
        return None
    return crypto.lookup("certificate", f"{cert_type}:{cert_no.upper()}")


def mobile_lookup(mobile: str) -> bytes | None:
    """The index value of a mobile number of 11 digits."""
    return crypto.lookup("mobile", mobile) if mobile else None


def row(service_key: UUID, applicant: Applicant) -> tuple[Any, ...]:
    """The columns of ``cases_person`` in the order of ``COLUMNS``."""
    return (
        service_key,
        seal(service_key, applicant),
        certificate_lookup(applicant.cert_type, applicant.cert_no),
        mobile_lookup(applicant.mobile),
        certificate_lookup(applicant.agent_cert_type, applicant.agent_cert_no),
        mobile_lookup(applicant.agent_mobile),
    )


COLUMNS = (
    "service_key",
    "envelope",
    "certificate_lookup",
    "mobile_lookup",
    "agent_certificate_lookup",
    "agent_mobile_lookup",
)


def applicant_of(service_key: UUID) -> Applicant | None:
    """The people of a service, or None when their row was erased."""
    person = Person.objects.filter(pk=service_key).first()
    return None if person is None else unseal(service_key, bytes(person.envelope))


def number_on_file(service_key: UUID) -> str | None:
    """The number that messages to the rater go to: the agent's, else the applicant's."""
    applicant = applicant_of(service_key)
    if applicant is None:
        return None
    return applicant.agent_mobile or applicant.mobile or None
