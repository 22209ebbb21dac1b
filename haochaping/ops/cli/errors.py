"""What ends a command: one line that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import click


class Failure(click.ClickException):
    """A command that cannot do its work; the message is one line for the operator."""

    def format_message(self) -> str:
        """The message on one line, whatever it was made of."""
        return " ".join(self.message.split())


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the domain refuses into a Failure that names the fields."""
    from django.core.exceptions import ValidationError
    from django.utils import translation

    from haochaping.core.errors import Refusal

    # The command line speaks English throughout; pages and interface speak Chinese.
    with translation.override("en"):
        try:
            yield
        except Refusal as refusal:
            fields = "; ".join(f"{error.field}: {error.message}" for error in refusal.errors)
            raise Failure(fields or str(refusal.detail or refusal.title)) from None
        except ValidationError as problem:
            raise Failure("; ".join(problem.messages)) from None
