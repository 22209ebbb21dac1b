"""Memory of a whole node at rest: its processes and its database's, shared pages counted once."""

import time
from collections.abc import Iterator

from haochaping.ops.bench.processes import memory_mb, tree
from haochaping.ops.bench.result import Bar, Result
from haochaping.ops.bench.run import Bench

_REST_SECONDS = 5


def run(bench: Bench) -> Iterator[Result]:
    """PSS of the process tree, after the node has come to rest."""
    node = bench.node
    time.sleep(_REST_SECONDS)
    count = len(list(tree(node.pid)))
    yield Result(
        "memory-idle", "MB", [(memory_mb(node.pid), None)], Bar(400, of="value", least=False),
        f"PSS of {count} processes with the sample city loaded",
    )  # fmt: skip
