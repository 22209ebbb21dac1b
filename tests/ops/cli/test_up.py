"""``haochaping up``: a node that serves, mends itself and stops when it is told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx
import psutil
import pytest

from tests.fixtures.node import (
    RunningNode,
    node_environment,
    open_directory,
    start_node,
    stop_node,
)


@pytest.fixture
def started() -> Iterator[Callable[[], RunningNode]]:
    """Starts the node of this test, once or again; what is left is stopped afterwards."""
    nodes: list[RunningNode] = []
    with open_directory() as data:

        def start(port: int | None = None) -> RunningNode:
            nodes.append(start_node(data, port=port))
            return nodes[-1]

        yield start
        for node in nodes:
            if node.process.poll() is None:
                stop_node(node)


def _family(node: RunningNode) -> list[psutil.Process]:
    found: list[psutil.Process] = psutil.Process(node.process.pid).children(recursive=True)
    return found


def _called(node: RunningNode, word: str) -> psutil.Process:
    """The process directly below the supervisor that has ``word`` in its command."""
    children = psutil.Process(node.process.pid).children()
    return next(child for child in children if word in child.cmdline())


def _becomes_ready(node: RunningNode) -> bool:
    """Ask until it is; the node's own patience ends the waiting."""
    deadline = time.monotonic() + 60
    # The transport waits longer and longer between attempts to connect.
    with httpx.Client(base_url=node.url, transport=httpx.HTTPTransport(retries=5)) as client:
        while time.monotonic() < deadline:
            assert node.process.poll() is None, "the node ended"
            try:
                if client.get("/readyz", timeout=10).status_code == 200:
                    return True
            except httpx.TransportError:
                continue
    return False


def test_it_stops_when_it_is_told_and_leaves_nothing_behind(
    started: Callable[[], RunningNode],
) -> None:
    node = started()
    family = _family(node)
    assert any("postgres" in process.name() for process in family)
    assert stop_node(node) == 0
    gone, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    assert len(gone) == len(family)


@pytest.mark.parametrize("part", ["web", "worker"])
def test_a_part_that_was_killed_is_started_again(
    started: Callable[[], RunningNode], part: str
) -> None:
    node = started()
    killed = _called(node, part)
    killed.kill()
    killed.wait(timeout=10)
    while not any(part in child.cmdline() for child in psutil.Process(node.process.pid).children()):
        assert node.process.poll() is None
    assert _becomes_ready(node)


def test_the_database_is_started_again_with_and_without_its_guardian(
    started: Callable[[], RunningNode],
) -> None:
    node = started()
    for process in [child for child in _family(node) if child.name() == "postgres"]:
        process.kill()
    assert _becomes_ready(node)
    guardian = _called(node, "haochaping.core.postgres.guardian")
    guardian.kill()
    assert _becomes_ready(node)


def test_after_everything_was_killed_it_starts_again(
    started: Callable[..., RunningNode],
) -> None:
    node = started()
    family = [psutil.Process(node.process.pid), *_family(node)]
    for process in family:
        if process.is_running():
            process.kill()
    node.process.wait(timeout=10)
    assert _becomes_ready(started())


def test_after_its_supervisor_was_killed_it_starts_at_once_on_the_same_port(
    started: Callable[..., RunningNode],
) -> None:
    node = started()
    node.process.kill()
    node.process.wait(timeout=10)

    assert _becomes_ready(started(port=int(node.url.rpartition(":")[2])))


def test_a_web_process_ends_with_the_one_that_watches_over_it(
    started: Callable[[], RunningNode],
) -> None:
    node = started()
    watcher = _called(node, "web")
    serving = watcher.children()

    watcher.kill()

    assert psutil.wait_procs(serving, timeout=30)[1] == []
    assert _becomes_ready(node)


def test_told_twice_it_stops_at_once(started: Callable[[], RunningNode]) -> None:
    node = started()
    worker = _called(node, "worker")
    # A part that is stopped in its tracks cannot follow the first word.
    worker.suspend()
    node.process.send_signal(signal.SIGTERM)
    _called(node, "worker")

    node.process.send_signal(signal.SIGTERM)

    assert node.process.wait(timeout=20) == 0
    assert not worker.is_running()


def test_a_killed_supervisor_takes_everything_with_it(
    started: Callable[[], RunningNode],
) -> None:
    node = started()
    family = _family(node)
    os.kill(node.process.pid, signal.SIGKILL)
    node.process.wait(timeout=10)
    assert psutil.wait_procs(family, timeout=60)[1] == []


def test_the_check_is_green_beside_a_running_node_and_leaves_it_alone(
    started: Callable[[], RunningNode],
) -> None:
    node = started()
    assert "safe to run" in node.run("check")
    assert _becomes_ready(node)


def test_a_port_that_is_taken_is_one_line(
    started: Callable[[], RunningNode], tmp_path_factory: pytest.TempPathFactory
) -> None:
    node = started()
    port = node.url.rpartition(":")[2]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "haochaping", "up", "--port", port),
            *("--data", str(tmp_path_factory.mktemp("second"))),
        ],
        env=node_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert done.stderr.strip() == f"Error: port {port} is taken: choose another with --port"
