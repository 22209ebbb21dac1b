"""Every code with which the node refuses something: its HTTP status and its sentence.

Codes are part of the interface: they are added, never renamed or reused.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RefusalKind(NamedTuple):
    """``status`` is the HTTP status; ``title`` a sentence for people."""

    status: int
    title: Promise | str


REFUSALS: dict[str, RefusalKind] = {
    # --- requests in general
    "malformed-json": RefusalKind(400, _("The body is not valid JSON.")),
    "malformed-request": RefusalKind(400, _("The request makes no sense.")),
    "invalid": RefusalKind(422, _("Some values are missing or not valid.")),
    "too-large": RefusalKind(413, _("The body is larger than 2 MB.")),
    "batch-too-large": RefusalKind(422, _("A batch holds at most 1,000 items.")),
    "not-found": RefusalKind(404, _("There is nothing at this address.")),
    "method-not-allowed": RefusalKind(405, _("This address does not take that method.")),
    "unsupported-media-type": RefusalKind(415, _("The body must be application/json.")),
    "overloaded": RefusalKind(503, _("The service is very busy. Please try again in a moment.")),
    "unavailable": RefusalKind(503, _("The service is interrupted. Please try again shortly.")),
    "internal-error": RefusalKind(500, _("Something went wrong on our side.")),
    "idempotency-conflict": RefusalKind(409, _("This Idempotency-Key was used with another body.")),
    # --- identity: systems and staff
    "signature-missing": RefusalKind(401, _("The request is not signed.")),
    "unknown-app": RefusalKind(401, _("This app is not known here.")),
    "app-revoked": RefusalKind(401, _("This app's credentials were withdrawn.")),
    "signature-wrong": RefusalKind(401, _("The signature does not match the request.")),
    "timestamp-stale": RefusalKind(401, _("The time of the request is too far from ours.")),
    "nonce-invalid": RefusalKind(401, _("A nonce has 16 to 64 letters and digits.")),
    "nonce-repeated": RefusalKind(401, _("This nonce was used before.")),
    "wrong-kind-of-app": RefusalKind(403, _("This kind of app may not do that.")),
    "not-permitted": RefusalKind(403, _("Your role does not include this.")),
    "out-of-scope": RefusalKind(403, _("This belongs to an organisation outside your scope.")),
    "unknown-account": RefusalKind(404, _("You manage no account with this login.")),
    # --- cases: services and tickets
    "unknown-organisation": RefusalKind(422, _("No organisation has this code.")),
    "already-rated": RefusalKind(409, _("This service was already rated.")),
    "unknown-ticket": RefusalKind(404, _("This rating link is not valid.")),
    "ticket-expired": RefusalKind(410, _("The time for rating this service is over.")),
    # --- ratings: one-time codes and submissions
    "code-required": RefusalKind(403, _("Enter the code sent to the number on file.")),
    "code-wrong": RefusalKind(403, _("The code is wrong or no longer valid.")),
    "code-too-soon": RefusalKind(429, _("A code was sent just now. Please wait a little.")),
    "code-not-possible": RefusalKind(409, _("No telephone number is on file for this service.")),
    "too-many-tries": RefusalKind(429, _("Too many wrong tries. Please ask for a new code.")),
    "rater-not-matching": RefusalKind(
        403, _("The rater is neither the applicant nor the agent of this service.")
    ),
    "unknown-service": RefusalKind(404, _("This service is not known here.")),
    "not-rated-yet": RefusalKind(409, _("There is no first rating to follow up.")),
    "unknown-receipt": RefusalKind(404, _("This receipt is not valid.")),
    # --- work orders
    "unknown-workorder": RefusalKind(404, _("No work order has this number.")),
    "step-not-allowed": RefusalKind(409, _("This step is not possible in the present state.")),
}
