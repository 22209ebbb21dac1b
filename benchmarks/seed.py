"""Services to be rated, and a rating for each: what the figures about the intake send."""

import hashlib
import json
from collections.abc import Iterator
from uuid import UUID

import psycopg

from haochaping.core.postgres.address import owner_url
from haochaping.ops.bench.node import BenchNode

_SEED = """
INSERT INTO cases_service (service_key, project_no, service_number, task_code, task_name,
  pro_status, org_code, area_code, hall_code, window_no, staff_no, service_time, accept_date,
  result_date, user_prop, app_id, content_mac, ticket_key_version, expires_at, default_due)
SELECT md5(%(name)s || seed.n)::uuid, %(name)s || seed.n, 1, place.task_code, place.task_name,
  3, place.org_code, place.area_code, place.hall_code, place.window_no, place.staff_no,
  now(), now(), now(), 1, 'bench', '\\x00', 1, now() + interval '30 days', current_date + 7
FROM generate_series(%(first)s::bigint, %(last)s::bigint) seed (n)
JOIN bench_place place ON place.n = floor(
  (SELECT count(*) FROM bench_place) * power((hashint8extended(seed.n, 1) & 1048575) / 1048576.0, 3)
)
"""


class Tickets:
    """Services of one name, each rated once: ``take`` hands out those that nobody has rated."""

    def __init__(self, node: BenchNode, name: str) -> None:
        self._node = node
        self.name = name
        self.taken = 0

    def take(self, amount: int) -> Iterator[str]:
        """Seed ``amount`` more services; answers the body of a rating for each."""
        from haochaping.core.sql import statement

        first, self.taken = self.taken + 1, self.taken + amount
        with psycopg.connect(owner_url(self._node.data), autocommit=True) as session:
            session.execute(statement("benchmarks", "places"))
            session.execute(_SEED, {"name": self.name, "first": first, "last": self.taken})
            session.execute("VACUUM ANALYZE cases_service")
        return self._bodies(first, self.taken)

    def _bodies(self, first: int, last: int) -> Iterator[str]:
        """The ratings, with the tickets that their offices would have been given."""
        from haochaping.cases.enums import TicketPurpose, TicketWay
        from haochaping.cases.tickets import Ticket

        for number in range(first, last + 1):
            digest = hashlib.md5(f"{self.name}{number}".encode(), usedforsecurity=False)
            key = UUID(digest.hexdigest())
            ticket = Ticket(key, TicketPurpose.RATE, TicketWay.OFFICE, 1, 1).text()
            yield json.dumps({"ticket": ticket, **_rating(number)})


def _rating(number: int) -> dict[str, object]:
    """One in a thousand is negative, one in fifty merely content."""
    if number % 1000 == 0:
        return {"satisfaction": 2, "evalDetail": ["214"], "pf": 2}
    if number % 50 == 0:
        return {"satisfaction": 4, "evalDetail": ["406"], "pf": 2}
    return {"satisfaction": 5, "evalDetail": ["510", "517"], "pf": 2}
