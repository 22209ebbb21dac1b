"""The roll-up against an oracle that counts the story itself, and against the recount."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.cases.tickets import Ticket
from haochaping.core.actor import SYSTEM
from haochaping.core.clock import SHANGHAI
from haochaping.core.events.readers import run_readers_once
from haochaping.core.events.sequencer import sequence_once
from haochaping.core.models import EventLog
from haochaping.ratings.actions import rule
from haochaping.ratings.defaults import sweep_all
from haochaping.ratings.enums import RulingKind
from haochaping.ratings.intake import submit
from haochaping.ratings.queries import labels_in_use
from haochaping.ratings.rules import parse_submission
from haochaping.statistics.models import Rollup
from haochaping.statistics.periods import parse_period
from haochaping.statistics.queries import Selection, groups, total
from haochaping.statistics.recount import recount
from tests.fixtures.city import Push

YEAR_END = dt.datetime(2025, 12, 31, 23, 0, tzinfo=SHANGHAI)


@dataclass
class Story:
    """Plays a year's end at random and remembers what a person would have counted."""

    push: Push
    draw: random.Random
    services: int = 0
    rated: int = 0
    levels: Counter[int] = field(default_factory=Counter)
    unscored: int = 0
    follow_ups: int = 0
    aside: int = 0
    defaults: int = 0
    orders: int = 0

    def play(self, number: int) -> None:
        served = YEAR_END + dt.timedelta(minutes=self.draw.randrange(-3000, 3000))
        with time_machine.travel(served + dt.timedelta(minutes=5), tick=False):
            text = served.strftime("%Y-%m-%d %H:%M:%S")
            window = {} if self.draw.random() < 0.7 else {"windowNo": None, "hallCode": None}
            times = {"serviceTime": text, "acceptDate": text, "resultDate": text}
            ticket = self.push(f"S{number}", **times, **window).ticket
        assert ticket is not None
        self.services += 1
        if self.draw.random() < 0.3:
            self.defaults += 1
            return
        late = served + dt.timedelta(days=12) if self.draw.random() < 0.2 else served
        if late != served:
            sweep_all(at=served + dt.timedelta(days=10))
        with time_machine.travel(late + dt.timedelta(minutes=9), tick=False):
            self._rate(ticket)

    def _rate(self, ticket: Ticket) -> None:
        key, level = ticket.service_key, self.draw.choice((5, 5, 5, 4, 3, 2, 1))
        scored = self.draw.random() < 0.8
        self._submit(key, TicketPurpose.RATE, level, TicketWay.SMS if scored else TicketWay.OFFICE)
        self.orders += level <= 2
        fate = self.draw.random()
        if fate < 0.15:
            self._rule(key, RulingKind.SUSPENDED)
            self.aside += 1
        else:
            if fate < 0.25:
                self._rule(key, RulingKind.INVALID)
                self._rule(key, RulingKind.REINSTATED)
            self._count(level, scored=scored)
        if self.draw.random() < 0.2:
            self._submit(key, TicketPurpose.FOLLOW_UP, 4, TicketWay.SMS)
            self.follow_ups += 1

    def _count(self, level: int, *, scored: bool) -> None:
        if scored:
            self.levels[level] += 1
            self.rated += 1
        else:
            self.unscored += 1

    def _submit(self, key: UUID, purpose: TicketPurpose, level: int, way: TicketWay) -> None:
        raw = {"ticket": Ticket(key, purpose, way, 1, 1).text(), "satisfaction": level, "pf": 2}
        raw["writingEvaluation"] = "如实评价"
        outcome = submit([parse_submission(raw, labels_in_use())])[0]
        assert outcome.created, outcome.refusal and outcome.refusal.code

    def _rule(self, key: UUID, kind: RulingKind) -> None:
        rule(service_key=key, assess_number=1, kind=kind, reason="tried", by=SYSTEM)


def read_everything() -> None:
    while sequence_once(limit=7) or run_readers_once(limit=5):
        pass


@pytest.fixture
def story(push: Push, settings_without_codes: None) -> Story:
    """Eighty services around the end of a year, and what became of them."""
    story = Story(push, random.Random(7))
    for number in range(80):
        story.play(number)
    sweep_all(at=YEAR_END + dt.timedelta(days=40))
    read_everything()
    return story


@pytest.fixture
def settings_without_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot's policy: tickets from an office's hands count as unconfirmed."""
    monkeypatch.setattr(settings, "NODE", replace(settings.NODE, ticket_code=False))


def test_the_roll_up_is_what_a_person_would_have_counted(story: Story) -> None:
    sums: Counter[str] = Counter()
    unscored = 0
    for year in ("2025", "2026"):
        group = total(Selection(parse_period(year)))
        sums.update(group.counts)
        unscored += group.unscored
    assert sums["services"] == story.services
    assert sums["services_rated"] == story.rated
    assert {level: sums[f"level_{level}"] for level in range(1, 6)} == {
        level: story.levels[level] for level in range(1, 6)
    }
    assert unscored == story.unscored and unscored > 0
    assert (sums["follow_ups"], sums["set_aside"]) == (story.follow_ups, story.aside)
    assert sums["defaults"] == story.defaults
    assert sums["orders"] == story.orders > 0


def test_the_recount_agrees_to_the_last_digit(story: Story) -> None:
    assert recount("2025") == [] and recount("2026") == []


def test_the_recount_finds_every_planted_difference(story: Story) -> None:
    cells = list(Rollup.objects.filter(grain="organisation", services__gt=0)[:3])
    for cell in cells:
        Rollup.objects.filter(pk=cell.pk).update(services=cell.services + 1)
    found = recount("2025") + recount("2026")
    assert len(found) == len(cells)
    assert {each.counter for each in found} == {"services"}
    assert all("roll-up" in str(each) for each in found)


@pytest.mark.parametrize("span", ["month", "year"])
def test_a_cell_of_a_longer_span_is_recounted_too(story: Story, span: str) -> None:
    cell = Rollup.objects.filter(grain="item-channel", span=span, level_5__gt=0)[0]
    Rollup.objects.filter(pk=cell.pk).update(level_5=cell.level_5 - 1)
    found = recount("2025") + recount("2026")
    assert [(each.cell[1], each.counter) for each in found] == [(span, "level_5")]


def test_channels_of_an_item_add_up_to_the_item(story: Story) -> None:
    year = parse_period("2026")
    for item in groups(Selection(year), "item"):
        channels = groups(Selection(year, item=item.key), "channel")
        for level in range(1, 6):
            name = f"level_{level}"
            assert sum(each.counts[name] for each in channels) == item.counts[name]
        assert sum(each.unscored for each in channels) == item.unscored


def test_reading_everything_again_gives_the_same(story: Story) -> None:
    before = sorted(Rollup.objects.values_list())
    Rollup.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_event_offset SET position = 0 WHERE reader = 'statistics'")
    read_everything()
    assert sorted(Rollup.objects.values_list()) == before
    assert EventLog.objects.count() > 100


def test_a_rating_of_new_years_eve_belongs_to_its_day_in_shanghai(story: Story) -> None:
    months = {each.key for each in groups(Selection(parse_period("2025")), "month")}
    assert months == {"2025-12"}
    by_region = groups(Selection(parse_period("2026"), region="411000000000"), "region")
    assert [each.name for each in by_region] == ["禹州市"]
    for by in ("organisation", "item", "channel"):
        assert groups(Selection(parse_period("2026")), by)


def test_a_re_attributed_rating_moves_and_the_services_stay(push: Push) -> None:
    ticket = push("M1").ticket
    assert ticket is not None
    raw = {"ticket": Ticket(ticket.service_key, TicketPurpose.RATE, TicketWay.SMS, 1, 1).text()}
    submit([parse_submission(raw | {"satisfaction": 5}, labels_in_use())])
    elsewhere = {"org": "11411081XC0000019G", "staff": ""}
    rule(
        service_key=ticket.service_key, assess_number=1, kind=RulingKind.REATTRIBUTED,
        reason="tried", by=SYSTEM, attribution=elsewhere,
    )  # fmt: skip
    read_everything()
    year = str(dt.datetime.now(SHANGHAI).year)
    by_office = {each.key: each for each in groups(Selection(parse_period(year)), "organisation")}
    assert by_office["11411081XC0000019G"].counts["level_5"] == 1
    assert by_office["11411081XC0000027B"].counts["level_5"] == 0
    assert by_office["11411081XC0000027B"].counts["services_rated"] == 1
    assert recount(year) == []
