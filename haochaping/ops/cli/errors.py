"""What ends a command: one line that says what to do."""

import click


class Failure(click.ClickException):
    """A command that cannot do its work; the message is one line for the operator."""

    def format_message(self) -> str:
        return " ".join(self.message.split())
