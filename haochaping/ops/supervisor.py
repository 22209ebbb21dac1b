"""The supervisor of ``haochaping up``: starts the parts, starts again what dies, stops in order."""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

import click

from haochaping.core.postgres.cluster import stop_with_parent
from haochaping.core.postgres.errors import DatabaseUnusable
from haochaping.core.postgres.server import Lease
from haochaping.ops.cli.errors import Failure

_LOOK_SECONDS = 0.1
_READY_SECONDS = 120.0
_STOP_SECONDS = 30.0
_LONGEST_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What ``up`` was asked for."""

    data: Path
    host: str
    port: int
    workers: int
    sample: bool

    @property
    def url(self) -> str:
        """Where this machine reaches the node."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://{host}:{self.port}"


@dataclass
class _Part:
    """One running part. ``pause`` grows while it keeps dying, so that it does not spin."""

    name: str
    arguments: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    pause: float = _LOOK_SECONDS
    start_at: float = 0.0
    started: float = field(default=0.0)


class Supervisor:
    """Runs a node until it gets SIGTERM or SIGINT."""

    def __init__(self, plan: Plan, lease: Lease | None) -> None:
        self._plan = plan
        self._lease = lease
        self._stopped = threading.Event()
        # What /readyz answered last, for the operator of a node that never gets there.
        self._unready = ""
        self._environment = self._child_environment()
        address = ["--host", plan.host, "--port", str(plan.port), "--workers", str(plan.workers)]
        self._parts = [
            _Part("web", ["web", *address]),
            _Part("worker", ["worker", "--scheduler"]),
        ]

    def run(self) -> None:
        """Prepare, start, watch, stop; Failure when a preparation fails."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._take_signal)
        (self._plan.data / "logs").mkdir(parents=True, exist_ok=True)
        for step in self._preparations():
            if self._stopped.is_set():
                return
            self._prepare(step)
        try:
            self._watch()
        finally:
            self._stop()

    def _take_signal(self, number: int, frame: FrameType | None) -> None:
        """Stop in order; asked twice, at once: what is not committed was not answered either."""
        if self._stopped.is_set():
            for part in self._parts:
                if part.process is not None:
                    part.process.kill()
        self._stopped.set()

    def _preparations(self) -> list[list[str]]:
        steps = [["messages", "compile"], ["migrate"]]
        if self._plan.sample:
            steps.append(["sample", "load"])
        return steps

    def _prepare(self, step: list[str]) -> None:
        """Run one command to its end, or to ours."""
        # Into a file: a pipe that nobody reads would stop a command that says much.
        with tempfile.TemporaryFile() as errors:
            process = self._start(step, "prepare", errors=errors)
            while process.poll() is None:
                if self._stopped.wait(_LOOK_SECONDS):
                    process.terminate()
                    process.wait()
                    return
            errors.seek(0)
            said = errors.read().decode(errors="replace")
        if process.returncode != 0:
            lines = [line for line in said.strip().splitlines() if line] or ["no reason given"]
            raise Failure(
                f"haochaping {' '.join(step)} failed: {lines[-1].removeprefix('Error: ')}"
            )

    def _watch(self) -> None:
        began = time.monotonic()
        announced = False
        while not self._stopped.is_set():
            for part in self._parts:
                self._keep(part)
            self._keep_database()
            if not announced and self._answers_ready():
                announced = True
                click.echo(f"ready {self._plan.url}")
            if not announced and time.monotonic() - began > _READY_SECONDS:
                raise Failure(
                    f"the node does not become ready ({self._unready}): read {self._plan.data}/logs"
                )
            self._stopped.wait(_LOOK_SECONDS)

    def _keep(self, part: _Part) -> None:
        moment = time.monotonic()
        if part.process is not None:
            if part.process.poll() is None:
                return
            lived = moment - part.started
            part.pause = _LOOK_SECONDS if lived > 10 else min(part.pause * 2, _LONGEST_PAUSE)
            part.start_at = moment + part.pause
            click.echo(f"{part.name} ended with {part.process.returncode}, starting it again")
            part.process = None
        if moment >= part.start_at:
            part.started = moment
            part.process = self._start(part.arguments, part.name)

    def _keep_database(self) -> None:
        """Start the embedded server again when its guardian was killed."""
        if self._lease is not None and not self._lease.guarded():
            try:
                self._lease.ensure()
            except DatabaseUnusable as problem:
                click.echo(f"{problem}; trying again", err=True)

    def _start(
        self, arguments: list[str], part: str, *, errors: IO[bytes] | None = None
    ) -> "subprocess.Popen[bytes]":
        with open(self._plan.data / "logs" / f"{part}.out", "ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "haochaping", *arguments, *self._data_of(arguments)],
                env=self._environment | {"HAOCHAPING_PART": part},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors or output,
                # A Ctrl-C in the terminal reaches us alone; we stop the parts in order.
                start_new_session=True,
                preexec_fn=stop_with_parent(signal.SIGTERM),  # noqa: PLW1509 (one thread)
            )

    def _data_of(self, arguments: list[str]) -> list[str]:
        return [] if arguments[0] == "messages" else ["--data", str(self._plan.data)]

    def _child_environment(self) -> dict[str, str]:
        environment = dict(os.environ)
        environment.setdefault("HAOCHAPING_BASE_URL", self._plan.url)
        if self._plan.sample:
            environment["HAOCHAPING_SMS"] = "file"
        return environment

    def _answers_ready(self) -> bool:
        host = self._plan.url.removeprefix("http://").rpartition(":")[0]
        session = http.client.HTTPConnection(host, self._plan.port, timeout=5)
        try:
            session.request("GET", "/readyz")
            answer = session.getresponse()
            self._unready = answer.read(500).decode(errors="replace")
            return answer.status == http.client.OK
        except (OSError, http.client.HTTPException) as problem:
            self._unready = str(problem)
            return False
        finally:
            session.close()

    def _stop(self) -> None:
        """First the doors, then the rest: what was accepted is finished."""
        deadline = time.monotonic() + _STOP_SECONDS
        for part in self._parts:
            if part.process is not None and part.process.poll() is None:
                part.process.terminate()
        for part in self._parts:
            if part.process is None:
                continue
            try:
                part.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                part.process.kill()
                part.process.wait()
