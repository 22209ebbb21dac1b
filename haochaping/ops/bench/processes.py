"""What the processes of a node have used, read from /proc: the node's own, and its database's."""

from collections.abc import Iterator
from pathlib import Path

_TICKS = 100  # USER_HZ, the unit of /proc/PID/stat on every Linux


def cpu_seconds(root: int) -> float:
    """Processor time of ``root`` and everything below it, ended children included."""
    total = 0
    for pid in tree(root):
        fields = _stat(pid)
        # utime, stime, cutime, cstime
        total += sum(int(each) for each in fields[11:15])
    return total / _TICKS


def memory_mb(root: int) -> float:
    """Proportional share of memory (PSS) of ``root`` and everything below it, in MB."""
    total = 0
    for pid in tree(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


def tree(root: int) -> Iterator[int]:
    """``root`` and all its descendants."""
    children: dict[int, list[int]] = {}
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and (fields := _stat(int(each.name))):
            children.setdefault(int(fields[1]), []).append(int(each.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children.get(pid, [])


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; nothing for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
