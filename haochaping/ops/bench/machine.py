"""What the figures were measured on, in one line."""

import os
import platform
from pathlib import Path


def machine() -> str:
    """Processor, cores, memory, kernel and Python of this machine."""
    return (
        f"{_field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores, "
        f"{_gib(_field('/proc/meminfo', 'MemTotal'))}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def _field(path: str, name: str) -> str:
    try:
        for line in Path(path).read_text().splitlines():
            if line.startswith(name):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return f"unknown {name}"


def _gib(text: str) -> str:
    amount = text.split(maxsplit=1)[0]
    return f"{int(amount) / 1024 / 1024:.0f} GiB" if amount.isdigit() else text
