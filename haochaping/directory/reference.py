"""A frozen copy of the directory in memory, for code that checks thousands of codes a second.

A process keeps its copy for at most 30 seconds. It then reads one row, the edition, and loads
anew only if the directory has changed, so that a province's 300 000 rows are not read for nothing.
"""

import datetime as dt
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from haochaping.directory import models
from haochaping.directory.rules import area12

__all__ = ["LIFE_SECONDS", "Reference", "area12", "forget", "snapshot"]

LIFE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Validity:
    """From one day to another, both included; None is open."""

    valid_from: dt.date | None
    valid_until: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the thing existed on ``day``."""
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class RegionRef(Validity):
    """A region; ``code`` has 12 digits, ``level`` is 1 (province) to 5 (village)."""

    code: str
    name: str
    level: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class OrgRef(Validity):
    """An organisation; ``area`` is its region's code, ``path`` its place in the tree.

    The paths of all offices below one begin with its own.
    """

    code: str
    name: str
    short_name: str
    area: str
    is_supervisor: bool
    path: str


@dataclass(frozen=True, slots=True)
class HallRef(Validity):
    """A hall; ``org`` runs it."""

    code: str
    name: str
    area: str
    org: str


@dataclass(frozen=True, slots=True)
class WindowRef(Validity):
    """A window; ``org`` sits behind it."""

    hall: str
    number: str
    name: str
    org: str


@dataclass(frozen=True, slots=True)
class TerminalRef(Validity):
    """A self-service terminal."""

    number: str
    name: str
    hall: str


@dataclass(frozen=True, slots=True)
class StaffRef(Validity):
    """Someone who serves."""

    number: str
    name: str
    org: str
    hall: str | None


@dataclass(frozen=True, slots=True)
class ItemRef(Validity):
    """A service item; ``handling`` are the 33-character codes of its ways of handling."""

    task_code: str
    name: str
    org: str
    area: str
    task_type: str
    subject: str
    project_type: str
    handling: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reference:
    """The directory at one moment. Keys are the codes of the interfaces; ``windows`` has pairs."""

    edition: UUID | None
    regions: Mapping[str, RegionRef]
    organisations: Mapping[str, OrgRef]
    halls: Mapping[str, HallRef]
    windows: Mapping[tuple[str, str], WindowRef]
    terminals: Mapping[str, TerminalRef]
    staff: Mapping[str, StaffRef]
    items: Mapping[str, ItemRef]


@dataclass(slots=True)
class _Kept:
    reference: Reference | None = None
    checked_at: float = 0.0


_kept = _Kept()
_lock = threading.Lock()


def snapshot() -> Reference:
    """The directory, at most 30 seconds old. Unknown codes are simply not in the mappings."""
    kept = _kept.reference
    if kept is not None and time.monotonic() - _kept.checked_at < LIFE_SECONDS:
        return kept
    with _lock:
        return _refresh()


def forget() -> None:
    """Drop the copy: the next ``snapshot`` reads the tables. Called after every change."""
    with _lock:
        _kept.reference = None


def _refresh() -> Reference:
    asked_at = time.monotonic()
    kept = _kept.reference
    if kept is not None and asked_at - _kept.checked_at < LIFE_SECONDS:
        return kept  # another thread was quicker
    edition = models.Edition.objects.values_list("value", flat=True).first()
    if kept is None or edition is None or kept.edition != edition:
        kept = _load(edition)
    _kept.reference, _kept.checked_at = kept, asked_at
    return kept


def _load(edition: UUID | None) -> Reference:
    return Reference(
        edition=edition,
        regions=MappingProxyType(_regions()),
        organisations=MappingProxyType(_organisations()),
        halls=MappingProxyType(_halls()),
        windows=MappingProxyType(_windows()),
        terminals=MappingProxyType(_terminals()),
        staff=MappingProxyType(_staff()),
        items=MappingProxyType(_items()),
    )


# Each query names its columns in the order of the class's fields: the days of Validity first.


def _regions() -> dict[str, RegionRef]:
    rows = models.Region.objects.values_list(
        "valid_from", "valid_until", "code", "name", "level", "parent_id"
    )
    return {row[2]: RegionRef(*row) for row in rows}


def _organisations() -> dict[str, OrgRef]:
    rows = models.Organisation.objects.values_list(
        "valid_from",
        "valid_until",
        "code",
        "name",
        "short_name",
        "region_id",
        "is_supervisor",
        "path",
    )
    return {row[2]: OrgRef(*row) for row in rows}


def _halls() -> dict[str, HallRef]:
    rows = models.Hall.objects.values_list(
        "valid_from", "valid_until", "code", "name", "region_id", "organisation__code"
    )
    return {row[2]: HallRef(*row) for row in rows}


def _windows() -> dict[tuple[str, str], WindowRef]:
    rows = models.Window.objects.values_list(
        "valid_from", "valid_until", "hall__code", "number", "name", "organisation__code"
    )
    return {(row[2], row[3]): WindowRef(*row) for row in rows}


def _terminals() -> dict[str, TerminalRef]:
    rows = models.Terminal.objects.values_list(
        "valid_from", "valid_until", "number", "name", "hall__code"
    )
    return {row[2]: TerminalRef(*row) for row in rows}


def _staff() -> dict[str, StaffRef]:
    rows = models.Staff.objects.values_list(
        "valid_from", "valid_until", "number", "name", "organisation__code", "hall__code"
    )
    return {row[2]: StaffRef(*row) for row in rows}


def _items() -> dict[str, ItemRef]:
    handling: dict[str, set[str]] = {}
    for code in models.HandlingItem.objects.values_list("code", flat=True):
        handling.setdefault(code[:31], set()).add(code)
    rows = models.ServiceItem.objects.values_list(
        "valid_from",
        "valid_until",
        "task_code",
        "name",
        "organisation__code",
        "region_id",
        "task_type",
        "subject",
        "project_type",
    )
    return {row[2]: ItemRef(*row, frozenset(handling.get(row[2], ()))) for row in rows}
