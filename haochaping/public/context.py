"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def node(request: HttpRequest) -> dict[str, Any]:
    """``NODE``: the node's title and address."""
    return {"NODE": settings.NODE}
