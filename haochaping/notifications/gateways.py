"""How an SMS leaves the node: one interface, several ways out.

``HAOCHAPING_SMS`` names the way: ``file`` (the default: one JSON object a line in the data
directory, for trial and tests) or ``console`` (shown to whoever runs the node, number masked).
"""

import fcntl
import json
import os
import sys
from pathlib import Path
from typing import Protocol

from django.conf import settings

from haochaping.core.clock import now, to_rfc3339
from haochaping.privacy.masking import mask_mobile


class GatewayFailed(Exception):
    """The message did not leave; it may be tried again. The text names no number and no words."""


class Gateway(Protocol):
    """A way out."""

    def send(self, number: str, text: str) -> None:
        """Hand one message over; GatewayFailed when it was not taken."""


class FileGateway:
    """Appends ``{"number", "text", "time"}`` to a file that only the node's account may read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, number: str, text: str) -> None:
        """Append one line; lines of several processes do not mix."""
        entry = {"number": number, "text": text, "time": to_rfc3339(now())}
        line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "wb", buffering=0) as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                stream.write(line)
        except OSError as error:
            raise GatewayFailed(f"the file of messages: {error.strerror}") from error


class ConsoleGateway:
    """Shows messages to the developer who runs the node in his own terminal."""

    def send(self, number: str, text: str) -> None:
        """Print one message."""
        sys.stderr.write(f"SMS {mask_mobile(number)}: {text}\n")


class UnknownGateway(ValueError):
    """``HAOCHAPING_SMS`` names a way that there is not."""


def gateway() -> Gateway:
    """The way out of this node; UnknownGateway says which there are."""
    name = os.environ.get("HAOCHAPING_SMS", "file")
    if name == "file":
        return FileGateway(settings.NODE.sms_file)
    if name == "console":
        return ConsoleGateway()
    raise UnknownGateway(f"HAOCHAPING_SMS must be file or console, not {name!r}")
