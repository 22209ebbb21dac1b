"""The demonstration as a newcomer runs it: a whole day, a true account, nothing left running."""

import re
import subprocess
import sys

from haochaping.core.clock import business_day, now
from tests.fixtures.node import free_port, node_environment, open_directory


def test_the_sample_day_is_played_and_ends() -> None:
    with open_directory() as data:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "haochaping", "demo", "--once"),
                *("--data", str(data), "--port", str(free_port())),
            ],
            env=node_environment(),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told = {
            name.strip(): int(number)
            for name, number in re.findall(r"^  (\D+?)\s{2,}(\d+)$", done.stdout, re.MULTILINE)
        }
        assert told["services pushed"] == 480
        assert told["ratings over the API"] > 100 and told["ratings on the page"] > 10
        assert told["default ratings"] > 0 and told["bad ratings, now orders"] > 0
        assert re.search(r"order brought to closure\s+GD\d{8}-\w+", done.stdout)
        check = subprocess.run(
            [
                *(sys.executable, "-m", "haochaping", "recount"),
                *("--period", str(business_day(now()).year), "--data", str(data)),
            ],
            env=node_environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert check.returncode == 0, check.stdout
