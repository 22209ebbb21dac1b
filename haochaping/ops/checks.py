"""The lines of ``haochaping check``."""

import datetime as dt
import stat
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from haochaping.cases import people
from haochaping.cases.models import Person
from haochaping.core import calendar, clock
from haochaping.core.crypto import SealBroken
from haochaping.core.postgres import durability
from haochaping.core.postgres.address import APP
from haochaping.core.postgres.durability import Finding, Light
from haochaping.core.postgres.grants import append_only_tables
from haochaping.identity import signatures
from haochaping.identity.models import SystemApp
from haochaping.ops.measures import Queues, queues

_CLOCK_YELLOW, _CLOCK_RED = 2.0, 30.0
_INBOX_YELLOW, _INBOX_RED = 10.0, 300.0
_LAG_YELLOW, _LAG_RED = 5_000, 500_000
_MESSAGE_YELLOW = 600.0


def examine_node(app_url: str, owner_url: str) -> list[Finding]:
    """Everything that is looked at, in the order in which it is shown."""
    found = durability.examine(app_url, "application")
    if owner_url != app_url:
        found += durability.examine(owner_url, "owner")
    if any(line.name.endswith(" database") for line in found):
        return found
    pending = pending_migrations()
    found += [*_keys(), _clock(), _migrations(pending)]
    if not pending:
        found += [_keys_fit(), _privileges(), *_queues(queues()), _calendar(clock.now())]
    return [*found, _backups()]


def pending_migrations() -> list[str]:
    """Migrations that the database does not have yet, as ``app.name``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _keys() -> list[Finding]:
    folder: Path = settings.NODE.keys_dir
    found = []
    for path in [folder, *sorted(folder.glob("*.json"))]:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            wanted = "700" if path.is_dir() else "600"
            text = f"others can reach it (mode {mode:o}): chmod {wanted} {path}"
            found.append(Finding(f"key file {path.name}", Light.RED, text))
    return found or [Finding("key files", Light.GREEN, f"only ours to read, in {folder}")]


def _keys_fit() -> Finding:
    """Whether what lies sealed in the database opens with the keys that are here.

    A node that starts without its key file makes new keys, and would find out at the first request
    that everything older is out of reach.
    """
    app, person = SystemApp.objects.order_by("created_at").first(), Person.objects.first()
    try:
        if app is not None:
            signatures.secret_of(app)
        if person is not None:
            people.applicant_of(person.pk)
    except SealBroken:
        text = f"what is sealed here was sealed with others: restore {settings.NODE.keys_dir}"
        return Finding("keys", Light.RED, f"{text} from its backup")
    return Finding("keys", Light.GREEN, "they open what is sealed in the database")


def _clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: dt.datetime = cursor.fetchone()[0]
    apart = abs((clock.now() - there).total_seconds())
    text = f"{apart:.1f} s apart from the database's"
    if apart > _CLOCK_RED:
        return Finding("clock", Light.RED, f"{text}: set both by the same time server")
    if apart > _CLOCK_YELLOW:
        return Finding("clock", Light.YELLOW, f"{text}: set both by the same time server")
    return Finding("clock", Light.GREEN, text)


def _migrations(pending: list[str]) -> Finding:
    if pending:
        first = ", ".join(pending[:3])
        text = f"{len(pending)} missing ({first} …): run haochaping migrate"
        return Finding("migrations", Light.RED, text)
    return Finding("migrations", Light.GREEN, "all applied")


def _privileges() -> Finding:
    """Whether these very sessions could change what is only ever added to."""
    open_tables = []
    with connection.cursor() as cursor:
        for table in append_only_tables():
            cursor.execute(
                "SELECT has_table_privilege(%s, 'UPDATE') OR has_table_privilege(%s, 'DELETE')",
                [table, table],
            )
            if cursor.fetchone() == (True,):
                open_tables.append(table)
    if open_tables:
        text = (
            f"this role may change {', '.join(open_tables)}; triggers still refuse it: run "
            f"haochaping migrate as a role that can create {APP}, or name two roles (see "
            "HAOCHAPING_DATABASE_OWNER_URL)"
        )
        return Finding("privileges", Light.YELLOW, text)
    return Finding("privileges", Light.GREEN, "append-only tables can only be added to")


def _queues(now: Queues) -> list[Finding]:
    furthest = max(now.lags.values(), default=0)
    slowest = max(now.lags, key=lambda name: now.lags[name], default="none")
    return [
        Finding(
            "event inbox",
            _light(now.inbox_age, _INBOX_YELLOW, _INBOX_RED),
            f"{now.inbox} events, the oldest {now.inbox_age:.0f} s"
            + _unless(now.inbox_age <= _INBOX_YELLOW, ": is a worker running?"),
        ),
        Finding(
            "event readers",
            _light(furthest, _LAG_YELLOW, _LAG_RED),
            f"{furthest} events behind at most ({slowest})"
            + _unless(furthest <= _LAG_YELLOW, ": read logs/worker.log"),
        ),
        Finding(
            "jobs",
            Light.YELLOW if now.jobs_failed else Light.GREEN,
            f"{now.jobs_waiting} waiting, {now.jobs_failed} failed"
            + _unless(not now.jobs_failed, ": read logs/worker.log"),
        ),
        Finding(
            "messages",
            Light.YELLOW if now.messages_age > _MESSAGE_YELLOW else Light.GREEN,
            f"{now.messages_unsent} unsent"
            + _unless(now.messages_age <= _MESSAGE_YELLOW, ": look at the gateway"),
        ),
    ]


def _calendar(moment: dt.datetime) -> Finding:
    """The coming year's holidays are announced in November; deadlines already reach into it."""
    today = clock.business_day(moment)
    following = today.replace(year=today.year + 1, month=1, day=1)
    known = calendar.stored(today, following)
    if not known.knows(today):
        text = f"{today.year} is missing: working days are counted Monday to Friday"
        return Finding("calendar", Light.RED, text)
    if not known.knows(following):
        text = f"{following.year} is missing: add it when it has been announced (November)"
        return Finding("calendar", Light.YELLOW, text)
    return Finding("calendar", Light.GREEN, f"{today.year} and {following.year} are there")


def _backups() -> Finding:
    return Finding("backups", Light.YELLOW, "none is set up: see docs/operations")


def _light(value: float, yellow: float, red: float) -> Light:
    if value > red:
        return Light.RED
    return Light.YELLOW if value > yellow else Light.GREEN


def _unless(fine: bool, advice: str) -> str:
    return "" if fine else advice
