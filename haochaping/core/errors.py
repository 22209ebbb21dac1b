"""One exception for every refusal: a stable code, a status, words for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from haochaping.core.refusals import REFUSALS, RefusalKind


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; ``field`` is its name in the interface."""

    field: str
    message: str


class Refusal(Exception):
    """Something that is not done, with the reason. ``code`` must stand in REFUSALS."""

    def __init__(
        self,
        code: str,
        *,
        detail: str | None = None,
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.kind: RefusalKind = REFUSALS[code]
        self.given_detail = detail
        self.errors = tuple(errors)
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        """The HTTP status of this refusal."""
        return self.kind.status

    @property
    def title(self) -> str:
        """One sentence in the language in force."""
        return str(self.kind.title)

    @property
    def detail(self) -> str:
        """What this case adds to the title, or the title itself."""
        return self.given_detail or self.title

    def problem(self, language: str | None = None) -> dict[str, Any]:
        """The RFC 9457 problem document, in ``language`` or the one in force."""
        if language is not None:
            with override(language):
                return self.problem()
        document: dict[str, Any] = {
            "type": f"urn:haochaping:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.errors:
            document["errors"] = [
                {"field": error.field, "message": str(error.message)} for error in self.errors
            ]
        return document
