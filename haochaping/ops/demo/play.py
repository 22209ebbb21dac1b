"""The sample day: services arrive, people rate, a bad rating is mended, defaults fall due."""

import datetime as dt
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from haochaping.core.clock import business_day, now
from haochaping.ops.demo.acts import Day, Played

_READY_SECONDS = 180
_STOP_SECONDS = 60


def run(*, data: Path, port: int, once: bool) -> None:
    """Start a node, play the day, say what happened; go on serving unless ``once``."""
    data = data.absolute()
    # SIGTERM ends the demonstration as Ctrl+C does, so that its node is stopped too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    click.echo("starting a node with the sample city …")
    node = _start(data, port)
    try:
        described = _described(data)
        day = Day(f"http://127.0.0.1:{port}", data, described, seed=secrets.randbelow(10_000))
        for line in day.play(_last_working_day()):
            click.echo(f"  {line}")
        _command(data, "job", "ratings.sweep-defaults")
        day.wait_for_figures()
        _account(day.played, described, port)
        if once:
            return
        click.echo("\nThe node goes on serving; Ctrl+C stops it.")
        node.wait()
    except KeyboardInterrupt:
        click.echo("stopping …")
    finally:
        _stop(node)


def _start(data: Path, port: int) -> "subprocess.Popen[str]":
    """A node of its own, in its own process group, so that one Ctrl+C is ours to handle."""
    command = [sys.executable, "-m", "haochaping", "up", "--sample"]
    node = subprocess.Popen(
        [*command, "--data", str(data), "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert node.stdout is not None
    deadline = time.monotonic() + _READY_SECONDS
    for line in node.stdout:
        click.echo(f"  {line.rstrip()}")
        if line.startswith("ready ") or time.monotonic() > deadline:
            return node
    raise click.ClickException(f"the node did not start: look into {data / 'logs'}")


def _stop(node: "subprocess.Popen[str]") -> None:
    if node.poll() is None:
        node.send_signal(signal.SIGTERM)
        node.wait(timeout=_STOP_SECONDS)


def _described(data: Path) -> dict[str, list[dict[str, str]]]:
    """What ``haochaping sample describe`` says: places, users, apps."""
    described: dict[str, list[dict[str, str]]] = json.loads(
        _command(data, "sample", "describe", "--json")
    )
    return described


def _command(data: Path, *words: str) -> str:
    """What a command of the node prints, asked for as an operator would."""
    command = [sys.executable, "-m", "haochaping", *words, "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _last_working_day() -> dt.date:
    """The latest Monday to Friday that is over: nothing may lie in the future."""
    day = business_day(now()) - dt.timedelta(days=1)
    while day.weekday() >= 5:
        day -= dt.timedelta(days=1)
    return day


def _account(played: Played, described: dict[str, list[dict[str, str]]], port: int) -> None:
    for line in _lines(played, described, port):
        click.echo(line)


def _lines(played: Played, described: dict[str, list[dict[str, str]]], port: int) -> Iterator[str]:
    base = f"http://127.0.0.1:{port}"
    yield "\nWhat happened"
    yield f"  services pushed           {played.services}"
    yield f"  ratings over the API      {played.by_interface}"
    yield f"  ratings on the page       {played.by_page}"
    yield f"  default ratings           {played.defaults}"
    yield f"  bad ratings, now orders   {played.negative}"
    yield f"  order brought to closure  {played.closed_order}"
    yield "Where to look"
    yield f"  results    {base}/results"
    yield f"  rate       {played.open_link}"
    yield f"  verify     {base}/verify   receipt {played.receipt}"
    yield f"  workbench  {base}/workbench/"
    for user in described["users"]:
        yield f"    {user['login']:<18} {user['password']:<20} {user['role']}"
