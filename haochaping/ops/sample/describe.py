"""``haochaping sample describe``: where services can be pushed and who can sign in."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from haochaping.ops.sample import credentials
from haochaping.ops.sample.places import all_places


class SampleMissingError(RuntimeError):
    """The sample city was never loaded into this node."""


def describe(data_dir: Path) -> dict[str, list[dict[str, Any]]]:
    """``places``, ``users`` and ``apps`` of the sample city (api.md §1)."""
    made = credentials.read(data_dir)
    if not made.users:
        raise SampleMissingError("run `haochaping sample load` first: this node has no sample city")
    return {
        "places": [dict(place) for place in all_places()],
        "users": [asdict(user) for user in made.users],
        "apps": [asdict(app) for app in made.apps],
    }
