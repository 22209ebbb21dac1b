"""Messages are read from the node's own file, which each test finds empty."""

import dataclasses
import json
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.fixtures.city import city, push
from tests.fixtures.office import offices

__all__ = ["city", "offices", "push"]


class Telephone:
    """What arrived, oldest first."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def messages(self) -> list[dict[str, str]]:
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]

    def texts(self) -> list[str]:
        return [message["text"] for message in self.messages()]


@pytest.fixture
def telephone(tmp_path: Path, settings: LazySettings) -> Telephone:
    """A data directory of this test's own, with the node's keys."""
    node = settings.NODE
    (tmp_path / "keys").symlink_to(node.keys_dir)
    settings.NODE = dataclasses.replace(node, data_dir=tmp_path)
    return Telephone(settings.NODE.sms_file)
